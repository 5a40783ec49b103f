import type { CaseNumber, Similarity, Size } from './config';

/** Which of the four cases fits, and why, in sentences for the user. */
export interface Suggestion {
  readonly case: CaseNumber;
  readonly name: string;
  readonly reasons: readonly string[];
  readonly size: Size;
  readonly similarity: Similarity;
  /** Whether `similarity` was declared, measured or only assumed. */
  readonly similaritySource: 'declared' | 'measured' | 'assumed';
}
