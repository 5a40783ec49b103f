import type { Similarity, Size } from '../config';
import { defaults } from '../defaults';
import type { ParsedFile } from '../parsed-file';
import { planProblem } from '../problems/plan-problems';
import type { Report } from '../problems/report';
import { transferCases } from '../transfer-cases';
import { count } from '../words/number-text';
import { countText } from '../words/wording';
import { type MeasuredAnswers, noDifference } from './measured-answers';

export interface SizeAnswer {
  readonly size: Size;
  readonly reason: string;
}

export interface SimilarityAnswer {
  readonly similarity: Similarity;
  readonly source: 'declared' | 'measured' | 'assumed';
  readonly reason: string;
}

export function dividingLineOf(file: ParsedFile): number {
  return file.config.dataset.dividingLine ?? defaults.dataset.dividingLine;
}

/** @returns undefined where the file leaves the size to the count and there is none */
export function sizeOf(file: ParsedFile, images: number | undefined, report: Report): SizeAnswer | undefined {
  const declared = file.config.dataset.size ?? defaults.dataset.size;
  const line = dividingLineOf(file);
  const counts = images === undefined ? undefined : images < line ? 'small' : 'large';
  if (declared !== 'auto') {
    if (images !== undefined && counts !== declared) {
      report(
        planProblem('size-disagrees-with-count', { declared, images, dividingLine: line }),
        ['dataset', 'size'],
        [{ title: 'Follow the count (size: auto)', path: ['dataset', 'size'], value: 'auto' }],
      );
    }
    return { size: declared, reason: `The file declares the data set ${declared}.` };
  }
  if (counts === undefined || images === undefined) return undefined;
  const relation = counts === 'small' ? 'fewer than' : 'not fewer than';
  const reason = `${countText(images, 'image')}: ${relation} the dividing line of ${count(line)}, so the data set counts as ${counts}.`;
  return { size: counts, reason };
}

/** What the file declares, else what was measured; else what its case takes for granted, else `similar`: assumed. */
export function similarityOf(
  file: ParsedFile,
  measured: MeasuredAnswers['similarity'] | undefined,
  report: Report,
): SimilarityAnswer {
  const declared = file.config.dataset.similarity ?? defaults.dataset.similarity;
  if (declared !== 'auto') {
    const { answer = noDifference, text = '' } = measured ?? {};
    if (answer !== noDifference && answer !== declared) {
      report(
        planProblem('similarity-disagrees-with-measurement', {
          declared,
          measured: answer,
          measurement: text,
        }),
        ['dataset', 'similarity'],
        [{ title: 'Follow the measurement', path: ['dataset', 'similarity'], value: 'auto' }],
      );
    }
    const reason = `The file declares the images ${declared}, compared with those the base was trained on.`;
    return { similarity: declared, source: 'declared', reason };
  }
  if (measured !== undefined) {
    const { answer, text } = measured;
    return answer === noDifference
      ? { similarity: 'similar', source: 'measured', reason: `${text} Similar is taken.` }
      : { similarity: answer, source: 'measured', reason: text };
  }
  const writtenCase = file.config.case ?? defaults.case;
  if (writtenCase !== 'auto') {
    const { number, similarity } = transferCases[writtenCase];
    const reason = `Case ${number} is for images that are ${similarity}, compared with those the base was trained on.`;
    return { similarity, source: 'assumed', reason };
  }
  report(
    planProblem('similarity-assumed'),
    ['dataset', 'similarity'],
    [
      { title: "Similar to the base's images", path: ['dataset', 'similarity'], value: 'similar' },
      { title: "Different from the base's images", path: ['dataset', 'similarity'], value: 'different' },
    ],
  );
  return {
    similarity: 'similar',
    source: 'assumed',
    reason: "The images are assumed to be similar to the base's; nothing declares or has measured it.",
  };
}
