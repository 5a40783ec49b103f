import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isBucketAddress } from '../../design/bucket-address';
import type { ClassFacts, FolderFacts, FolderLook, ImageFile, OddFile } from '../../design/dataset-facts';
import { isTransferError, TransferError } from '../../design/transfer-error';
import { errorCode } from '../files/error-code';
import { withRetries } from '../files/machine-failure';
import { isInside, realFolders, type ScanOptions } from './folder-scan';
import type { Side } from './image-copies';
import { namedKind } from './image-kinds';
import type { ImageListRows } from './image-list-rows';

/** How the rows of a list are read. @throws as `readImageListRows` */
export type ReadImageList = (place: string, signal?: AbortSignal) => Promise<ImageListRows>;

/** What a list of images names for each side; all of it for each where it has no column of sides. */
export type ImageListLook = Readonly<Record<Side, FolderLook>> & {
  /** The sides that its rows name; none where it has no such column. */
  readonly named: readonly Side[];
};

const sides = ['train', 'validation', 'test'] as const satisfies readonly Side[];

/**
 * Looks at a list of images as `scanFolder` does at a folder: classes with the names and sizes of their images, and what can't be
 * used. Images are named from the list's folder. A row that stands twice counts once; an image with two classes or sides makes the list
 * unusable.
 *
 * @param classes of the file, where it names them: numbers are places among them, unless they are numbers themselves
 * @throws the signal's reason where it stops the look
 */
export async function lookAtImageList(
  list: string,
  classes: readonly string[] | undefined,
  read: ReadImageList,
  options: ScanOptions = {},
): Promise<ImageListLook> {
  try {
    return await lookOf(path.resolve(list), classes, read, options);
  } catch (error) {
    options.signal?.throwIfAborted();
    const missed: FolderLook = { found: false, path: path.resolve(list), ...reasonOf(error) };
    return { train: missed, validation: missed, test: missed, named: [] };
  }
}

