import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ClassFacts, FolderFacts, FolderLook, ImageFile, OddFile } from '../../design/dataset-facts';
import { mostImages } from '../../design/images/most-images';
import { isTransferError, TransferError } from '../../design/transfer-error';
import { count } from '../../design/words/number-text';
import { errorCode } from '../files/error-code';
import { withRetries } from '../files/machine-failure';
import { namedKind } from './image-kinds';
import { isLeftBySystems } from './left-by-systems';

export interface ScanOptions {
  /** Told now and then how many names were looked at. */
  readonly onProgress?: (names: number) => void;
  readonly signal?: AbortSignal;
  /** Absolute folders outside of which nothing is looked at, by name or through links; everything where left out. */
  readonly within?: readonly string[];
  readonly limits?: ScanLimits;
}

/** Above these a folder is no set of images: a whole disk, a home folder. */
export interface ScanLimits {
  readonly names: number;
  readonly folders: number;
  /** Files that are no pictures. */
  readonly others: number;
  readonly depth: number;
  readonly seconds: number;
}

/** ImageNet has a thousand folders. */
const usualLimits: ScanLimits = {
  names: mostImages,
  folders: 200_000,
  others: 100_000,
  depth: 32,
  seconds: 600,
};

/**
 * Looks at a data set by names and sizes; no file is opened. Each folder directly in `folder` is a class, and
 * whatever lies below it belongs to that class. Links are followed; a folder that is reached a second time
 * within a class counts once. Hidden files and those that systems leave about are passed over. Everything is
 * sorted by UTF-16 units. Class names are in Unicode's composed form (NFC), so that a file system's habit does
 * not decide whether they match the `classes` of the file; paths stay as the disk has them.
 *
 * What the machine can't give, even a little later, is no empty class: then there is no look at all.
 *
 * @throws the signal's reason where it stops the scan
 */
export async function scanFolder(folder: string, options: ScanOptions = {}): Promise<FolderLook> {
  const root = path.resolve(folder);
  try {
    return { found: true, facts: await factsOf(root, options) };
  } catch (error) {
    options.signal?.throwIfAborted();
    if (isTransferError(error, 'machine-failure'))
      return { found: false, path: root, reason: 'machine failure', detail: error.message };
    if (isTransferError(error, 'folder-too-large'))
      return { found: false, path: root, reason: 'too large', detail: error.message };
    if (isTransferError(error, 'folder-outside')) return { found: false, path: root, reason: 'outside' };
    return { found: false, path: root, reason: reasonOf(error) };
  }
}

async function factsOf(root: string, options: ScanOptions): Promise<FolderFacts> {
  const within = options.within && (await realFolders(options.within));
  // Not even whether it is there is looked up outside.
  if (options.within && !options.within.some((one) => isInside(root, path.resolve(one))))
    throw new TransferError('folder-outside', '');
  const real = await withRetries(root, () => realpath(root));
  if (within && !within.some((one) => isInside(real, one))) throw new TransferError('folder-outside', '');
  const scan = new Scan(root, real, { ...options, ...(within ? { within } : {}) });
  const entries = await scan.entriesOf(root);
  const top: Place = { relative: '', real, above: [] };
  const images = new Map<string, ImageFile[]>();
  let looseImages = 0;
  for (const entry of entries) {
    const found = await scan.entry(entry, top);
    if (found.kind === 'image') looseImages += 1;
    if (found.kind !== 'folder') continue;
    const name = entry.name.normalize('NFC');
    const known = images.get(name) ?? [];
    images.set(name, known);
    for (const image of await scan.imagesBelow(found.place)) known.push(image);
  }
  const classes: ClassFacts[] = [...images]
    .map(([name, files]) => ({ name, images: files.sort((a, b) => byText(a.file, b.file)) }))
    .sort((a, b) => byText(a.name, b.name));
  // A read-me or a table beside the classes is no image gone wrong.
  const oddFiles = scan.oddFiles
    .filter(({ file, reason }) => reason !== 'not an image' || file.includes('/'))
    .sort((a, b) => byText(a.file, b.file));
  const filled = classes.filter(({ images: some }) => some.length > 0).length;
  const tables =
    filled > 1 || filled + looseImages === 0 ? [] : await tablesBeside(root, real, scan, entries);
  return { path: root, classes, oddFiles, looseImages, ...(tables.length > 0 ? { tables } : {}) };
}

