/** What the files of a base are. They may be anybody's, so whoever looks does it in a process of its own. */
export interface BaseLook {
  /**
   * Finds the base that a file or folder is, and reads all of it once, unless it is known by its files' stamp.
   * @param place absolute
   * @throws TransferError `base-…`
   */
  find(place: string): Promise<LocatedBase>;
  /**
   * The files that belong to a base beside its first one, which alone need be there.
   * @throws TransferError `base-…`
   */
  filesBeside(modelFile: string): Promise<readonly FileGroup[]>;
}

export interface LocatedBase {
  /** Absolute path of its first file: the one that names the others, where there are several. */
  readonly modelFile: string;
  /** The sha256 (hexadecimal) over the bytes of its files, in order: what `base.sha256` pins. Just found. */
  readonly fingerprint: string;
  /** Its name, where it is one of the catalog's. */
  readonly catalog?: string;
}

/** Files that are read one after the other as one run of bytes. */
export interface FileGroup {
  /** Relative to the folder of the base's first file, with `/`; none leads out of it. */
  readonly names: readonly string[];
  /** Of all of them. */
  readonly bytes: number;
}

/** Of a base's files, on disk and over the network. */
export const mostBaseBytes = 1024 ** 3;