function reasonOf(error: unknown): Omit<Extract<FolderLook, { found: false }>, 'found' | 'path'> {
  if (isTransferError(error, 'machine-failure')) return { reason: 'machine failure', detail: error.message };
  if (isTransferError(error, 'folder-outside')) return { reason: 'outside' };
  if (isTransferError(error, 'images-not-fetched')) return { reason: 'not fetched' };
  if (isTransferError(error, 'image-list')) return { reason: 'not a list', detail: error.message };
  const code = errorCode(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return { reason: 'missing' };
  return { reason: 'unreadable' };
}

/** A few milliseconds of work. */
const rowsAtOnce = 2_000;

/** Rows of one image. */
interface Listed {
  readonly row: number;
  readonly className: string;
  readonly side: Side | undefined;
}

async function lookOf(
  list: string,
  classes: readonly string[] | undefined,
  read: ReadImageList,
  options: ScanOptions,
): Promise<ImageListLook> {
  const within = options.within && (await realFolders(options.within));
  if (options.within && !options.within.some((one) => isInside(list, path.resolve(one))))
    throw new TransferError('folder-outside', '');
  const real = await withRetries(list, () => realpath(list));
  if (within && !within.some((one) => isInside(real, one))) throw new TransferError('folder-outside', '');

  const rows = await read(list, options.signal);
  const files = await listedFiles(path.dirname(list), rows, nameOfClass(classes));
  const found = await lookAtFiles(path.dirname(list), [...files.keys()], options, within);
  const factsOf = (side: Side | undefined): FolderFacts => {
    const images = new Map<string, ImageFile[]>();
    for (const [file, { className, side: own }] of files) {
      if (side !== undefined && own !== side) continue;
      const ofClass = images.get(className) ?? [];
      images.set(className, ofClass);
      const bytes = found.bytes.get(file);
      if (bytes !== undefined) ofClass.push({ file, bytes });
    }
    const all: ClassFacts[] = [...images]
      .map(([name, some]) => ({ name, images: some.sort((one, other) => byText(one.file, other.file)) }))
      .sort((one, other) => byText(one.name, other.name));
    const oddFiles = found.odd.flatMap((odd): OddFile[] => {
      const listed = files.get(odd.file);
      return listed && (side === undefined || listed.side === side)
        ? [{ ...odd, class: listed.className }]
        : [];
    });
    return { path: list, classes: all, oddFiles, looseImages: 0, ...(side ? { side } : {}) };
  };
  const named = sides.filter((side) => rows.sides?.includes(side));
  const lookFor = (side: Side): FolderLook => ({
    found: true,
    facts: factsOf(rows.sides === undefined ? undefined : side),
  });
  return { train: lookFor('train'), validation: lookFor('validation'), test: lookFor('test'), named };
}

/** @returns what a class is called that stands in a list by its name or number */
function nameOfClass(classes: readonly string[] | undefined): (said: string | number) => string {
  const byPlace = classes !== undefined && !classes.some((name) => /^\d+$/.test(name));
  return (said) => (typeof said === 'number' && byPlace ? (classes[said] ?? String(said)) : String(said));
}

/** What is listed, by its name from the list's folder. @throws TransferError `image-list` */
async function listedFiles(
  folder: string,
  { uris, classes, sides: sidesOf }: ImageListRows,
  nameOf: (said: string | number) => string,
): Promise<ReadonlyMap<string, Listed>> {
  const files = new Map<string, Listed>();
  for (const [row, uri] of uris.entries()) {
    // An editor has more to do meanwhile.
    if (row % rowsAtOnce === rowsAtOnce - 1) await setImmediate();
    const file = nameFrom(folder, uri, row);
    const one: Listed = { row, className: nameOf(classes[row] ?? ''), side: sidesOf?.[row] };
    const before = files.get(file);
    if (before === undefined) files.set(file, one);
    else if (before.className !== one.className || before.side !== one.side)
      throw new TransferError(
        'image-list',
        `Rows ${before.row + 1} and ${row + 1} name the same image, ${file}, with two classes or sides. Take one of them out.`,
      );
  }
  return files;
}

/** @throws TransferError `images-not-fetched` for an address in a bucket, `image-list` for another that leads to no file of this machine */
function nameFrom(folder: string, uri: string, row: number): string {
  let place: string;
  if (isBucketAddress(uri)) throw new TransferError('images-not-fetched', '');
  if (/^[a-z][a-z0-9+.-]+:/i.test(uri) && !/^[a-z]:[\\/]/i.test(uri)) {
    if (!/^file:\/\//i.test(uri))
      throw new TransferError(
        'image-list',
        `Row ${row + 1} names ${uri.slice(0, 100)}, and images are read from disk or fetched from s3://. Mount the bucket or share as a folder (such as by \`mountpoint-s3\` or \`rclone mount\`), and list the files by their paths there.`,
      );
    try {
      place = fileURLToPath(uri);
    } catch {
      throw new TransferError(
        'image-list',
        `Row ${row + 1} names ${uri.slice(0, 100)}, which is no file of this machine.`,
      );
    }
  } else place = path.resolve(folder, uri);
  const relative = path.relative(folder, place);
  if (path.isAbsolute(relative))
    throw new TransferError(
      'image-list',
      `Row ${row + 1} names ${place}, on another drive than the list. Put the list there.`,
    );
  return relative.split(path.sep).join('/');
}

const atOnce = 32;

async function lookAtFiles(
  folder: string,
  files: readonly string[],
  options: ScanOptions,
  within: readonly string[] | undefined,
): Promise<{ readonly bytes: ReadonlyMap<string, number>; readonly odd: readonly OddFile[] }> {
  const bytes = new Map<string, number>();
  const odd: OddFile[] = [];
  let told = 0;
  for (let start = 0; start < files.length; start += atOnce) {
    options.signal?.throwIfAborted();
    const some = files.slice(start, start + atOnce);
    const looks = await Promise.all(
      some.map((file) => lookAt(path.join(folder, file), options.within, within)),
    );
    for (const [at, look] of looks.entries()) {
      const file = some[at] as string;
      if (typeof look === 'number') bytes.set(file, look);
      else odd.push({ file, reason: look });
    }
    if (performance.now() - told < 100) continue;
    told = performance.now();
    options.onProgress?.(start + some.length);
  }
  return { bytes, odd };
}

/** The bytes of an image, or why it is none. Outside of where it may be looked, not even whether it is there. */
async function lookAt(
  place: string,
  allowed: readonly string[] | undefined,
  reallyAllowed: readonly string[] | undefined,
): Promise<number | OddFile['reason']> {
  if (allowed && !allowed.some((folder) => isInside(place, path.resolve(folder))))
    return 'outside the workspace';
  const kind = namedKind(path.basename(place));
  if (kind === 'other') return 'not an image';
  if (kind === 'unsupported') return 'unsupported format';
  try {
    if (reallyAllowed) {
      const real = await withRetries(place, () => realpath(place));
      if (!reallyAllowed.some((folder) => isInside(real, folder))) return 'outside the workspace';
    }
    const facts = await withRetries(place, () => stat(place));
    if (!facts.isFile()) return 'not an image';
    return facts.size === 0 ? 'empty' : facts.size;
  } catch (error) {
    if (isTransferError(error, 'machine-failure')) throw error;
    const code = errorCode(error);
    return code === 'ENOENT' || code === 'ENOTDIR'
      ? 'missing'
      : code === 'ELOOP'
        ? 'circular link'
        : 'unreadable';
  }
}

function byText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
