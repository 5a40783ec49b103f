import { describe, expect, it } from 'vitest';
import { shownProblems } from '../../../src/language/shown-problems';
import { project } from './support/project';

const codes = (text: string, yamlIsChecked: boolean) =>
  shownProblems(project(text).result.problems, yamlIsChecked).map(({ code }) => code);

describe('beside another extension for YAML', () => {
  it.each([
    ['base: demo\nbase: demo\n', 'duplicate-key'],
    ['base: !demo demo\n', 'stray-mark'],
    ['base: demo\n"x" y: 3\ndataset: { path: images }\n', 'yaml-syntax'],
    ['base: demo\ntrain: { seed: 1, batch\nSize: 2 }\n', 'line-broken'],
    ['base: "demo\n', 'quote-not-closed'],
    ['dataset: { path: images\n', 'bracket-not-closed'],
    ['dataset: { path: images }}\n', 'bracket-not-opened'],
    ['dataset:\n  path: images\n test: more\n', 'indentation-wrong'],
    ['train:\n  seed: 1 batchSize: 2\n', 'two-on-a-line'],
    ['train: { seed: 1 batchSize: 2 }\n', 'comma-missing'],
    ['cut: @conv\n', 'reserved-letter'],
    ['dataset:\n\tpath: images\n', 'tab-indentation'],
    ['base: *demo\n', 'unknown-alias'],
  ])('%j: %s is left to it', (text, code) => {
    expect(codes(text, false)).toContain(code);
    expect(codes(text, true)).not.toContain(code);
  });

  it('what only we know stays', () => {
    expect(codes('bas: demo\n', true)).toContain('unknown-key');
    // To YAML this is one long name of a folder.
    expect(codes('base: demo\ndataset:\n  path: images\n  size small\n', true)).toContain('colon-missing');
  });
});
