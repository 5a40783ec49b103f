import { describe, expect, it } from 'vitest';
import { planProblem } from '../../../../src/design/problems/plan-problems';
import { textProblem } from '../../../../src/design/problems/text-problems';

describe('a problem in words', () => {
  it('cuts what is too long in its facts, in lists and maps too', () => {
    const name = 'n'.repeat(10_000);
    const { message } = planProblem('one-class', { name });
    const inList = planProblem('class-without-images', { path: name, classes: [name, name] }).message;
    const inMap = textProblem('missing-key', {
      where: name,
      keys: [{ key: name, allowed: 'a name' }],
    }).message;
    for (const [text, times] of [[message, 1] as const, [inList, 3] as const, [inMap, 2] as const]) {
      expect(text.match(/n{300}…/g)).toHaveLength(times);
      expect(text).not.toMatch(/n{301}/);
    }
  });

  it('names the letters of a name that nobody can see', () => {
    expect(planProblem('one-class', { name: 'c\u200bats' }).message).toContain(
      '`c⟨zero-width space (U+200B)⟩ats`',
    );
  });

  it('does not compile with facts of another kind, or of no kind that there is', () => {
    // Never called: the compiler is who tests here.
    const wrong = [
      // @ts-expect-error a number is no name
      () => planProblem('one-class', { name: 1 }),
      // @ts-expect-error its name is missing
      () => planProblem('one-class'),
      // @ts-expect-error it has no facts
      () => planProblem('test-shares-validation', { path: '/images' }),
      // @ts-expect-error there is no such problem
      () => planProblem('no-such-problem'),
    ];
    expect(wrong).toHaveLength(4);
  });
});
