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
  /** Its name with the commit, where it is one of the Hugging Face hub. */
  readonly pinned?: string;
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

/** Files beside a network's weights that say how it takes pictures, as those of the Hugging Face hub have them. */
export const configNames: readonly string[] = ['config.json', 'preprocessor_config.json'];

/** Of a base's files, on disk and over the network. */
export const mostBaseBytes = 1024 ** 3;