const table = /\.(csv|tsv|xlsx?|ods|parquet)$/i;

/** Tables in the folder, and beside it where that may be looked at. */
async function tablesBeside(
  root: string,
  real: string,
  scan: Scan,
  entries: readonly Dirent[],
): Promise<string[]> {
  const above = path.dirname(root);
  const mayLook = above !== root && scan.isAllowed(path.dirname(real));
  const beside = mayLook ? await scan.entriesOf(above).catch(() => []) : [];
  const namesOf = (all: readonly Dirent[]) =>
    all.flatMap((entry) => (entry.isFile() && table.test(entry.name) ? [entry.name] : []));
  return [...namesOf(entries), ...namesOf(beside).map((name) => `../${name}`)];
}

export async function realFolders(folders: readonly string[]): Promise<string[]> {
  const all = await Promise.all(folders.map((one) => realpath(one).catch(() => undefined)));
  return all.filter((one) => one !== undefined);
}

/** Whether a path is a folder or lies below it. */
export function isInside(place: string, folder: string): boolean {
  const relative = path.relative(folder, place);
  return (
    relative === '' ||
    !(relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative))
  );
}

/** All images of a folder, relative to it, with `/`. */
export function filesOf(facts: FolderFacts): readonly string[] {
  return facts.classes.flatMap(({ images }) => images.map(({ file }) => file));
}

function reasonOf(error: unknown): 'missing' | 'not a folder' | 'unreadable' {
  const code = errorCode(error);
  if (code === 'ENOENT') return 'missing';
  return code === 'ENOTDIR' ? 'not a folder' : 'unreadable';
}

/** A folder on the way down. */
interface Place {
  /** To the data set's folder, with `/`; empty for that folder. */
  readonly relative: string;
  readonly real: string;
  /** The real paths of the folders above it. */
  readonly above: readonly string[];
}

type Found =
  | { readonly kind: 'image'; readonly image: ImageFile }
  | { readonly kind: 'folder'; readonly place: Place }
  | { readonly kind: 'odd' };

/** Files whose sizes are asked for at once. */
const atOnce = 32;

class Scan {
  readonly oddFiles: OddFile[] = [];
  readonly #limits: ScanLimits;
  readonly #end: number;
  #names = 0;
  #folders = 0;
  #others = 0;
  #told = 0;

  constructor(
    private readonly root: string,
    private readonly realRoot: string,
    private readonly options: ScanOptions,
  ) {
    this.#limits = options.limits ?? usualLimits;
    this.#end = performance.now() + this.#limits.seconds * 1000;
  }

  /** The images of a class. */
  async imagesBelow(top: Place): Promise<ImageFile[]> {
    const images: ImageFile[] = [];
    const seen = new Set<string>();
    const waiting = [top];
    for (let place = waiting.pop(); place; place = waiting.pop()) {
      if (seen.has(place.real)) continue;
      seen.add(place.real);
      for (const found of await this.#contents(place)) {
        if (found.kind === 'image') images.push(found.image);
        if (found.kind === 'folder') waiting.push(found.place);
      }
    }
    return images;
  }

  async #contents(place: Place): Promise<Found[]> {
    let entries: Dirent[];
    try {
      entries = await this.entriesOf(path.join(this.root, place.relative));
    } catch (error) {
      if (isTransferError(error, 'machine-failure', 'folder-too-large')) throw error;
      this.options.signal?.throwIfAborted();
      return [this.#odd(place.relative, 'unreadable')];
    }
    const found: Found[] = [];
    for (let start = 0; start < entries.length; start += atOnce) {
      this.#goOn();
      const some = entries.slice(start, start + atOnce);
      found.push(...(await Promise.all(some.map((entry) => this.entry(entry, place)))));
    }
    return found;
  }

