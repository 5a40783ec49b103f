import type { DatasetFacts } from '../dataset-facts';
import { defaults } from '../defaults';
import type { ParsedFile } from '../parsed-file';
import { planProblem } from '../problems/plan-problems';
import type { Report } from '../problems/report';
import { reportClassBalance } from './class-balance';
import { type ImageCounts, imageCounts } from './image-counts';
import { otherImages } from './other-folders';
import { type TrainingImages, trainingImages } from './training-images';
import { reportUnvalidated } from './unvalidated-classes';

/** The images of a plan: what to train on, and what to validate and test with. */
export interface DesignedImages {
  readonly training: TrainingImages;
  /** The share of the training images, or the absolute folder. */
  readonly validation: number | string;
  /** The absolute folder. */
  readonly test: string | null;
  readonly counts: ImageCounts;
}

/** @returns undefined if there are no training images to be found */
export function designImages(
  file: ParsedFile,
  facts: DatasetFacts,
  report: Report,
): DesignedImages | undefined {
  if (facts.notCompared !== undefined)
    report(planProblem('images-not-compared', { why: facts.notCompared }), ['dataset', 'path']);
  const training = trainingImages(file, facts.train, report);
  if (training === undefined || training.images === 0) return undefined;
  reportClassBalance(file, training.classes, report);
  reportUnvalidated(file, facts, training.classes, report);
  const other = otherImages(facts, training, report);
  const share = file.config.dataset.validation ?? defaults.dataset.validation;
  const validation = facts.validation?.found ? facts.validation.facts.path : share;
  return {
    training,
    validation,
    test: facts.test?.found ? facts.test.facts.path : null,
    counts: imageCounts(training, validation, other),
  };
}
