import type { GraphFacts } from '../base/graph-facts';
import type { ParsedFile } from '../parsed-file';

/**
 * The file as a study reads it: all of the base up to its classifier, started at random and trained at once. What it says
 * of images, input, head, optimiser and batches stays.
 */
export function studiedFile(file: ParsedFile, { cutBeforeClassifier }: GraphFacts): ParsedFile {
  const { phases: _, fallback: __, ...train } = file.config.train;
  return {
    ...file,
    config: { ...file.config, cut: cutBeforeClassifier, freeze: 'none', init: 'random', train },
  };
}
