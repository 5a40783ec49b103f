import type { FolderFacts } from '../dataset-facts';
import { type ImageSplit, type LabelledImage, type SplitRules, splitImages } from './split-images';

/** How a trial deals with the images of a plan. */
export interface TrialRules {
  /** So many of the plan's images are drawn, each class with its share; null for all. */
  readonly images: number | null;
  /** The share of the training images, in (0, 1), that is not trained on: by it the trial is judged. */
  readonly judged: number;
}

export interface TrialSplit extends ImageSplit {
  /** Images by which nothing is chosen, neither weights nor an epoch. */
  readonly judged: readonly LabelledImage[];
}

/**
 * Splits images as `splitImages` does, and holds a share of those that would train back to judge by: a phase ends by the
 * validation images and its best epoch is chosen by them, so what trains for longer looks better on them by luck. What is
 * drawn, and on which side it stands, depends on the seed and the names alone, so that two plans are tried on the same images.
 */
export function trialImages(
  facts: FolderFacts,
  classes: readonly string[],
  rules: SplitRules,
  { images, judged }: TrialRules,
): TrialSplit {
  const all = splitImages(facts, classes, { ...rules, validation: 0 }).train.length;
  const drawn =
    images === null || images >= all
      ? facts
      : only(facts, splitImages(facts, classes, { ...rules, validation: images / all }).validation);
  const { train, validation } = splitImages(drawn, classes, rules);
  const held = splitImages(only(drawn, train), classes, { ...rules, validation: judged });
  return { train: held.train, validation, judged: held.validation };
}

function only(facts: FolderFacts, images: readonly LabelledImage[]): FolderFacts {
  const files = new Set(images.map(({ file }) => file));
  const classes = facts.classes.map(({ name, images: all }) => ({
    name,
    images: all.filter(({ file }) => files.has(file)),
  }));
  return { ...facts, classes };
}
