import type { Severity } from '../problem';
import { withUnseenNamed } from '../words/unseen-letters';
import { planProblems } from './plan-problems';
import { textProblems } from './text-problems';

/** Every kind of problem by its code. A code is kebab-case and never changes its meaning. */
export const problemTable = { ...textProblems, ...planProblems } as const;

export type ProblemCode = keyof typeof problemTable;

/** A problem in the words that the user reads, before it has a place in the file. */
export interface WordedProblem {
  readonly code: ProblemCode;
  readonly severity: Severity;
  readonly message: string;
}

/** Puts a problem into words; the facts are those that its row of the tables asks for. */
export function inWords<Code extends ProblemCode>(
  code: Code,
  ...facts: Parameters<(typeof problemTable)[Code]['say']>
): WordedProblem {
  const { severity, say } = problemTable[code];
  const message = (say as (...facts: unknown[]) => string)(...facts.map(shortened));
  return { code, severity, message: withUnseenNamed(message) };
}

const longestText = 300;

/** Facts without what is too long in them: a name in the file may be of any length, a message may not. */
function shortened(fact: unknown): unknown {
  if (typeof fact === 'string') return cutOff(fact);
  if (Array.isArray(fact)) return fact.map(shortened);
  if (typeof fact !== 'object' || fact === null) return fact;
  return Object.fromEntries(Object.entries(fact).map(([name, value]) => [name, shortened(value)]));
}

function cutOff(text: string): string {
  if (text.length <= longestText) return text;
  // Not between the two halves of an emoji.
  const end = /[\uD800-\uDBFF]/.test(text.charAt(longestText - 1)) ? longestText - 1 : longestText;
  return `${text.slice(0, end)}…`;
}
