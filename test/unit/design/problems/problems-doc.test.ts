import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { complaints, problemsDocument } from '../../../../scripts/problems-document';
import { planProblems } from '../../../../src/design/problems/plan-problems';
import { textProblems } from '../../../../src/design/problems/text-problems';

const file = path.resolve(import.meta.dirname, '../../../../docs/problems.md');
const codes = [...Object.keys(textProblems), ...Object.keys(planProblems)];

describe('docs/problems.md', () => {
  it('is up to date', () => {
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, problemsDocument());
    expect(readFileSync(file, 'utf8')).toBe(problemsDocument());
  });

  it('names each problem once', () => {
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) expect(code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  it('answers complaints with problems that there are', () => {
    expect(complaints.flatMap((row) => row.codes).filter((code) => !codes.includes(code))).toEqual([]);
  });
});
