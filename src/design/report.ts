import type { ParsedFile, SettingValue } from './parsed-file';
import { type PlanProblemCode, planProblems } from './plan-problems';
import type { Fix, KeyPath, Problem, TextEdit } from './problem';
import { withUnseenNamed } from './unseen-letters';

/** A setting that mends a problem; `undefined` takes the key out. */
export interface SettingFix {
  readonly title: string;
  readonly path: KeyPath;
  readonly value: SettingValue;
}

/** Notes a problem that stands at `path` in the file. How severe it is stands in the table of the kinds. */
export type Report = (
  code: PlanProblemCode,
  path: KeyPath,
  message: string,
  fixes?: readonly SettingFix[],
) => void;

/** A `Report` that adds to `problems`. */
export function reportInto(problems: Problem[], file: ParsedFile): Report {
  return (code, configPath, message, settings = []) => {
    const { severity } = planProblems[code];
    const path = file.pathInText(configPath);
    if (file.isHeldBack(path)) return;
    const fixes = settings.map((setting) => fixOf({ ...setting, path: file.pathInText(setting.path) }, file));
    const problem = { code, severity, message: withUnseenNamed(message), path, range: file.rangeOf(path) };
    problems.push(fixes.length > 0 ? { ...problem, fixes } : problem);
  };
}

/** Its edits are worked out when they are asked for, not at every key press: each takes a reading of the text. */
function fixOf({ title, path, value }: SettingFix, file: ParsedFile): Fix {
  let edits: readonly TextEdit[] | undefined;
  return {
    title,
    get edits() {
      edits ??= file.edit(path, value);
      return edits;
    },
  };
}
