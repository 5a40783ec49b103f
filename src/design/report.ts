import type { ParsedFile, SettingValue } from './parsed-file';
import { type PlanProblemCode, planProblems } from './plan-problems';
import type { KeyPath, Problem } from './problem';

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
  return (code, path, message, settings = []) => {
    const { severity } = planProblems[code];
    const fixes = settings.map(({ title, path: at, value }) => ({ title, edits: file.edit(at, value) }));
    const problem = { code, severity, message, path, range: file.rangeOf(path) };
    problems.push(fixes.length > 0 ? { ...problem, fixes } : problem);
  };
}
