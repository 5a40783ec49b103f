import path from 'node:path';
import { isBucketAddress, readBucketAddress } from '../../design/bucket-address';
import type { DatasetConfig } from '../../design/config';
import type { DatasetFacts, FolderLook } from '../../design/dataset-facts';
import { isImageList } from '../../design/image-list';
import { TransferError } from '../../design/transfer-error';
import { type ImageCopy, imageCopy, readCopyState } from '../../disk/bucket/image-copy';
import { stampOf } from '../../disk/files/file-stamp';
import { type ScanOptions, scanFolder } from '../../disk/images/folder-scan';
import { type ImageListLook, lookAtImageList, type ReadImageList } from '../../disk/images/image-list-look';
import { groupFacts } from '../../disk/images/name-groups';
import { nearPaths } from './near-paths';

export interface ImageLookOptions extends ScanOptions {
  /** Where lists are taken. */
  readonly readList?: ReadImageList;
  /** Why images could not be fetched from a bucket just now, as a sentence. */
  readonly bucketProblem?: string | undefined;
}

/**
 * Looks at the folders of images, or lists of them, by names and sizes; of images in buckets at their copies on this machine. Asks no
 * bucket.
 *
 * @param folder of the file, absolute
 * @throws the signal's reason where it stops the look
 */
export async function lookAtImages(
  dataset: DatasetConfig,
  folder: string,
  options: ImageLookOptions = {},
): Promise<DatasetFacts | undefined> {
  const { path: named, validation: forValidation, test: forTest, classes, groupBy } = dataset;
  if (named === undefined) return undefined;
  const looks = new Map<string, Promise<ImageListLook>>();
  const sidesOf = (one: string): Promise<ImageListLook> => {
    const look = looks.get(one) ?? lookAt(one, folder, classes, options);
    looks.set(one, look);
    return look;
  };
  const [list, ofValidation, ofTest] = await Promise.all([
    sidesOf(named),
    typeof forValidation === 'string' ? sidesOf(forValidation) : undefined,
    forTest === undefined ? undefined : sidesOf(forTest),
  ]);
  // What the file itself names goes before the list's own sides.
  const validation =
    ofValidation?.validation ?? (list.named.includes('validation') ? list.validation : undefined);
  const test = ofTest?.test ?? (list.named.includes('test') ? list.test : undefined);
  const { train } = list;
  const groups =
    groupBy !== undefined && train.found && validation === undefined
      ? await groupFacts(groupBy, train.facts)
      : undefined;
  const isCopied = [train, validation, test].some((look) => look?.found && look.facts.copyOf !== undefined);
  return {
    train,
    ...(validation ? { validation } : {}),
    ...(test ? { test } : {}),
    ...(groups ? { groups } : {}),
    ...(isCopied && options.bucketProblem !== undefined ? { notCompared: options.bucketProblem } : {}),
  };
}

async function lookAt(
  named: string,
  folder: string,
  classes: DatasetConfig['classes'],
  { readList = refuseLists, bucketProblem, ...options }: ImageLookOptions,
): Promise<ImageListLook> {
  const isInBucket = isBucketAddress(named);
  const of = isInBucket ? named : path.resolve(folder, named);
  const notFetched = (): FolderLook => {
    const detail = wrongAddress(named) ?? bucketProblem;
    return { found: false, path: of, reason: 'not fetched', ...(detail === undefined ? {} : { detail }) };
  };
  const copy = await wholeCopy(named, folder);
  if (isInBucket && copy === undefined) return onAllSides(notFetched());
  const place = copy?.place ?? of;
  const found = isImageList(named)
    ? await lookAtImageList(place, classes, readList, options)
    : onAllSides(await scanFolder(place, options));
  const near =
    copy === undefined && isMissing(found.train)
      ? await nearPaths(named, folder, 'images', options.within)
      : [];
  const told = (look: FolderLook): FolderLook => {
    if (look.found) return copy ? { ...look, facts: { ...look.facts, copyOf: of } } : look;
    // The images of a copy may have been removed by hand.
    if (look.reason === 'not fetched' || (copy && look.reason === 'missing')) return notFetched();
    return isMissing(look) && near.length > 0 ? { ...look, near } : look;
  };
  return {
    ...{ train: told(found.train), validation: told(found.validation), test: told(found.test) },
    named: found.named,
  };
}

function onAllSides(look: FolderLook): ImageListLook {
  return { train: look, validation: look, test: look, named: [] };
}

function wrongAddress(named: string): string | undefined {
  const address = isBucketAddress(named) ? readBucketAddress(named) : undefined;
  return address && 'wrong' in address ? `The address ${named} ${address.wrong}.` : undefined;
}

/** The copy of what a file names in buckets, if all is there and, of a list, if that is as it was. */
async function wholeCopy(named: string, folder: string): Promise<ImageCopy | undefined> {
  const isInBucket = isBucketAddress(named);
  if ((!isInBucket && !isImageList(named)) || wrongAddress(named) !== undefined) return undefined;
  const copy = imageCopy(folder, named);
  const state = await readCopyState(copy);
  if (!state?.isWhole) return undefined;
  if (isInBucket) return copy;
  const stamp = await stampOf([path.resolve(folder, named)]).catch(() => undefined);
  return stamp?.text === state.list ? copy : undefined;
}

const refuseLists: ReadImageList = () =>
  Promise.reject(new TransferError('image-list', 'A list is not taken here. Name a folder.'));

function isMissing(look: FolderLook): boolean {
  return !look.found && look.reason === 'missing';
}
