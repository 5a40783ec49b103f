import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../src/cli/program';
import { howToInstallRuntime } from '../../src/shared/runtime-words';

const source = path.resolve(import.meta.dirname, '../../src');
const manifest = JSON.parse(readFileSync(path.join(source, '..', 'package.json'), 'utf8'));

/** Each source file with its comments taken out. */
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({
    file,
    text: readFileSync(path.join(source, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, ''),
  }));

const withWords = (words: RegExp) => files.filter(({ text }) => words.test(text)).map(({ file }) => file);

describe('what users are told to run', () => {
  it('is there for those who have the extension alone: no script of the project', () => {
    expect(files.length).toBeGreaterThan(300);
    expect(withWords(/npm (run|ci|install|start|test)\b|npx |node dist/)).toEqual([]);
  });

  it("is the terminal's where only the terminal tells it, and both ways where both may", () => {
    const { commands } = createProgram('', async () => {});
    const call = new RegExp(`transfer-designer (${commands.map((command) => command.name()).join('|')})`);
    const others = withWords(call).filter((file) => !file.startsWith(`cli${path.sep}`));
    expect(others).toEqual([path.join('shared', 'runtime-words.ts')]);
    expect(howToInstallRuntime).toMatch(call);
    const install = manifest.contributes.commands.find(
      ({ command }: { readonly command: string }) => command === 'transferDesigner.installRuntime',
    );
    expect(howToInstallRuntime).toContain(`"${install.category}: ${install.title}"`);
  });
});
