import type { KeyPath } from '../problem';
import { planProblem } from '../problems/plan-problems';
import type { Report } from '../problems/report';

/**
 * A pattern that ends in a number and a star, such as `block1*`, takes in `block10` too, which is hardly meant: it is
 * told where both are there, with the pattern for the one alone.
 */
export function reportSplitNumber(
  pattern: string,
  does: 'freezes' | 'trains',
  layers: readonly string[],
  path: KeyPath,
  report: Report,
): void {
  const beginning = /^([^*?]*\d)\*$/.exec(pattern)?.[1];
  if (beginning === undefined) return;
  const goesOn = (name: string) => /^\d/.test(name.slice(beginning.length));
  const others = layers.filter(goesOn);
  if (others.length === 0 || others.length === layers.length) return;
  const signs = new Set(layers.filter((name) => !goesOn(name)).map((name) => name[beginning.length] ?? ''));
  const [sign = ''] = signs;
  const exact = signs.size === 1 && sign !== '' ? `${beginning}${sign}*` : undefined;
  report(
    planProblem('pattern-splits-number', { pattern, does, others, exact }),
    path,
    exact === undefined ? [] : [{ title: `Change to ${exact}`, path, value: exact }],
  );
}
