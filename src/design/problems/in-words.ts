import type { Severity } from '../problem';
import { withUnseenNamed } from '../words/unseen-letters';
import type { ProblemRow } from './problem-row';

/** A problem in the words that the user reads, before it has a place in the file. */
export interface WordedProblem<Code extends string = string> {
  readonly code: Code;
  readonly severity: Severity;
  readonly message: string;
}

/** What puts the problems of a table into words: each by its code, with the facts that its row asks for. */
export function inWords<Table extends Readonly<Record<string, ProblemRow<never>>>>(table: Table) {
  return <Code extends keyof Table & string>(
    code: Code,
    ...facts: Parameters<Table[Code]['say']>
  ): WordedProblem<Code> => {
    const { severity, say } = table[code] as ProblemRow<readonly unknown[]>;
    return { code, severity, message: withUnseenNamed(say(...facts.map(shortened))) };
  };
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
