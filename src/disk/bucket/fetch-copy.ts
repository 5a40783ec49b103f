import { randomUUID } from 'node:crypto';
import { closeSync, writeSync } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { isImageList } from '../../design/image-list';
import { TransferError } from '../../design/transfer-error';
import { bytesText, countText } from '../../design/words/wording';
import { roomFor } from '../files/disk-full';
import { errorCode } from '../files/error-code';
import { makeFolder, openForAppending, openToRead, removeFile, removeTree } from '../files/project-files';
import { isTemporaryName, removeLeftovers } from '../files/temporary-files';
import { writeFileWhole } from '../files/whole-file';
import { writeImageListRows } from '../images/image-list';
import { type Bucket, type BucketObject, openBucket } from './bucket';
import { eachOf } from './each-of';
import { type CopyState, type ImageCopy, imageCopy, readCopyState } from './image-copy';
import type { LeftOutObjects } from './object-names';
import { type WantedImages, wantedOfFolder, wantedOfList } from './wanted-images';

/** What has come of a copy. */
export interface FetchedCopy {
  /** As the file names it. */
  readonly named: string;
  readonly images: number;
  readonly bytes: number;
  /** Of the images: those that came now. */
  readonly fetched: number;
  /** Files that are no longer in the bucket. */
  readonly removed: number;
  readonly leftOut: readonly LeftOutObjects[];
}

/** How far it is with what is new or has changed. */
export interface FetchShare {
  readonly images: number;
  readonly ofImages: number;
  readonly bytes: number;
  readonly ofBytes: number;
}

export type FetchStep = { readonly named: string } & (
  | {
      /** How many names were read. */
      readonly listed: number;
    }
  | FetchShare
);

type Tell = (step: FetchStep) => void;

/** How many images come at once. */
const atOnce = 16;
/** More than any picture has that is decoded. */
const mostImageBytes = 256 * 1024 ** 2;
/** Milliseconds between what is told. */
const pace = 250;

/**
 * Makes the copy of a bucket's images what the bucket is now: fetches what is new or has changed, removes what is gone. Each file is
 * there whole or not at all, and what has come counts when it is gone on with.
 *
 * @param project the file's folder, absolute
 * @param named `s3://…`, or a list of this machine
 * @returns undefined for a list that names nothing in buckets
 * @throws TransferError `bucket-…`, `image-list`, `disk-full`, `place-refused`; the system's error where a list is not there
 */
export async function fetchCopy(
  project: string,
  named: string,
  tell: Tell,
): Promise<FetchedCopy | undefined> {
  const copy = imageCopy(project, named);
  const buckets = new Map<string, Promise<Bucket>>();
  const bucketOf = (name: string): Promise<Bucket> => {
    const bucket = buckets.get(name) ?? openBucket(name);
    buckets.set(name, bucket);
    return bucket;
  };
  try {
    const listed = (count: number) => tell({ named, listed: count });
    const found = isImageList(named)
      ? await wantedOfList(project, named, copy, bucketOf, listed)
      : await wantedOfFolder(named, copy, bucketOf, listed);
    return (
      found && { named, ...(await bringAbout(copy, found, bucketOf, (step) => tell({ named, ...step }))) }
    );
  } finally {
    for (const bucket of buckets.values()) await bucket.then((one) => one.close()).catch(() => {});
  }
}

