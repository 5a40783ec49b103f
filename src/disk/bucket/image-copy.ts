import { createHash } from 'node:crypto';
import path from 'node:path';
import { bucketAddressText, isBucketAddress, readBucketAddress } from '../../design/bucket-address';
import { isImageList } from '../../design/image-list';
import { readWhole } from '../files/project-files';

/** Where the copy of a bucket's images lies on this machine, in the project's `.transfer`. */
export interface ImageCopy {
  /** What it is a copy of: an address, or the path of a list from the project's folder. */
  readonly of: string;
  /** Absolute; all else lies in it. */
  readonly folder: string;
  /** The images, by their names below the address; those of a list by bucket and name. */
  readonly images: string;
  /** What takes the place of what the file names: the images' folder, or a list of them. */
  readonly place: string;
  /** See `CopyState`. */
  readonly state: string;
  /** What has come: a line of JSON each, `[file, bytes, etag]`. */
  readonly objects: string;
}

/** What is known of a copy, as `state.json` in its folder says it. */
export interface CopyState {
  readonly format: 1;
  readonly of: string;
  /** Whether all is there. */
  readonly isWhole: boolean;
  /** Of a list on this machine: the stamp that it had. */
  readonly list: string | null;
  /** A word of the process that wrote it: of two that fetch at once, the one that began last. */
  readonly by: string;
}

const copiesFolder = ['.transfer', 'bucket'] as const;

/**
 * The place of the copy of what a file names: `s3://…`, or a list of this machine.
 *
 * @param project the file's folder, absolute
 */
export function imageCopy(project: string, named: string): ImageCopy {
  const of = isBucketAddress(named)
    ? named.replace(/\/+$/, '')
    : path.relative(project, path.resolve(project, named)).split(path.sep).join('/');
  const hash = createHash('sha256').update(of).digest('hex').slice(0, 8);
  const [name = '', ...above] = of
    .replace(/^s3:\/\//i, '')
    .split('/')
    .reverse();
  const words = [above.at(-1), name].filter((word) => word !== undefined && word !== '..' && word !== '');
  const shown = words
    .join('-')
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .slice(0, 60);
  const folder = path.join(project, ...copiesFolder, `${shown}-${hash}`);
  const images = path.join(folder, 'images');
  return {
    ...{ of, folder, images },
    place: isImageList(named) ? path.join(folder, 'list.parquet') : images,
    state: path.join(folder, 'state.json'),
    objects: path.join(folder, 'objects.jsonl'),
  };
}

const mostStateBytes = 64 * 1024;

/** @returns undefined where there is no copy, or none that can be used */
export async function readCopyState({
  state,
  of,
}: Pick<ImageCopy, 'state' | 'of'>): Promise<CopyState | undefined> {
  const told = await stateIn(state);
  return told?.of === of ? told : undefined;
}

async function stateIn(file: string): Promise<CopyState | undefined> {
  try {
    const told: unknown = JSON.parse((await readWhole(file, mostStateBytes)).toString('utf8'));
    return isState(told) ? told : undefined;
  } catch {
    return undefined;
  }
}

function isState(told: unknown): told is CopyState {
  if (typeof told !== 'object' || told === null) return false;
  const { format, of, isWhole, list, by } = told as Partial<Record<keyof CopyState, unknown>>;
  return (
    format === 1 &&
    typeof of === 'string' &&
    typeof isWhole === 'boolean' &&
    (list === null || typeof list === 'string') &&
    typeof by === 'string'
  );
}

/** Whose images these are, where they are copies of a bucket's. */
export class CopiedImages {
  readonly #states = new Map<string, Promise<CopyState | undefined>>();

  /** @returns the address that an image of a copy was fetched from; undefined of any other file */
  async addressOf(file: string): Promise<string | undefined> {
    const parts = path.resolve(file).split(path.sep);
    const at = parts.findLastIndex(
      (part, index) =>
        part === copiesFolder[1] && parts[index - 1] === copiesFolder[0] && parts[index + 2] === 'images',
    );
    if (at < 0) return undefined;
    const folder = parts.slice(0, at + 2).join(path.sep);
    const state = this.#states.get(folder) ?? stateIn(path.join(folder, 'state.json'));
    this.#states.set(folder, state);
    const of = (await state)?.of;
    if (of === undefined) return undefined;
    const name = parts.slice(at + 3).join('/');
    if (isImageList(of)) return `s3://${name}`;
    const address = readBucketAddress(of);
    return 'wrong' in address ? undefined : `${bucketAddressText(address)}/${name}`;
  }
}
