import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseTransferFile } from '../../../src/design/format/parse';
import { applyEdits } from '../../../src/design/format/text-edits';
import type { Fix, Problem } from '../../../src/design/problem';
import { textProblems } from '../../../src/design/problems/text-problems';
import { keyPathText } from '../../../src/design/words/wording';

// Each NAME.text.txt in golden/ is the text of a transfer.yaml (by a name that formatters leave alone), with its
// problems in NAME.problems.txt, as the user reads them, with what each fix makes of the
// text. UPDATE_GOLDEN=1 writes them anew.
const folder = path.join(import.meta.dirname, 'golden');
const update = process.env.UPDATE_GOLDEN === '1';

const files = readdirSync(folder).filter((name) => name.endsWith('.text.txt'));
const cases = new Map(
  files.map((name) => [name.replace(/\.text\.txt$/, ''), readFileSync(path.join(folder, name), 'utf8')]),
);
// Too large for a file that people look at.
cases.set('made-one-million-and-one', ' '.repeat(1_000_001));
cases.set('made-many-values', 'base: demo\n'.repeat(20_000));

function parts({ range, severity, code, message, path: at, fixes = [] }: Problem, text: string): string {
  const place = `${range.line}:${range.column}-${range.endLine}:${range.endColumn}`;
  const marked = JSON.stringify(text.slice(range.start, Math.min(range.end, range.start + 60)));
  const offered = fixes.map((fix) => `  fix: ${fix.title}\n${changedLines(text, fix)}`);
  return [`${place} ${severity} ${code} ${keyPathText(at)} ${marked}`, `  ${message}`, ...offered].join('\n');
}

function changedLines(text: string, fix: Fix): string {
  const before = text.split(/\r?\n/);
  const after = applyEdits(text, fix.edits).split(/\r?\n/);
  const lost = before.filter((line) => !after.includes(line)).map((line) => `    - ${line}`);
  const gained = after.filter((line) => !before.includes(line)).map((line) => `    + ${line}`);
  return [...lost, ...gained].join('\n');
}

const holdBack: ReadonlySet<string> = new Set([
  ...['colon-missing', 'space-missing', 'equals-sign', 'indentation-wrong', 'dash-missing', 'comma-missing'],
  ...['stray-mark', 'line-broken'],
  ...['two-on-a-line', 'quote-not-closed', 'bracket-not-closed', 'bracket-not-opened', 'tab-indentation'],
  ...['unseen-letter', 'curly-quotes'],
]);

describe('the problems of a text', () => {
  it.each([...cases])('%s', (name, text) => {
    const { problems } = parseTransferFile(text);
    const actual = `${problems.map((problem) => parts(problem, text)).join('\n\n') || 'no problems'}\n`;
    const file = path.join(folder, `${name}.problems.txt`);
    if (update) writeFileSync(file, actual);
    expect(existsSync(file), `${name}.problems.txt is missing; UPDATE_GOLDEN=1 writes it`).toBe(true);
    expect(actual).toBe(readFileSync(file, 'utf8'));
  });

  it.each([...cases])('%s: every fix mends its problem and makes no other error', (_, text) => {
    const { problems } = parseTransferFile(text);
    for (const { fixes = [], code, path: at } of problems) {
      for (const fix of fixes) {
        const after = parseTransferFile(applyEdits(text, fix.edits)).problems;
        const same = (list: readonly Problem[]) =>
          list.filter((one) => one.code === code && keyPathText(one.path) === keyPathText(at)).length;
        expect(same(after), `${fix.title} for ${code}`).toBeLessThan(same(problems));
        // What a slip held back is told once it is mended.
        const heldBack = holdBack.has(code) ? Number.POSITIVE_INFINITY : 0;
        expect(after.length, `${fix.title} for ${code}`).toBeLessThanOrEqual(problems.length + heldBack);
      }
    }
  });

  it('can each be raised by some text', () => {
    const raised = new Set(
      [...cases.values()].flatMap((text) => parseTransferFile(text).problems.map(({ code }) => code)),
    );
    expect(Object.keys(textProblems).filter((code) => !raised.has(code))).toEqual([]);
  });

  it('have a row each in the table', () => {
    const known = Object.keys(textProblems);
    const raised = [...cases.values()].flatMap((text) =>
      parseTransferFile(text).problems.map(({ code }) => code),
    );
    expect(raised.filter((code) => !known.includes(code))).toEqual([]);
    expect(known.filter((code) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(code))).toEqual([]);
  });

  it('say what their fix does exactly where they have one', () => {
    const fixed = new Set(
      [...cases.values()].flatMap((text) =>
        parseTransferFile(text)
          .problems.filter(({ fixes }) => fixes)
          .map(({ code }) => code),
      ),
    );
    for (const [code, { fix }] of Object.entries(textProblems))
      expect([code, fix !== '']).toEqual([code, fixed.has(code)]);
  });
});
