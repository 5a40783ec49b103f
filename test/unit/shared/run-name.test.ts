import { describe, expect, it } from 'vitest';
import { type NameableRun, ownRunName, runNameComplaint, runNames } from '../../../src/shared/run-name';
import { headPlan, result } from '../../fixtures/terminal-sample';

const now = new Date(2026, 10, 26, 23, 30);
const evening = new Date(2026, 10, 26, 23, 4, 7).toISOString();

function nameable(changes: Partial<NameableRun> = {}): NameableRun {
  return { given: null, plan: headPlan, state: 'finished', created: evening, result, ...changes };
}

const validationAlone = { ...result, test: null };
const none = { ...validationAlone, validation: { ...result.validation, images: 0, confusion: [] } };

describe('the name that a run has by itself', () => {
  it.each([
    ['Case 1 · 90 % of 60 · today 23:04', nameable()],
    ['Case 1 · 90 % of 30 · today 23:04', nameable({ result: validationAlone })],
    // Neither test nor validation images: there is nothing to say how it did.
    ['Case 1 · finished · today 23:04', nameable({ result: none })],
    ['Case 4 · 90 % of 60 · today 23:04', nameable({ plan: { ...headPlan, case: 4 } })],
    ['Case 1 · stopped · today 23:04', nameable({ state: 'stopped', result: null })],
    ['Case 1 · failed · today 23:04', nameable({ state: 'failed', result: null })],
    ['Case 1 · interrupted · today 23:04', nameable({ state: 'interrupted', result: null })],
    // One that failed after it had a result, as by its proof.
    ['Case 1 · failed · today 23:04', nameable({ state: 'failed' })],
    ['Case 1 · today 23:04', nameable({ state: 'running', result: null })],
    ['Case 1 · today 23:04', nameable({ state: 'created', result: null })],
  ])('is %s', (name, run) => {
    expect(ownRunName(run, now)).toBe(name);
  });

  it('is another on the next day', () => {
    expect(ownRunName(nameable(), new Date(2026, 10, 27, 0, 1))).toBe(
      'Case 1 · 90 % of 60 · yesterday 23:04',
    );
  });
});

describe('the names of several runs', () => {
  it('are to the second where two would be called alike, and only there', () => {
    const later = new Date(2026, 10, 26, 23, 4, 31).toISOString();
    const stopped = nameable({ state: 'stopped', result: null });
    expect(runNames([nameable({ created: later }), nameable(), stopped], now)).toEqual([
      'Case 1 · 90 % of 60 · today 23:04:31',
      'Case 1 · 90 % of 60 · today 23:04:07',
      'Case 1 · stopped · today 23:04',
    ]);
  });

  it('are those that the user has given, whatever the runs came to', () => {
    const names = runNames([nameable({ given: 'best so far' }), nameable()], now);
    expect(names).toEqual(['best so far', 'Case 1 · 90 % of 60 · today 23:04']);
  });
});

describe('a name that is given', () => {
  it.each([
    'best',
    'with 64 units, lr 1e-4',
    'größer',
    '最好',
    'הטוב ביותר',
    '★',
    '👩‍🔬 of the family',
    'x'.repeat(100),
  ])('may be %s', (name) => {
    expect(runNameComplaint(name)).toBeUndefined();
  });

  it.each([
    ['', /at least one letter/],
    [' \u200d ', /at least one letter/],
    ['two\nlines', /no line breaks/],
    ['\u001b[2Jgone', /control characters/],
    ['a\u2028b', /no line breaks/],
    ['good\u202egnp.exe', /direction of writing/],
    ['\u2067isolate', /direction of writing/],
    ['half \ud83d', /control characters/],
    ['x'.repeat(101), /100 characters at most, and this has 101/],
  ])('may not be %j', (name, reason) => {
    expect(runNameComplaint(name)).toMatch(reason);
  });
});
