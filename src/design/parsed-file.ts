import type { Config } from './config';
import type { KeyPath, Problem, TextEdit, TextRange } from './problem';

/** A value of the file to set, or `undefined` to take the key out. Written in the file's own words. */
export type SettingValue =
  | undefined
  | string
  | number
  | boolean
  | readonly SettingValue[]
  | { readonly [key: string]: SettingValue };

/** A value of the file to set; `undefined` takes the key out. */
export interface Setting {
  readonly path: KeyPath;
  readonly value: SettingValue;
}

/** A `transfer.yaml` as far as it could be read. Parsing never throws: whatever is wrong stands in `problems`. */
export interface ParsedFile {
  readonly text: string;
  readonly config: Config;
  readonly problems: readonly Problem[];
  /**
   * The path in the text of what the config has at `path`. They differ in lists of which an item before it could not
   * be read, and so is not in the config.
   */
  pathInText(path: KeyPath): KeyPath;
  /**
   * Whether what is wrong at `path` may follow from a fault of the text, such as a missing colon, and is not worth a
   * word until that is mended.
   */
  isHeldBack(path: KeyPath): boolean;
  /** Where the value at `path` stands; the nearest enclosing key if it is not in the file; never throws. */
  rangeOf(path: KeyPath): TextRange;
  /** Where the key at `path` stands (for "unknown key" and for hovers); the value's range for list items. */
  keyRangeOf(path: KeyPath): TextRange;
  /** Whether the user wrote this key. */
  has(path: KeyPath): boolean;
  /** The smallest edits that set the value at `path`; comments, order and all other text stay. */
  edit(path: KeyPath, value: SettingValue): readonly TextEdit[];
  /** The smallest edits that make all settings, each on the result of the one before. */
  editAll(settings: readonly Setting[]): readonly TextEdit[];
}
