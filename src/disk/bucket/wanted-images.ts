import { existsSync } from 'node:fs';
import path from 'node:path';
import { isBucketAddress } from '../../design/bucket-address';
import { mostImages } from '../../design/images/most-images';
import { isTransferError, TransferError } from '../../design/transfer-error';
import { stampOf } from '../files/file-stamp';
import { makeIgnoredFolder } from '../files/ignored-folder';
import { namedKind } from '../images/image-kinds';
import { type ImageListRows, mostListBytes, readImageListRows } from '../images/image-list-rows';
import { addressInBucket } from './address-in-bucket';
import type { Bucket, BucketObject } from './bucket';
import type { ImageCopy } from './image-copy';
import { imageRow, type ObjectPlace } from './image-row';
import { lookForObjects } from './look-for-objects';
import { canBeFile, FileNames, filesOfObjects, isPassedOver, LeftOutCounts } from './object-names';

/** An object that is to be a file of a copy. */
export interface WantedObject extends BucketObject {
  /** Below the folder of the images, with `/`. */
  readonly file: string;
  readonly bucket: string;
}

/** The files that a copy is to have, and what is written when they are there. */
export interface WantedImages {
  readonly wanted: readonly WantedObject[];
  readonly leftOut: LeftOutCounts;
  readonly rows?: ImageListRows;
  readonly stamp: string | null;
}

/**
 * The images below a folder of a bucket.
 *
 * @param named `s3://…`
 * @param listed told how many names were read so far
 * @throws TransferError `bucket-…`
 */
export async function wantedOfFolder(
  named: string,
  copy: ImageCopy,
  bucketOf: (name: string) => Promise<Bucket>,
  listed: (count: number) => void,
): Promise<WantedImages> {
  const { bucket: name, prefix } = addressInBucket(named);
  const bucket = await bucketOf(name);
  const objects: WantedObject[] = [];
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

/**
 * The images in buckets that a list names; undefined where it names none.
 *
 * @param project the file's folder, absolute
 * @param named a list of this machine, or `s3://…`
 * @param listed told how many names were read so far
 * @throws TransferError `bucket-…`, `image-list`; the system's error where a list of this machine is not there
 */
export async function wantedOfList(
  project: string,
  named: string,
  copy: ImageCopy,
  bucketOf: (name: string) => Promise<Bucket>,
  listed: (count: number) => void,
): Promise<WantedImages | undefined> {
  const inBucket = isBucketAddress(named) ? addressInBucket(named) : undefined;
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
  const rows = read.uris.map((uri, index) => imageRow(uri, index, inBucket ?? path.dirname(list)));
  const objects = new Map<string, ObjectPlace & { readonly file: string }>();
  for (const row of rows) {
    if ('place' in row) continue;
    const file = `${row.bucket}/${row.key}`;
    objects.set(file, { ...row, file });
  }
  if (objects.size === 0 && inBucket === undefined) return undefined;
  await makeIgnoredFolder(copy.images);
  const leftOut = new LeftOutCounts();
  const names = filesOfObjects([...objects.values()], new FileNames(isCaseless(copy)), leftOut);
  const wanted: WantedObject[] = [];
  let count = 0;
  for (const name of new Set(names.map(({ bucket }) => bucket))) {
    const keys = names.filter(({ bucket }) => bucket === name);
    const found = await lookForObjects(
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
