import type { Suggestion } from '../suggestion';
import { caseOf } from '../transfer-cases';
import type { SimilarityAnswer, SizeAnswer } from './size-and-similarity';

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
