import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ClassFacts, FolderFacts, FolderLook, ImageFile, OddFile } from '../design/dataset-facts';
import { namedKind } from './image-kinds';

/**
 * Looks at a data set by names and sizes; no file is opened. Each folder directly in `folder` is a class, and
 * whatever lies below it belongs to that class. Links are followed; a folder that is reached a second time
 * within a class counts once. Hidden files and those that systems leave about are passed over. Everything is
 * sorted by UTF-16 units. Class names are in Unicode's composed form (NFC), so that a file system's habit does
 * not decide whether they match the `classes` of the file; paths stay as the disk has them.
 */
export async function scanFolder(folder: string): Promise<FolderLook> {
  const root = path.resolve(folder);
  let entries: Dirent[];
  try {
    entries = await entriesOf(root);
  } catch (error) {
    return { found: false, path: root, reason: reasonOf(error) };
  }
  const scan = new Scan(root);
  const top: Place = { relative: '', real: await realpath(root), above: [] };
  const images = new Map<string, ImageFile[]>();
  let looseImages = 0;
  for (const entry of entries) {
    const found = await scan.entry(entry, top);
    if (found.kind === 'image') looseImages += 1;
    if (found.kind !== 'folder') continue;
    const name = entry.name.normalize('NFC');
    images.set(name, [...(images.get(name) ?? []), ...(await scan.imagesBelow(found.place))]);
  }
  const classes: ClassFacts[] = [...images]
    .map(([name, files]) => ({ name, images: files.sort((a, b) => byText(a.file, b.file)) }))
    .sort((a, b) => byText(a.name, b.name));
  // A read-me or a table beside the classes is no image gone wrong.
  const oddFiles = scan.oddFiles
    .filter(({ file, reason }) => reason !== 'not an image' || file.includes('/'))
    .sort((a, b) => byText(a.file, b.file));
  const facts: FolderFacts = { path: root, classes, oddFiles, looseImages };
  return { found: true, facts };
}

/** All images of a folder, relative to it, with `/`. */
export function filesOf(facts: FolderFacts): readonly string[] {
  return facts.classes.flatMap(({ images }) => images.map(({ file }) => file));
}

function reasonOf(error: unknown): 'missing' | 'not a folder' | 'unreadable' {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
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

  constructor(private readonly root: string) {}

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
      entries = await entriesOf(path.join(this.root, place.relative));
    } catch {
      return [this.#odd(place.relative, 'unreadable')];
    }
    const found: Found[] = [];
    for (let start = 0; start < entries.length; start += atOnce) {
      const some = entries.slice(start, start + atOnce);
      found.push(...(await Promise.all(some.map((entry) => this.entry(entry, place)))));
    }
    return found;
  }

  /** What one name in a folder is; what is odd about it is kept. */
  async entry(entry: Dirent, parent: Place): Promise<Found> {
    const relative = parent.relative ? `${parent.relative}/${entry.name}` : entry.name;
    const file = path.join(this.root, relative);
    try {
      const facts = await stat(file);
      if (facts.isDirectory()) return await this.#folder(entry, relative, parent);
      const kind = facts.isFile() ? namedKind(entry.name) : 'other';
      if (kind === 'other') return this.#odd(relative, 'not an image');
      if (kind === 'unsupported') return this.#odd(relative, 'unsupported format');
      if (facts.size === 0) return this.#odd(relative, 'empty');
      return { kind: 'image', image: { file: relative, bytes: facts.size } };
    } catch (error) {
      const circular = error instanceof Error && 'code' in error && error.code === 'ELOOP';
      return this.#odd(relative, circular ? 'circular link' : 'unreadable');
    }
  }

  async #folder(entry: Dirent, relative: string, parent: Place): Promise<Found> {
    const above = [...parent.above, parent.real];
    const isLink = entry.isSymbolicLink();
    const real = isLink ? await realpath(path.join(this.root, relative)) : path.join(parent.real, entry.name);
    if (above.includes(real)) return this.#odd(relative, 'circular link');
    return { kind: 'folder', place: { relative, real, above } };
  }

  #odd(file: string, reason: OddFile['reason']): Found {
    this.oddFiles.push({ file, reason });
    return { kind: 'odd' };
  }
}

const leftBySystems = new Set(['thumbs.db', 'desktop.ini', 'icon\r', '__macosx']);

async function entriesOf(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter(({ name }) => !name.startsWith('.') && !leftBySystems.has(name.toLowerCase()))
    .sort((a, b) => byText(a.name, b.name));
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The images in a folder and in those below it, sorted, with `/`, and what else is there that may be meant as one. */
export interface ImagesBelow {
  readonly images: readonly string[];
  readonly oddFiles: readonly OddFile[];
}

/** Looks for images by their names, whatever the folders mean. Throws where the folder itself can't be read. */
export async function imagesBelow(folder: string): Promise<ImagesBelow> {
  const root = path.resolve(folder);
  await entriesOf(root);
  const scan = new Scan(root);
  const found = await scan.imagesBelow({ relative: '', real: await realpath(root), above: [] });
  const empty = scan.oddFiles.filter(({ reason }) => reason === 'empty');
  const images = [...found, ...empty].map(({ file }) => file).sort(byText);
  return { images, oddFiles: scan.oddFiles.filter(({ reason }) => reason !== 'empty') };
}
