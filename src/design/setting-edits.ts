import { EditedText } from './edited-text';
import { parseTransferFile } from './parse';
import type { ParsedFile, SettingValue } from './parsed-file';
import type { KeyPath, TextEdit } from './problem';

/** A value of the file to set; `undefined` takes the key out. */
export interface Setting {
  readonly path: KeyPath;
  readonly value: SettingValue;
}

/** The smallest edits that make all settings, each on the result of the one before. */
export function settingEdits(file: ParsedFile, settings: readonly Setting[]): readonly TextEdit[] {
  const text = new EditedText(file.text);
  let now = file;
  for (const { path, value } of settings) {
    text.apply(now.edit(path, value));
    now = parseTransferFile(text.text);
  }
  return text.edits();
}
