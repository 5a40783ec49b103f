import { describe, expect, it } from 'vitest';
import { shownProblems } from '../../../src/editor/text/shown-problems';
import { project } from './support/project';

const codes = (text: string, yamlIsChecked: boolean) =>
  shownProblems(project(text).result.problems, yamlIsChecked).map(({ code }) => code);

describe('beside another extension for YAML', () => {
  it.each([
    ['base: demo\nbase: demo\n', 'duplicate-key'],
    ['base: "demo\n', 'yaml-syntax'],
    ['dataset:\n\tpath: images\n', 'tab-indentation'],
    ['base: *demo\n', 'unknown-alias'],
  ])('%j: %s is left to it', (text, code) => {
    expect(codes(text, false)).toContain(code);
    expect(codes(text, true)).not.toContain(code);
  });

  it('what only we know stays', () => {
    expect(codes('bas: demo\n', true)).toContain('unknown-key');
  });
});
