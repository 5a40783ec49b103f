import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { problemCounts, problemLines } from '../../../src/cli/problem-lines';
import { coloured, uncoloured } from '../../../src/cli/style';
import { expectGolden } from '../../fixtures/golden-text';
import { problems, problemText } from '../../fixtures/terminal-sample';

const golden = (name: string) => path.join(import.meta.dirname, 'golden', name);

describe('problems in a terminal', () => {
  it('stand in the order of the text, with the line and the place', () => {
    const lines = problemLines('pets/transfer.yaml', problemText, problems, uncoloured);
    expectGolden(golden('problems.txt'), `${lines.join('\n')}\n`);
  });

  it('cannot steer the terminal by what a file contains', () => {
    const text = problemLines('a\u001b[2J.yaml', 'version: \u001b]0;x\u0007', problems, uncoloured).join(
      '\n',
    );
    expect(text.split('\n').join('')).not.toMatch(/\p{Cc}/u);
  });

  it('are coloured where colours are seen', () => {
    const [first] = problemLines('f', problemText, problems.slice(1, 2), coloured);
    expect(first).toContain('\u001b[31merror:\u001b[39m');
  });

  it('show the place also far to the right', () => {
    const long = `${'x'.repeat(3000)}bad${'y'.repeat(3000)}`;
    const range = { start: 3000, end: 3003, line: 1, column: 3001, endLine: 1, endColumn: 3004 };
    const lines = problemLines(
      'f',
      long,
      [{ code: 'c', severity: 'error', message: 'm', path: [], range }],
      uncoloured,
    );
    const [, source = '', caret = ''] = lines;
    expect(source.length).toBeLessThan(160);
    const at = caret.indexOf('^');
    expect(source.slice(at, at + 3)).toBe('bad');
    expect(caret.slice(at)).toBe('^^^');
  });

  it('fit their lines of the file to the terminal, with the mark below the place', () => {
    const text = `base: ${'x'.repeat(40)}bad`;
    const range = { start: 46, end: 49, line: 1, column: 47, endLine: 1, endColumn: 50 };
    const problem = { code: 'c', severity: 'error', message: 'm', path: [], range } as const;
    const [, source = '', caret = ''] = problemLines('f', text, [problem], uncoloured, 39);
    expect(Math.max(source.length, caret.length)).toBeLessThanOrEqual(39);
    expect(source.slice(caret.indexOf('^'), caret.lastIndexOf('^') + 1)).toBe('bad');
  });

  it('survive a range outside the text', () => {
    const range = { start: 9, end: 9, line: 99, column: 99, endLine: 99, endColumn: 99 };
    const lines = problemLines(
      'f',
      'a',
      [{ code: 'c', severity: 'error', message: 'm', path: [], range }],
      uncoloured,
    );
    expect(lines).toEqual(['f:99:99: error: m [c]', '']);
  });

  it('are counted', () => {
    expect(problemCounts(problems).replaceAll('\u00a0', ' ')).toBe('1 error, 1 warning, 1 note');
    expect(problemCounts([])).toBe('');
  });
});
