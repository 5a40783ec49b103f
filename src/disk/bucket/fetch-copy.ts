import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, writeSync } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isBucketAddress, readBucketAddress } from '../../design/bucket-address';
import { isImageList } from '../../design/image-list';
import { mostImages } from '../../design/images/most-images';
import { isTransferError, TransferError } from '../../design/transfer-error';
import { bytesText, countText } from '../../design/words/wording';
import { roomFor } from '../files/disk-full';
import { errorCode } from '../files/error-code';
import { stampOf } from '../files/file-stamp';
import { makeIgnoredFolder } from '../files/ignored-folder';
import { makeFolder, openForAppending, openToRead, removeFile, removeTree } from '../files/project-files';
import { isTemporaryName, removeLeftovers } from '../files/temporary-files';
import { writeFileWhole } from '../files/whole-file';
import { namedKind } from '../images/image-kinds';
import { writeImageListRows } from '../images/image-list';
import { type ImageListRows, mostListBytes, readImageListRows } from '../images/image-list-rows';
import { type Bucket, type BucketObject, openBucket } from './bucket';
import { eachOf } from './each-of';
import { type CopyState, type ImageCopy, imageCopy, readCopyState } from './image-copy';
import {
  canBeFile,
  FileNames,
  filesOfObjects,
  isPassedOver,
  LeftOutCounts,
  type LeftOutObjects,
} from './object-names';

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

/** An object that is to be a file of a copy. */
interface Wanted extends BucketObject {
  /** Below the folder of the images, with `/`. */
  readonly file: string;
  readonly bucket: string;
}

/** What a file names, looked at: the files that the copy is to have, and what is written when they are there. */
interface Named {
  readonly wanted: readonly Wanted[];
  readonly leftOut: LeftOutCounts;
  readonly rows?: ImageListRows;
  readonly stamp: string | null;
}

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
      ? await lookAtList(project, named, copy, bucketOf, listed)
      : await lookAtFolder(named, copy, bucketOf, listed);
    return (
      found && { named, ...(await bringAbout(copy, found, bucketOf, (step) => tell({ named, ...step }))) }
    );
  } finally {
    for (const bucket of buckets.values()) await bucket.then((one) => one.close()).catch(() => {});
  }
}

async function lookAtFolder(
  named: string,
  copy: ImageCopy,
  bucketOf: (name: string) => Promise<Bucket>,
  listed: (count: number) => void,
): Promise<Named> {
  const { bucket: name, prefix } = addressIn(named);
  const bucket = await bucketOf(name);
  const objects: Wanted[] = [];
  let count = 0;
  for await (const page of bucket.list(prefix)) {
    count += page.length;
    if (count > mostImages)
      throw new TransferError(
        'bucket-refused',
        `There are more than ${mostImages} objects below ${named}, more than a set of images has. Name the folder that holds one folder per class.`,
      );
    for (const object of page) {
      const file = object.key.slice(prefix.length);
      if (!isPassedOver(file)) objects.push({ ...object, file, bucket: name });
    }
    listed(count);
  }
  const leftOut = new LeftOutCounts();
  await makeIgnoredFolder(copy.images);
  const wanted = filesOfObjects(objects, new FileNames(isCaseless(copy)), leftOut);
  if (wanted.length > 0) return { wanted, leftOut, stamp: null };
  throw new TransferError(
    'bucket-missing',
    `There are no images below ${named} (${count === 0 ? 'nothing at all' : `${count} other objects`}). Check the address: it is the folder that holds one folder per class.`,
  );
}

/** Whether the disk takes names that differ in capitals alone for one. */
function isCaseless({ folder }: ImageCopy): boolean {
  return existsSync(path.join(path.dirname(folder), '..', 'BUCKET'));
}

function addressIn(named: string): { readonly bucket: string; readonly prefix: string } {
  const address = readBucketAddress(named);
  if ('wrong' in address) throw new TransferError('bucket-address', `The address ${named} ${address.wrong}.`);
  return address;
}

/** A row of a list: an object of a bucket, or a file of this machine. */
type Row = InBucket | { readonly place: string };

interface InBucket {
  readonly bucket: string;
  readonly key: string;
}

