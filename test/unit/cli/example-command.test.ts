import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { seeToExamples } from '../../../src/cli/commands/example-command';
import { createTerminal } from '../../../src/cli/terminal';
import { scratchFolder } from '../../fixtures/scratch-folder';
import { KeptStream } from '../../fixtures/terminal-sample';

const root = path.resolve(import.meta.dirname, '../../..');

async function example(name?: string, folder?: string) {
  const output = new KeptStream();
  const errors = new KeptStream();
  const where = { installation: { root, bundles: path.join(root, 'dist') }, node: {} as never };
  const terminal = createTerminal(output, errors, {}, where);
  return { status: await seeToExamples(terminal, { name, folder }), said: output.text, wrong: errors.text };
}

it('`example` without a name lists them, and says how one is copied', async () => {
  const { status, said } = await example();
  expect(status).toBe(0);
  expect(said).toMatch(/^emoji-groups +150 drawings/m);
  expect(said).toMatch(/^digits +100 pen strokes/m);
  expect(said).toContain('`transfer-designer example NAME FOLDER`');
});

it('`example` copies one and says how it is trained', async () => {
  const folder = path.join(scratchFolder(), 'my try');
  const { status, said } = await example('emoji-groups', folder);
  expect(status).toBe(0);
  expect(said).toContain(`\`transfer-designer train "${folder}"\` trains it.`);
  expect(existsSync(path.join(folder, 'transfer.yaml'))).toBe(true);
});

it('`example` refuses a folder that is there, and a name that it does not know', async () => {
  const folder = scratchFolder();
  const taken = await example('digits', folder);
  expect(taken.status).toBe(2);
  expect(taken.wrong).toContain(`${folder} is there already`);
  expect(readdirSync(folder)).toEqual([]);
  const unknown = await example('emoji-group', folder);
  expect(unknown).toMatchObject({ status: 2, said: '' });
  expect(unknown.wrong).toContain('Is emoji-groups meant?');
});
