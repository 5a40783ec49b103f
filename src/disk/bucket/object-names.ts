import { namedKind } from '../images/image-kinds';
import { isLeftBySystems } from '../images/left-by-systems';

/** Why an object of a bucket is no file of its copy. */
export type LeftOutReason =
  /** No picture by its name. */
  | 'no picture'
  /** A picture of a format that is not read here. */
  | 'format'
  /** It would lie outside of the copy, or no file of this machine may be called so. */
  | 'name'
  /** On this disk its name and another's are the same, or one names a file and the other a folder. */
  | 'clash'
  /** It was removed while the others were fetched. */
  | 'gone';

/** Objects that were left out for one reason. */
export interface LeftOutObjects {
  readonly reason: LeftOutReason;
  readonly count: number;
  /** The name of the first. */
  readonly example: string;
}

/** Counts what is left out. */
export class LeftOutCounts {
  readonly #found = new Map<LeftOutReason, LeftOutObjects>();

  add(reason: LeftOutReason, example: string): void {
    const before = this.#found.get(reason);
    this.#found.set(reason, { reason, count: (before?.count ?? 0) + 1, example: before?.example ?? example });
  }

  get all(): readonly LeftOutObjects[] {
    return [...this.#found.values()];
  }
}

const windowsDevice = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\..*)?$/i;
/** Of a name between two `/`, in bytes; what disks take. */
const longestName = 255;

/**
 * Whether an object's name, whoever may have given it, can be the path of a file below the folder of a copy: nothing that leads out of
 * it, and nothing that this system takes for something else than a name.
 */
export function canBeFile(name: string, system: NodeJS.Platform = process.platform): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\x00-\x1f\x7f\\]/.test(name) || /\p{Surrogate}/u.test(name)) return false;
  return name.split('/').every((part) => {
    if (part === '' || part === '.' || part === '..' || Buffer.byteLength(part) > longestName) return false;
    return system !== 'win32' || !(/[<>:"|?*]/.test(part) || /[. ]$/.test(part) || windowsDevice.test(part));
  });
}

/** The files of a copy, of which no two are one to the disk. */
export class FileNames {
  readonly #taken = new Map<string, { readonly name: string; readonly isFile: boolean }>();

  /** @param isCaseless whether the disk takes `A` and `a` for one name */
  constructor(private readonly isCaseless: boolean) {}

  /** @returns whether a file of this name can stand beside those that were taken before; then it is taken */
  take(file: string): boolean {
    const places = [...file.matchAll(/\/|$/g)].map(({ index }) => file.slice(0, index));
    const isFree = places.every((name) => {
      const before = this.#taken.get(this.#key(name));
      return before === undefined || (before.name === name && !before.isFile && name !== file);
    });
    if (isFree) for (const name of places) this.#taken.set(this.#key(name), { name, isFile: name === file });
    return isFree;
  }

  #key(name: string): string {
    return this.isCaseless ? name.normalize('NFC').toLowerCase() : name;
  }
}

/** What a folder of images is never asked for: marks of folders, and what systems leave about. Of `.` and `..` it is told. */
export function isPassedOver(file: string): boolean {
  return (
    file === '' ||
    file.endsWith('/') ||
    file.split('/').some((part) => !/^\.{0,2}$/.test(part) && isLeftBySystems(part))
  );
}

/**
 * Which of some objects become files, by their paths below the folder of a copy, sorted; the others are counted.
 *
 * @param names those that are taken already
 */
export function filesOfObjects<Item extends { readonly file: string }>(
  objects: readonly Item[],
  names: FileNames,
  leftOut: LeftOutCounts,
): Item[] {
  return [...objects]
    .sort((one, other) => (one.file < other.file ? -1 : one.file > other.file ? 1 : 0))
    .filter(({ file }) => {
      const kind = namedKind(file.slice(file.lastIndexOf('/') + 1));
      let reason: LeftOutReason | undefined;
      if (kind === 'other') reason = 'no picture';
      else if (kind === 'unsupported') reason = 'format';
      else if (!canBeFile(file)) reason = 'name';
      else if (!names.take(file)) reason = 'clash';
      if (reason !== undefined) leftOut.add(reason, file);
      return reason === undefined;
    });
}