async function lookAtList(
  project: string,
  named: string,
  copy: ImageCopy,
  bucketOf: (name: string) => Promise<Bucket>,
  listed: (count: number) => void,
): Promise<Named | undefined> {
  const inBucket = isBucketAddress(named) ? addressIn(named) : undefined;
  const list = inBucket ? path.join(copy.folder, 'source.parquet') : path.resolve(project, named);
  if (inBucket) {
    await makeIgnoredFolder(copy.folder);
    const key = inBucket.prefix.slice(0, -1);
    const object =
      key === ''
        ? undefined
        : await (await bucketOf(inBucket.bucket)).fetch(key, list, { most: mostListBytes });
    if (object === undefined)
      throw new TransferError('bucket-missing', `There is no list ${named}. Check the address.`);
  }
  const stamp = inBucket ? null : (await stampOf([list])).text;
  const read = await readImageListRows(list).catch((error: unknown) => {
    if (isTransferError(error, 'image-list'))
      throw new TransferError('image-list', `The list of images ${named} can't be used. ${error.message}`);
    throw error;
  });
  const rows = read.uris.map((uri, index) => rowOf(uri, index, inBucket ?? path.dirname(list)));
  const objects = new Map<string, InBucket & { readonly file: string }>();
  for (const row of rows) {
    if ('place' in row) continue;
    const file = `${row.bucket}/${row.key}`;
    objects.set(file, { ...row, file });
  }
  if (objects.size === 0 && inBucket === undefined) return undefined;
  await makeIgnoredFolder(copy.images);
  const leftOut = new LeftOutCounts();
  const names = filesOfObjects([...objects.values()], new FileNames(isCaseless(copy)), leftOut);
  const wanted: Wanted[] = [];
  let count = 0;
  for (const name of new Set(names.map(({ bucket }) => bucket))) {
    const keys = names.filter(({ bucket }) => bucket === name);
    const found = await lookFor(
      await bucketOf(name),
      keys.map(({ key }) => key),
      (more) => {
        count += more;
        listed(count);
      },
    );
    for (const { bucket, key, file } of keys) {
      const object = found.get(key);
      if (object) wanted.push({ ...object, bucket, file });
    }
  }
  const taken = new Set(names.map(({ file }) => file));
  // What is no picture, or is not there, stands in the list as before, to be told of like that of any list.
  const keep = rows.map((row) => {
    if ('place' in row) return true;
    const file = `${row.bucket}/${row.key}`;
    return taken.has(file) || (canBeFile(file) && namedKind(path.posix.basename(file)) !== 'image');
  });
  const kept = <Value>(values: readonly Value[]) => values.filter((_, index) => keep[index]);
  return {
    ...{ wanted, leftOut, stamp },
    rows: {
      uris: kept(rows).map((row) =>
        'place' in row ? asRelative(copy.folder, row.place) : `./images/${row.bucket}/${row.key}`,
      ),
      classes: kept(read.classes),
      ...(read.sides ? { sides: kept(read.sides) } : {}),
    },
  };
}

function asRelative(folder: string, place: string): string {
  const relative = path.relative(folder, place).split(path.sep).join('/');
  return path.isAbsolute(relative) || relative.startsWith('../') ? relative : `./${relative}`;
}

/** @param from the folder of a list, or where a list in a bucket lies */
function rowOf(
  uri: string,
  index: number,
  from: string | { readonly bucket: string; readonly prefix: string },
): Row {
  const wrong = (why: string) =>
    new TransferError('image-list', `Row ${index + 1} names ${uri.slice(0, 100)}, ${why}.`);
  if (isBucketAddress(uri)) {
    const [bucket = '', ...names] = uri.slice('s3://'.length).split('/');
    const key = names.join('/');
    const address = readBucketAddress(`s3://${bucket}`);
    if ('wrong' in address) throw wrong(`and the address ${address.wrong}`);
    return { bucket, key };
  }
  const isAddress = /^[a-z][a-z0-9+.-]+:/i.test(uri) && !/^[a-z]:[\\/]/i.test(uri);
  if (typeof from !== 'string') {
    if (isAddress || uri.startsWith('/'))
      throw wrong('which is not in a bucket as the list is. Write s3://…');
    return {
      bucket: from.bucket,
      key: from.prefix.slice(0, -1).replace(/[^/]*$/, '') + uri.replace(/^(?:\.\/)+/, ''),
    };
  }
  if (!isAddress) return { place: path.resolve(from, uri) };
  if (!/^file:\/\//i.test(uri)) throw wrong('which is neither on this machine nor in a bucket (s3://…)');
  try {
    return { place: fileURLToPath(uri) };
  } catch {
    throw wrong('which is no file of this machine');
  }
}

/**
 * What a bucket says of some objects: by the list of what lies around them, or, where that is much more or may not be asked for, of each.
 *
 * @param listed told how many names more were read
 */
async function lookFor(
  bucket: Bucket,
  keys: readonly string[],
  listed: (more: number) => void,
): Promise<ReadonlyMap<string, BucketObject>> {
  const wanted = new Set(keys);
  const found = new Map<string, BucketObject>();
  let read = 0;
  try {
    for await (const page of bucket.list(commonFolder(keys))) {
      read += page.length;
      for (const object of page) if (wanted.has(object.key)) found.set(object.key, object);
      listed(page.length);
      if (found.size === wanted.size) return found;
      if (read > 4 * wanted.size + 10_000) break;
    }
    if (read <= 4 * wanted.size + 10_000) return found;
  } catch (error) {
    if (!isTransferError(error, 'bucket-refused')) throw error;
  }
  await eachOf(
    atOnce,
    keys.filter((key) => !found.has(key)),
    async (key) => {
      const object = await bucket.look(key);
      if (object) found.set(key, object);
      listed(1);
    },
  );
  return found;
}

/** What the names of all begin with, up to a `/`. */
function commonFolder(keys: readonly string[]): string {
  let common = keys[0] ?? '';
  for (const key of keys) {
    let length = 0;
    while (length < common.length && common[length] === key[length]) length += 1;
    common = common.slice(0, length);
  }
  return common.slice(0, common.lastIndexOf('/') + 1);
}

async function bringAbout(
  copy: ImageCopy,
  { wanted, leftOut, rows, stamp }: Named,
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
