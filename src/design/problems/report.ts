import type { ParsedFile, SettingValue } from '../parsed-file';
import type { Fix, KeyPath, Problem, ProblemFile, TextEdit } from '../problem';
import type { WordedProblem } from './in-words';

/** A setting that mends a problem; `undefined` takes the key out. */
export interface SettingFix {
  readonly title: string;
  readonly path: KeyPath;
  readonly value: SettingValue;
  /** What else it sets, each on the result of the one before. */
  readonly also?: readonly Omit<SettingFix, 'title' | 'also'>[];
}

/** Notes a problem at `path` in the file. */
export type Report = (
  what: WordedProblem,
  path: KeyPath,
  fixes?: readonly SettingFix[],
  files?: readonly ProblemFile[],
) => void;

/** A `Report` that adds to `problems`. */
export function reportInto(problems: Problem[], file: ParsedFile): Report {
  return (what, configPath, settings = [], files = []) => {
    const path = file.pathInText(configPath);
    if (file.isHeldBack(path)) return;
    const fixes = fixesBy(settings, file);
    problems.push({
      ...what,
      path,
      range: file.rangeOf(path),
      ...(files.length > 0 && { files }),
      ...(fixes.length > 0 && { fixes }),
    });
  };
}

/** Fixes that make these settings of the config in the file's text. */
export function fixesBy(settings: readonly SettingFix[], file: ParsedFile): readonly Fix[] {
  return settings.map((setting) => fixOf(inText(setting, file), file));
}

/** The same setting at its path in the text. */
function inText({ title, path, value, also = [] }: SettingFix, file: ParsedFile): SettingFix {
  return {
    ...{ title, value, path: file.pathInText(path) },
    also: also.map((other) => ({ ...other, path: file.pathInText(other.path) })),
  };
}

/** Its edits are worked out when they are asked for, not at every key press: each takes a reading of the text. */
function fixOf({ title, path, value, also = [] }: SettingFix, file: ParsedFile): Fix {
  let edits: readonly TextEdit[] | undefined;
  return {
    title,
    get edits() {
      edits ??= file.editAll([{ path, value }, ...also]);
      return edits;
    },
  };
}