  /** What stands in a folder, sorted. */
  async entriesOf(folder: string): Promise<Dirent[]> {
    this.#folders += 1;
    const entries = await withRetries(folder, () => readdir(folder, { withFileTypes: true }));
    this.#names += entries.length;
    this.#goOn();
    return entries.filter(({ name }) => !isLeftBySystems(name)).sort((a, b) => byText(a.name, b.name));
  }

  /** What one name in a folder is; what is odd about it is kept. */
  async entry(entry: Dirent, parent: Place): Promise<Found> {
    const relative = parent.relative ? `${parent.relative}/${entry.name}` : entry.name;
    const file = path.join(this.root, relative);
    try {
      const real = entry.isSymbolicLink() ? await withRetries(file, () => realpath(file)) : undefined;
      if (real !== undefined && !this.isAllowed(real)) return this.#odd(relative, 'outside the workspace');
      const facts = await withRetries(file, () => stat(file));
      if (facts.isDirectory())
        return this.#folder(relative, real ?? path.join(parent.real, entry.name), parent);
      const kind = facts.isFile() ? namedKind(entry.name) : 'other';
      if (kind === 'other') return this.#odd(relative, 'not an image');
      if (kind === 'unsupported') return this.#odd(relative, 'unsupported format');
      if (facts.size === 0) return this.#odd(relative, 'empty');
      return { kind: 'image', image: { file: relative, bytes: facts.size } };
    } catch (error) {
      if (isTransferError(error, 'machine-failure', 'folder-too-large')) throw error;
      return this.#odd(relative, errorCode(error) === 'ELOOP' ? 'circular link' : 'unreadable');
    }
  }

  #folder(relative: string, real: string, parent: Place): Found {
    const above = [...parent.above, parent.real];
    // A folder that holds the whole set leads in a circle too, once round the disk.
    if (above.includes(real) || isInside(this.realRoot, real)) return this.#odd(relative, 'circular link');
    if (above.length > this.#limits.depth)
      throw new TransferError(
        'folder-too-large',
        `folders in each other, ${count(this.#limits.depth)} deep and more`,
      );
    return { kind: 'folder', place: { relative, real, above } };
  }

  #odd(file: string, reason: OddFile['reason']): Found {
    this.#others += 1;
    this.oddFiles.push({ file, reason });
    return { kind: 'odd' };
  }

  /** Whether a real path may be looked at. */
  isAllowed(real: string): boolean {
    const { within } = this.options;
    return within === undefined || within.some((folder) => isInside(real, folder));
  }

  /** Tells how far it is, and ends what would have no end. */
  #goOn(): void {
    this.options.signal?.throwIfAborted();
    const { names, folders, others, seconds } = this.#limits;
    if (this.#others > others)
      throw new TransferError('folder-too-large', `more than ${count(others)} files that are no pictures`);
    if (this.#folders > folders)
      throw new TransferError('folder-too-large', `more than ${count(folders)} folders`);
    if (this.#names > names) throw new TransferError('folder-too-large', `more than ${count(names)} files`);
    const now = performance.now();
    if (now > this.#end)
      throw new TransferError('folder-too-large', `so much that ${count(seconds)} seconds were not enough`);
    if (now - this.#told < 100) return;
    this.#told = now;
    this.options.onProgress?.(this.#names);
  }
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The images in a folder and in those below it, sorted, with `/`, and what else is there that may be meant as one. */
export interface ImagesBelow {
  readonly images: readonly string[];
  readonly oddFiles: readonly OddFile[];
}

/**
 * Looks for images by their names, whatever the folders mean. Throws where the folder itself can't be read.
 * @throws TransferError `folder-too-large` above the limits
 */
export async function imagesBelow(folder: string, options: ScanOptions = {}): Promise<ImagesBelow> {
  const root = path.resolve(folder);
  const real = await withRetries(root, () => realpath(root));
  const scan = new Scan(root, real, options);
  await scan.entriesOf(root);
  const found = await scan.imagesBelow({ relative: '', real, above: [] });
  const empty = scan.oddFiles.filter(({ reason }) => reason === 'empty');
  const images = [...found, ...empty].map(({ file }) => file).sort(byText);
  return { images, oddFiles: scan.oddFiles.filter(({ reason }) => reason !== 'empty') };
}
