import path from 'node:path';
import type { DatasetFacts, FolderLook } from '../../design/dataset-facts';
import { folderOfImages } from '../../design/image-list';
import { type LabelledImage, splitImages } from '../../design/images/split-images';
import type { Plan } from '../../design/plan';
import type { ImageCheckRequest, ImageCheckResult } from '../../disk/images/image-check';
import type { Side } from '../../disk/images/image-copies';
import { groupNames } from '../../disk/images/name-groups';
import { askProgram } from '../programs/ask-program';
import type { Installation } from '../programs/installation';
import type { NodeProgram } from '../programs/node-program';

export interface CheckImagesOptions {
  readonly installation: Installation;
  readonly node: NodeProgram;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
  /** Whether nobody waits for it. */
  readonly inBackground?: boolean;
}

const checkingProgram = {
  bundle: 'check-images',
  answer: 'result',
  code: 'images-unchecked',
  nothing: 'The images could not be checked',
  name: 'the process',
} as const;

/**
 * Decodes every image that the plan uses, in a process of its own: names those that can't be read, those that may not
 * be seen as they are meant, and pictures that stand in several classes or on several sides of the split.
 *
 * @throws TransferError `images-unchecked` where the process could not do it, `pattern-too-slow` if `groupBy` takes for ever on the images' names
 */
export async function checkImagesOf(
  plan: Plan,
  dataset: DatasetFacts,
  options: CheckImagesOptions,
): Promise<ImageCheckResult> {
  const { validation, groupBy } = plan.dataset;
  const splits = groupBy !== null && typeof validation === 'number' && dataset.train.found;
  const groups = splits ? await groupNames(groupBy, dataset.train.facts) : undefined;
  const { inBackground = false } = options;
  const request: ImageCheckRequest = { ...imageCheckRequest(plan, dataset, groups), inBackground };
  return askProgram<ImageCheckResult, 'images'>(checkingProgram, request, options, {
    onProgress: (_, done, total) => options.onProgress?.(done, total),
    signal: options.signal,
  });
}

/** Every image of the plan with its side, split as a run splits them. */
export function imageCheckRequest(
  plan: Plan,
  dataset: DatasetFacts,
  groups?: ReadonlyMap<string, string>,
): ImageCheckRequest {
  const { validation, classes } = plan.dataset;
  const share = typeof validation === 'number' ? validation : 0;
  const split = dataset.train.found
    ? splitImages(dataset.train.facts, classes, { validation: share, seed: plan.training.seed, groups })
    : { train: [], validation: [] };
  return {
    images: [
      ...sided(dataset.train, split.train, 'train', classes),
      ...sided(dataset.train, split.validation, 'validation', classes),
      ...sided(dataset.validation, allOf(dataset.validation, classes), 'validation', classes),
      ...sided(dataset.test, allOf(dataset.test, classes), 'test', classes),
    ],
    size: plan.base.input.size,
    resize: plan.base.input.resize,
  };
}

function sided(
  look: FolderLook | undefined,
  images: readonly LabelledImage[],
  side: Side,
  classes: readonly string[],
): ImageCheckRequest['images'] {
  if (!look?.found) return [];
  const folder = folderOfImages(look.facts.path);
  return images.map(({ file, label }) => {
    const place = path.join(folder, ...file.split('/'));
    return { path: place, name: place, className: classes[label] ?? '', side };
  });
}

function allOf(look: FolderLook | undefined, classes: readonly string[]): readonly LabelledImage[] {
  if (!look?.found) return [];
  return splitImages(look.facts, classes, { validation: 0, seed: 0 }).train;
}
