/** What names and sizes tell of a folder of images, or of those that a list names, without reading any file's content. Plain JSON. */
export interface FolderFacts {
  /** Absolute; of a list of images, its file. */
  readonly path: string;
  /** Of images that lie in a bucket, of which `path` is a copy: the address, or the list's own file, absolute. */
  readonly copyOf?: string;
  /** Of a list that names sides: the one whose images these are. */
  readonly side?: 'train' | 'validation' | 'test';
  /** Sorted by name; each folder directly below `path`, also those with no image in them. */
  readonly classes: readonly ClassFacts[];
  /** Files that are no images by name, are empty, or can't be decoded by kind; links that lead in a circle. */
  readonly oddFiles: readonly OddFile[];
  /** Images that lie directly in `path`, in no class's folder. */
  readonly looseImages: number;
  /** Tables beside the images, relative to `path`, where there is at most one class; they may hold labels. */
  readonly tables?: readonly string[];
}

export interface ClassFacts {
  readonly name: string;
  readonly images: readonly ImageFile[];
}

export interface ImageFile {
  /** Relative to the data set's folder, with `/`: `dogs/rex-1.jpg`. To that of a list it may begin with `../`. */
  readonly file: string;
  readonly bytes: number;
}

export interface OddFile {
  readonly file: string;
  readonly reason:
    | 'empty'
    | 'missing'
    | 'not an image'
    | 'unsupported format'
    | 'circular link'
    | 'unreadable'
    | 'outside the workspace';
  /** Of a list, which says it: elsewhere it is the folder that the file lies in. */
  readonly class?: string;
}

/** A folder that was looked for: found with its facts, or not there. */
export type FolderLook =
  | { readonly found: true; readonly facts: FolderFacts }
  | {
      readonly found: false;
      readonly path: string;
      /** `outside`: of a workspace that is not trusted, so nobody looked. */
      readonly reason:
        | 'missing'
        | 'not a folder'
        | 'not a list'
        | 'unreadable'
        | 'too large'
        /** It lies in a bucket, or names images there, and there is no whole copy of them yet. */
        | 'not fetched'
        | 'machine failure'
        | 'outside';
      /** What was found of a folder that is too large, how the machine failed, what is wrong with a list, or why images were not fetched, as a sentence. */
      readonly detail?: string;
      /** Folders that may be meant, as the file would write them; the likeliest first. */
      readonly near?: readonly string[];
    };

/** A folder that could not be looked into. */
export type MissedFolder = FolderLook & { readonly found: false };

/** The folders that the file names. Those it does not name are left out. */
export interface DatasetFacts {
  readonly train: FolderLook;
  readonly validation?: FolderLook;
  readonly test?: FolderLook;
  /** Why the copies of images in buckets could not be compared with these just now, as a sentence. */
  readonly notCompared?: string;
  /** Where the file has a `groupBy` and splits the training images. */
  readonly groups?: GroupFacts;
}

/** How a pattern of `groupBy` puts the training images together by their names, or why that could not be found out. */
export type GroupFacts =
  | {
      readonly pattern: string;
      /** The number of groups of each class; an image without a group counts as one. */
      readonly classes: readonly { readonly name: string; readonly groups: number }[];
      /** The images that have a group. */
      readonly grouped: number;
    }
  | { readonly pattern: string; readonly problem: string };