async function bringAbout(
  copy: ImageCopy,
  { wanted, leftOut, rows, stamp }: WantedImages,
  bucketOf: (name: string) => Promise<Bucket>,
  tell: (step: FetchShare) => void,
): Promise<Omit<FetchedCopy, 'named'>> {
  const files = new Map(wanted.map((object) => [object.file, object]));
  const known = await knownObjects(copy);
  const { sizes, others } = await lookThrough(copy.images, files);
  const coming = wanted.filter(({ file, bytes, etag }) => {
    const before = known.get(file);
    return sizes.get(file) !== bytes || before?.bytes !== bytes || before.etag !== etag;
  });
  const ofBytes = coming.reduce((sum, { bytes }) => sum + bytes, 0);
  await requireRoom(copy, coming.length, ofBytes);

  const state = { format: 1, of: copy.of, list: stamp, by: randomUUID() } as const;
  const before = await readCopyState(copy);
  const isAsBefore =
    coming.length === 0 && others.length === 0 && before?.isWhole === true && rows === undefined;
  if (!isAsBefore) await writeState(copy, { ...state, isWhole: false });
  for (const other of others) await removeTree(other);

  let fetched = 0;
  let bytes = 0;
  let told = 0;
  const progress = (): void => {
    if (performance.now() - told < pace) return;
    told = performance.now();
    tell({ images: fetched, ofImages: coming.length, bytes, ofBytes });
  };
  const made = new Set<string>();
  const log = coming.length > 0 ? openForAppending(copy.objects) : undefined;
  try {
    await eachOf(atOnce, coming, async ({ bucket, key, file, bytes: listedBytes }) => {
      const place = path.join(copy.images, ...file.split('/'));
      const folder = path.dirname(place);
      if (!made.has(folder)) await makeFolder(folder);
      made.add(folder);
      const object = await (await bucketOf(bucket)).fetch(key, place, {
        // It may have grown since it was listed, but by no means to whatever the disk holds.
        most: Math.max(2 * listedBytes, mostImageBytes),
        onBytes: (more) => {
          bytes += more;
          progress();
        },
      });
      if (object === undefined) {
        leftOut.add('gone', file);
        files.delete(file);
        await removeFile(place);
        return;
      }
      fetched += 1;
      files.set(file, { ...object, bucket, file });
      if (log !== undefined) writeSync(log, lineOf(file, object));
      progress();
    });
  } finally {
    if (log !== undefined) closeSync(log);
  }
  if (coming.length > 0) tell({ images: fetched, ofImages: coming.length, bytes, ofBytes });
  if (!isAsBefore) {
    if ((await readCopyState(copy))?.by !== state.by)
      throw new TransferError(
        'bucket-refused',
        `The images of ${copy.of} are being fetched by another process too. Wait until that has ended, then try again: what has come is kept.`,
      );
    await writeFileWhole(copy.objects, [...files].map(([file, object]) => lineOf(file, object)).join(''));
    if (rows) await writeImageListRows(copy.place, rows);
    await writeState(copy, { ...state, isWhole: true });
  }
  return {
    images: files.size,
    bytes: [...files.values()].reduce((sum, object) => sum + object.bytes, 0),
    fetched,
    removed: others.length,
    leftOut: leftOut.all,
  };
}

function writeState(copy: ImageCopy, state: CopyState): Promise<void> {
  return writeFileWhole(copy.state, `${JSON.stringify(state, null, 2)}\n`);
}

function lineOf(file: string, { bytes, etag }: BucketObject): string {
  return `${JSON.stringify([file, bytes, etag])}\n`;
}

/** What came before, by file; what stands there twice, as it stands last. */
async function knownObjects({
  objects,
}: ImageCopy): Promise<ReadonlyMap<string, { readonly bytes: number; readonly etag: string }>> {
  const known = new Map<string, { bytes: number; etag: string }>();
  try {
    const handle = await openToRead(objects);
    for await (const line of handle.readLines({ encoding: 'utf8' })) {
      try {
        const [file, bytes, etag] = JSON.parse(line) as unknown[];
        if (typeof file === 'string' && typeof bytes === 'number' && typeof etag === 'string')
          known.set(file, { bytes, etag });
      } catch {
        // The last line of a process that was killed.
      }
    }
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
  return known;
}

/** What lies in the folder of a copy: the sizes of files that are wanted, and whatever else there is, which is to be removed. */
async function lookThrough(
  folder: string,
  wanted: ReadonlyMap<string, unknown>,
): Promise<{ readonly sizes: ReadonlyMap<string, number>; readonly others: readonly string[] }> {
  const sizes = new Map<string, number>();
  const others: string[] = [];
  const folders = new Set<string>();
  for (const file of wanted.keys())
    for (let at = file.indexOf('/'); at >= 0; at = file.indexOf('/', at + 1)) folders.add(file.slice(0, at));
  const waiting = [''];
  for (let inside = waiting.pop(); inside !== undefined; inside = waiting.pop()) {
    const place = path.join(folder, inside);
    await removeLeftovers(place);
    await eachOf(atOnce, await readdir(place, { withFileTypes: true }), async (entry) => {
      const file = inside === '' ? entry.name : `${inside}/${entry.name}`;
      if (entry.isDirectory() && folders.has(file)) waiting.push(file);
      else if (entry.isFile() && wanted.has(file))
        sizes.set(file, (await lstat(path.join(folder, file))).size);
      // Those of another process that fetches the same.
      else if (!isTemporaryName(entry.name)) others.push(path.join(folder, file));
    });
  }
  return { sizes, others };
}

/** @throws TransferError `disk-full` */
async function requireRoom({ of, folder }: ImageCopy, images: number, bytes: number): Promise<void> {
  const { enough, free } = await roomFor(folder, bytes);
  if (enough) return;
  throw new TransferError(
    'disk-full',
    `${countText(images, 'image is', 'images are')} still to be fetched of ${of}, ${bytesText(bytes)}, and the disk that holds ${folder} has ${bytesText(free)} left. Free some space there, or move the project to a larger disk.`,
  );
}
