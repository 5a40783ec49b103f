import type { Severity } from '../problem';

/** One row of docs/problems.md: a kind of problem that `Problem.code` names. */
export interface ProblemKind {
  /** Kebab-case; never changes its meaning. */
  readonly code: string;
  readonly severity: Severity;
  /** When it is raised, as a sentence. */
  readonly trigger: string;
  /** A message as the user reads it. */
  readonly example: string;
  /** What the light bulb offers, as a sentence; empty where there is none. */
  readonly fix: string;
}
