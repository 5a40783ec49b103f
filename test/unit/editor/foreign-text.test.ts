import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { hoverAt } from '../../../src/language/hover-text';
import { asCode, asText } from '../../../src/language/markdown';
import { unlinked } from '../../../src/views/unlinked';
import { demoLike } from '../../fixtures/layer-graphs';
import { header, project } from '../language/support/project';

const hostile = [
  '![x](https://example.org/seen.png)',
  '[press](command:workbench.action.terminal.new)',
  '<img src=https://example.org/seen.png>',
  'https://example.org/seen',
  '`code` ![x](https://example.org/seen.png)',
  '``` ![x](https://example.org)',
  'a\n\n# heading',
  '**bold** _under_ ~~gone~~',
  '&lt;b&gt;',
  '| a | b |',
];

/** What of Markdown a reader would take for more than letters: code spans and what is escaped taken out. */
function marksIn(markdown: string): string {
  return markdown
    .replace(/\\[!-/:-@[-`{-~]/g, '')
    .replace(/(?<!`)(`+)(?!`)(?:(?!\1(?!`)).|`)*?(?<!`)\1(?!`)/gs, '');
}

describe('text from others', () => {
  it.each(hostile)('shows as it is in Markdown: %j', (text) => {
    expect(marksIn(asText(text))).not.toMatch(/[![\]()<>`*_~#|&]|:\/\/|\n/);
    expect(marksIn(asCode(text))).toBe('');
  });

  it('leaves plain names alone, and shows plain code as one would write it', () => {
    expect(asText('conv2')).toBe('conv2');
    expect(asCode('conv2')).toBe('`conv2`');
    expect(asCode('a`b')).toBe('`` a`b ``');
  });

  it.each(hostile)('is no Markdown in a hover: a layer named %j', (name) => {
    const graph = demoLike();
    const layers = graph.layers.map((layer) => ({
      ...layer,
      name: layer.name === 'conv1' ? name : layer.name,
      type: layer.name === 'conv1' ? name : layer.type,
      inbound: layer.inbound.map((from) => (from === 'conv1' ? name : from)),
    }));
    const quoted = JSON.stringify(name);
    for (const written of [quoted, '"*"']) {
      const text = `${header}freeze: [${written}]\n`;
      const given = project(text, { graph: { ...graph, layers } });
      const shown = hoverAt(given, text.indexOf(written) + 2)?.text ?? '';
      expect(marksIn(shown)).not.toMatch(/\]\(|!\[|<|command:|https:/);
    }
  });

  it.each([
    ['[press](command:workbench.action.quit)', '[press] (command:workbench.action.quit)'],
    ['](](command:x)', '] (] (command:x)'],
    ['cat 92 % (dog 5 %)', 'cat 92 % (dog 5 %)'],
  ])('makes no link in a notice: %s', (text, shown) => {
    expect(unlinked(text)).toBe(shown);
    expect(unlinked(text)).not.toContain('](');
  });

  it('reaches no notice by another way', () => {
    const folder = path.resolve(import.meta.dirname, '../../../src/editor');
    const direct = readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((file) => {
      if (!file.endsWith('.ts') || file === 'notices.ts') return [];
      const source = readFileSync(path.join(folder, file), 'utf8');
      // A dialog in the middle of the window makes no links.
      return [
        ...source.matchAll(/window\s*\.show(?:Information|Warning|Error)Message\b(?!\([^;]*modal: true)/g),
      ].map(([call]) => `${file}: ${call}`);
    });
    expect(direct).toEqual([]);
  });

  it('is never trusted as Markdown, nor as HTML', () => {
    const folder = path.resolve(import.meta.dirname, '../../../src/editor');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    for (const file of files.filter((name) => name.endsWith('.ts')))
      expect(readFileSync(path.join(folder, file), 'utf8'), file).not.toMatch(
        /isTrusted(?! *\n? *\?)\s*=|supportHtml/,
      );
  });
});
