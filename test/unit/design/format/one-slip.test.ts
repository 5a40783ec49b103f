import { describe, expect, it } from 'vitest';
import { dataset } from '../../../fixtures/folder-facts';
import { designed } from '../support/designed';

const good = `# my pets
version: 1
base: demo
dataset:
  path: "images"
  validation: 0.2
  similarity: similar
  classes: [cats, dogs, neither]
cut: auto
head:
  layers:
    - dense: 64
    - dropout: 0.3
train:
  batchSize: 16
  augment: { flip: horizontal, shift: 0.1 }
  phases:
    - { train: head, epochs: 200, patience: 20 }
    - train: everything
      epochs: 20
`;
const known = { dataset: dataset({ cats: 40, dogs: 40, neither: 20 }) };
const errorsOf = (text: string) =>
  designed(text, known).problems.filter(({ severity }) => severity === 'error');

/** What stands in the good file, what it becomes by one slip, and the one problem that is told. */
const slips: readonly (readonly [string, string, string])[] = [
  ['version: 1', 'version 1', 'colon-missing'],
  ['version: 1', 'version:1', 'space-missing'],
  ['version: 1', '&version: 1', 'stray-mark'],
  ['version: 1', '*version: 1', 'stray-mark'],
  ['base: demo', 'base= demo', 'equals-sign'],
  ['base: demo', 'base: @demo', 'reserved-letter'],
  ['base: demo', 'base: !demo', 'stray-mark'],
  ['dataset:', 'dataset', 'colon-missing'],
  ['dataset:', 'datset:', 'unknown-key'],
  ['  path:', 'x  path:', 'stray-mark'],
  ['  path:', '@  path:', 'reserved-letter'],
  ['  path:', '&  path:', 'stray-mark'],
  ['  path:', '   path:', 'indentation-wrong'],
  ['  path:', '\tpath:', 'tab-indentation'],
  ['"images"', '"images', 'quote-not-closed'],
  ['"images"', '“images”', 'curly-quotes'],
  ['validation: 0.2', 'validation: 0,2', 'number-as-text'],
  ['  validation', ' validation', 'indentation-wrong'],
  ['similarity: similar', 'similarity: s\nimilar', 'colon-missing'],
  ['similarity: similar', 'similarity: !similar', 'stray-mark'],
  ['similarity: similar', 'similarity: simlar', 'value-not-allowed'],
  ['similarity: similar', 'similarity: similar validation: 0.2', 'two-on-a-line'],
  ['[cats, dogs, neither]', '[cats, dogs, neither', 'bracket-not-closed'],
  ['[cats, dogs, neither]', '[cats, dogs, neither]]', 'bracket-not-opened'],
  ['[cats, dogs, neither]', 'cats, dogs, neither]', 'wrong-type'],
  ['[cats, dogs, neither]', '[cats, dogs, neither}', 'bracket-not-opened'],
  ['    - dense', '     dense', 'dash-missing'],
  ['    - dense', 'x    - dense', 'stray-mark'],
  ['    - dense', ']    - dense', 'bracket-not-opened'],
  ['    - dense: 64', '    - &dense: 64', 'stray-mark'],
  ['    - dense: 64', '    - dense: !64', 'stray-mark'],
  ['    - dense: 64', '    -dense: 64', 'dash-missing'],
  ['batchSize', 'batch\nSize', 'line-broken'],
  ['batchSize: 16', 'batchSize: 16\n  batchSize: 16', 'duplicate-key'],
  ['{ flip: horizontal, shift', '{ flip: horizontal shift', 'comma-missing'],
  ['shift: 0.1 }', 'shift: 0.1', 'bracket-not-closed'],
  ['{ train: head', '{ t\nrain: head', 'line-broken'],
  ['{ train: head', '{ train head', 'colon-missing'],
  ['{ train: head', ' train: head', 'yaml-syntax'],
  ['epochs: 200', 'epochs:200', 'space-missing'],
  ['epochs: 200', 'ep\nochs: 200', 'line-broken'],
  ['patience: 20 }', 'patience: 20 ]', 'bracket-not-opened'],
  ['    - train: everything', '    train: everything', 'dash-missing'],
  ['      epochs: 20\n', '     epochs: 20\n', 'dash-missing'],
  ['      epochs: 20\n', '      &epochs: 20\n', 'stray-mark'],
];

it('the good file has nothing wrong in it', () => {
  expect(errorsOf(good)).toEqual([]);
});

describe.each(slips)('%j written as %j', (right, wrong, code) => {
  const text = good.replace(right, wrong);

  it('is one problem, which names the slip', () => {
    expect(text).not.toBe(good);
    expect(errorsOf(text).map((problem) => problem.code)).toEqual([code]);
  });

  it('is told in words of the file, near to where it is', () => {
    const [problem] = errorsOf(text);
    expect(problem?.message).not.toMatch(
      /token|stream|implicit|mapping|sequence|scalar|\bflow\b|collection|node\b|anchor|alias|tag\b/i,
    );
    const line = good.slice(0, good.indexOf(right)).split('\n').length;
    expect(Math.abs((problem?.range.line ?? 0) - line)).toBeLessThanOrEqual(1);
  });
});

it.each(['\uFEFF# a\n  path: [\n', '\uFEFF  \n "a\n', '\r\n\r\n  a: [\r\n', '#\r [\r', '  {', '\uFEFF'])(
  'a slip with nothing but blank lines or comments before it is found at once: %j',
  (text) => {
    expect(errorsOf(text).length).toBeGreaterThan(0);
  },
);
