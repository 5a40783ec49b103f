import type { Problem } from '../design/problem';

/** What any reader of YAML finds wrong, also one that knows nothing of our format. */
const ofAnyYaml: ReadonlySet<string> = new Set([
  'yaml-syntax',
  'stray-mark',
  'line-broken',
  'tab-indentation',
  'indentation-wrong',
  'quote-not-closed',
  'bracket-not-closed',
  'bracket-not-opened',
  'comma-missing',
  'two-on-a-line',
  'reserved-letter',
  'backslash-in-quotes',
  'unknown-alias',
  'duplicate-key',
]);

/** The problems to underline: where another extension checks YAML, those that it finds too are left to it. */
export function shownProblems(problems: readonly Problem[], yamlIsChecked: boolean): readonly Problem[] {
  return yamlIsChecked ? problems.filter(({ code }) => !ofAnyYaml.has(code)) : problems;
}
