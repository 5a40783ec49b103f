import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { FolderFacts, FolderLook } from '../../design/dataset-facts';
import { folderOfImages, isImageList } from '../../design/image-list';
import { type LabelledImage, splitImages } from '../../design/images/split-images';
import { type TrialRules, trialImages } from '../../design/images/trial-images';
import type { Plan } from '../../design/plan';
import { isTransferError, TransferError } from '../../design/transfer-error';
import { onlyDecodedHere } from '../../disk/images/equal-decoding';
import { scanFolder } from '../../disk/images/folder-scan';
import type { Side } from '../../disk/images/image-copies';
import { readImageBytes } from '../../disk/images/image-decoding';
import { type ImageListLook, lookAtImageList } from '../../disk/images/image-list-look';
import { readImageListRows } from '../../disk/images/image-list-rows';
import { groupNames } from '../../disk/images/name-groups';
import type { LeftOut } from '../../shared/run-record';
import { inOrder } from './in-order';
import type { RunImage } from './run-image';

export interface ReadImages {
  readonly images: readonly RunImage[];
  readonly leftOut: readonly LeftOut[];
  /** Those of `images` that other programs decode to other pixels, in their order; see `onlyDecodedHere`. */
  readonly decodedHere: readonly { readonly file: string; readonly kind: string }[];
}

const readAhead = 8;

/**
 * Finds the plan's images, splits them into training and validation, adds the test images, and reads each once
 * for its sha256. A file that can't be read is left out. A trial has no test images of the plan's, but those it is judged by.
 *
 * @throws TransferError `dataset-folder` if a folder is gone, or can't be looked through
 * @throws TransferError `machine-failure` where the machine does not give an image that it has
 * @throws TransferError `pattern-too-slow` if `groupBy` takes for ever on the images' names
 */
export async function readImages(
  plan: Plan,
  onProgress: (done: number, total: number) => void,
  trial?: TrialRules,
): Promise<ReadImages> {
  const found = await findImages(plan, trial);
  const images: RunImage[] = [];
  const leftOut: LeftOut[] = [];
  const decodedHere: { file: string; kind: string }[] = [];
  const read = inOrder(found, readAhead, async (image) => {
    try {
      const { bytes, sha256 } = await readImageBytes(image.path);
      return { image: { ...image, sha256 }, kind: onlyDecodedHere(bytes) };
    } catch (error) {
      if (!isTransferError(error, 'unreadable-image')) throw error;
      return { file: image.file, reason: error.message };
    }
  });
  for await (const one of read) {
    if ('image' in one) {
      const { image, kind } = one;
      images.push(image);
      if (kind !== undefined) decodedHere.push({ file: image.file, kind });
    } else leftOut.push(one);
    onProgress(images.length + leftOut.length, found.length);
  }
  return { images, leftOut, decodedHere };
}

type FoundImage = Omit<RunImage, 'sha256'>;

async function findImages(plan: Plan, trial: TrialRules | undefined): Promise<FoundImage[]> {
  const { dataset, training } = plan;
  const found: FoundImage[] = [];
  const add = (place: string, side: Side, images: readonly LabelledImage[]): void => {
    const folder = folderOfImages(place);
    for (const { file, label } of images) found.push({ path: path.join(folder, file), file, label, side });
  };
  const { classes, groupBy } = dataset;
  const lists = new Map<string, Promise<ImageListLook>>();
  const lookAt = async (place: string, side: Side) => {
    if (!isImageList(place)) return scanFolder(place);
    // One list may name all sides.
    const look = lists.get(place) ?? lookAtImageList(place, classes, readImageListRows);
    lists.set(place, look);
    return (await look)[side];
  };
  const split = async (folder: string, side: Side, validation: number, tried?: TrialRules) => {
    const facts = factsOf(await lookAt(folder, side), folder);
    const isSplit = validation > 0 || tried !== undefined;
    const groups = groupBy === null || !isSplit ? undefined : await groupNames(groupBy, facts);
    const rules = { validation, seed: training.seed, groups };
    if (tried !== undefined) return trialImages(facts, classes, rules, tried);
    return { ...splitImages(facts, classes, rules), judged: [] };
  };

  const share = typeof dataset.validation === 'number' ? dataset.validation : 0;
  const { train, validation, judged } = await split(dataset.path, 'train', share, trial);
  add(dataset.path, 'train', train);
  add(dataset.path, 'test', judged);
  if (typeof dataset.validation === 'string') {
    add(dataset.validation, 'validation', (await split(dataset.validation, 'validation', 0)).train);
  } else {
    add(dataset.path, 'validation', validation);
  }
  if (dataset.test !== null && trial === undefined)
    add(dataset.test, 'test', (await split(dataset.test, 'test', 0)).train);
  return found;
}

function factsOf(look: FolderLook, folder: string): FolderFacts {
  if (look.found) return look.facts;
  if (look.reason === 'machine failure') {
    throw new TransferError('machine-failure', look.detail ?? `${folder} could not be looked through.`);
  }
  if (look.reason === 'not a list')
    throw new TransferError('dataset-folder', `The list of images ${folder} can't be used. ${look.detail}`);
  throw folderGone(folder, look.reason);
}

/** @throws TransferError `dataset-folder` if a folder of the plan's images has gone since they were found */
export function requireFolders({ dataset: { path: folder, validation, test } }: Plan): void {
  for (const each of [folder, validation, test]) {
    if (typeof each === 'string' && !existsSync(each)) throw folderGone(each, 'missing');
  }
}

function folderGone(folder: string, reason: string): TransferError {
  return new TransferError(
    'dataset-folder',
    `The ${isImageList(folder) ? 'list' : 'folder'} of images ${folder} is ${reason}. Put it back to go on with this run, or name another in transfer.yaml and train that.`,
  );
}

/** sha256 over the images' sides, classes and contents, whatever their names and order. */
export function datasetFingerprint(images: readonly RunImage[], classes: readonly string[]): string {
  const lines = images.map(({ side, label, sha256 }) => `${side}\t${classes[label]}\t${sha256}`).sort();
  const hash = createHash('sha256');
  // Not as one text, which would be longer than a text can be of seven million images.
  for (const [index, line] of lines.entries()) hash.update(index === 0 ? line : `\n${line}`);
  return hash.digest('hex');
}
