import type { PlanAugment } from '../../design/plan';

/** The views that a set of images is kept in: how many, and how view 1 and up are drawn. */
export interface Views {
  readonly count: number;
  /** Null where images are taken as they are. */
  readonly augment: PlanAugment | null;
  readonly seed: number;
}

/** Images as they are: validation, test, and training without augmentation. */
export const plainView: Views = { count: 1, augment: null, seed: 0 };

/** The view that epoch `epoch` trains on; epoch 0 means the images as they are. */
export function viewOfEpoch(epoch: number, views: Views): number {
  return epoch % views.count;
}
