import type { GraphFacts } from '../base/graph-facts';
import type { Config } from '../config';
import type { ParsedFile } from '../parsed-file';

/**
 * The file as a study reads it: all of the base up to its classifier, started at random and trained at once. What it says
 * of images, input, head, optimiser and batches stays.
 */
export function studiedFile(file: ParsedFile, { cutBeforeClassifier }: GraphFacts): ParsedFile {
  const { phases: _, fallback: __, ...train } = file.config.train;
  const config: Config = { ...file.config, cut: cutBeforeClassifier, freeze: 'none', init: 'random', train };
  return withConfig(file, config);
}

/** The file as if it named these images and said no more of them. @param folder absolute */
export function fileOnImages(file: ParsedFile, folder: string): ParsedFile {
  return withConfig(file, { ...file.config, dataset: { path: folder } });
}

/** The same text, read otherwise. */
function withConfig(file: ParsedFile, config: Config): ParsedFile {
  return {
    ...{ text: file.text, problems: file.problems, config },
    pathInText: (path) => file.pathInText(path),
    isHeldBack: (path) => file.isHeldBack(path),
    rangeOf: (path) => file.rangeOf(path),
    keyRangeOf: (path) => file.keyRangeOf(path),
    has: (path) => file.has(path),
    edit: (path, value) => file.edit(path, value),
    editAll: (settings) => file.editAll(settings),
  };
}
