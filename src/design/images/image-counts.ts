import type { OtherImages } from './other-folders';
import { validationCount } from './split-images';
import type { TrainingImages } from './training-images';

/** How many images each side has. With `groupBy` the split may differ a little, for groups stay together. */
export interface ImageCounts {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

/** @param validation the share for validation, or a folder */
export function imageCounts(
  training: TrainingImages,
  validation: number | string,
  other: OtherImages,
): ImageCounts {
  const test = other.test ?? 0;
  if (typeof validation === 'string') {
    return { train: training.images, validation: other.validation ?? 0, test };
  }
  const held = training.classes.reduce((sum, { images }) => sum + validationCount(images, validation), 0);
  return { train: training.images - held, validation: held, test };
}
