import type { ParsedFile, SettingValue } from '../parsed-file';
import type { Fix, KeyPath, Problem, ProblemFile, TextEdit } from '../problem';
import { withUnseenNamed } from '../words/unseen-letters';
import { type PlanProblemCode, planProblems } from './plan-problems';

/** A setting that mends a problem; `undefined` takes the key out. */
export interface SettingFix {
  readonly title: string;
  readonly path: KeyPath;
  readonly value: SettingValue;
  /** What else it sets, each on the result of the one before. */
  readonly also?: readonly Omit<SettingFix, 'title' | 'also'>[];
}

/** Notes a problem that stands at `path` in the file. How severe it is stands in the table of the kinds. */
export type Report = (
  code: PlanProblemCode,
  path: KeyPath,
  message: string,
  fixes?: readonly SettingFix[],
  files?: readonly ProblemFile[],
) => void;

/** A `Report` that adds to `problems`. */
export function reportInto(problems: Problem[], file: ParsedFile): Report {
  return (code, configPath, message, settings = [], files = []) => {
    const { severity } = planProblems[code];
    const path = file.pathInText(configPath);
    if (file.isHeldBack(path)) return;
    const fixes = settings.map((setting) => fixOf(inText(setting, file), file));
    const place = { path, range: file.rangeOf(path) };
    const problem = {
      ...{ code, severity, message: withUnseenNamed(message), ...place },
      ...(files.length > 0 ? { files } : {}),
    };
    problems.push(fixes.length > 0 ? { ...problem, fixes } : problem);
  };
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
