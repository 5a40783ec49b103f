import type { CaseNumber, Similarity, Size } from '../config';
import { defaults } from '../defaults';
import type { ParsedFile } from '../parsed-file';
import { planProblem } from '../problems/plan-problems';
import type { Report } from '../problems/report';
import { caseOf, type TransferCase, transferCases } from '../transfer-cases';
import type { SimilarityAnswer, SizeAnswer } from './size-and-similarity';

/** Which of the four cases fits, and why, in sentences for the user. */
export interface Suggestion {
  readonly case: CaseNumber;
  readonly name: string;
  readonly reasons: readonly string[];
  readonly size: Size;
  readonly similarity: Similarity;
  /** Whether `similarity` was declared, measured or only assumed. */
  readonly similaritySource: SimilarityAnswer['source'];
}

/**
 * The case that fits the size and the similarity, with the reasons: the size's, the similarity's, the case's, and
 * what else could be done.
 */
export function suggest(
  size: SizeAnswer,
  similarity: SimilarityAnswer,
  offers: readonly string[] = [],
): Suggestion {
  const fitting = caseOf(size.size, similarity.similarity);
  return {
    case: fitting.number,
    name: fitting.name,
    reasons: [size.reason, similarity.reason, fitting.reason, ...offers],
    size: size.size,
    similarity: similarity.similarity,
    similaritySource: similarity.source,
  };
}

/** The file's case, else the suggested one; undefined where neither is known. */
export function chooseCase(
  file: ParsedFile,
  suggestion: Suggestion | undefined,
  report: Report,
): TransferCase | undefined {
  const written = file.config.case ?? defaults.case;
  if (written === 'auto') return suggestion && transferCases[suggestion.case];
  if (suggestion !== undefined && suggestion.case !== written) {
    report(
      planProblem('case-disagrees-with-suggestion', { written, suggested: suggestion.case }),
      ['case'],
      [{ title: `Follow the images (case ${suggestion.case})`, path: ['case'], value: 'auto' }],
    );
  }
  return transferCases[written];
}
