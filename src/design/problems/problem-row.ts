import type { Severity } from '../problem';

/** A kind of problem: what its code stands for, in the tables and in docs/problems.md. */
export interface ProblemRow<Facts extends readonly unknown[]> {
  readonly severity: Severity;
  /** When it is raised, as a sentence. */
  readonly trigger: string;
  /** What the light bulb offers, as a sentence; empty where there is none. */
  readonly fix: string;
  /** The message, in a sentence or two: what is wrong, where, and what to do. */
  readonly say: (...facts: Facts) => string;
  /** A message as the user reads it. */
  readonly example: string;
}

type About = Pick<ProblemRow<[]>, 'trigger'> & Partial<Pick<ProblemRow<[]>, 'severity' | 'fix'>>;

/**
 * A kind of problem; an error where nothing else is said. Its example is made by the words of its messages, so the two
 * cannot part.
 *
 * @param example facts as a file may give them; `Facts` are of their types where the row names none
 */
export function row(about: About, say: () => string): ProblemRow<[]>;
export function row<Facts>(
  about: About,
  say: (facts: Facts) => string,
  example: Facts,
): ProblemRow<[facts: Facts]>;
export function row<Facts>(
  { severity = 'error', trigger, fix = '' }: About,
  say: (facts: Facts) => string,
  example?: Facts,
): ProblemRow<[facts: Facts]> {
  return { severity, trigger, fix, say, example: say(example as Facts) };
}
