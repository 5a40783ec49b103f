import type { FileProblem } from '../design/format/call-settings';
import type { Problem, Severity } from '../design/problem';
import { counted } from '../design/words/number-text';
import { harmless, type Style } from './style';
import { widthOf } from './text-table';

const words: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', information: 'note' };
const order: readonly Severity[] = ['error', 'warning', 'information'];
const longestLine = 140;

/**
 * Problems as compilers print them: where, what, the line of the file with the place marked, and the fixes. Those of a
 * setting of the call stand at that.
 */
export function problemLines(
  file: string,
  text: string,
  problems: readonly FileProblem[],
  style: Style,
  columns = Number.POSITIVE_INFINITY,
): readonly string[] {
  const sourceLines = text.split(/\r\n|\n|\r/);
  const sorted = [...problems].sort(
    (a, b) => a.range.start - b.range.start || order.indexOf(a.severity) - order.indexOf(b.severity),
  );
  return sorted.flatMap((problem) => [...oneProblem(file, sourceLines, problem, style, columns), '']);
}

/** `2 errors, 1 warning`; empty where there is nothing. */
export function problemCounts(problems: readonly Problem[]): string {
  const parts = order.flatMap((severity) => {
    const number = problems.filter((problem) => problem.severity === severity).length;
    return number > 0 ? [counted(number, words[severity])] : [];
  });
  return parts.join(', ');
}

function oneProblem(
  file: string,
  source: readonly string[],
  problem: FileProblem,
  style: Style,
  columns: number,
): readonly string[] {
  const { setting } = problem;
  const colour = { error: style.red, warning: style.yellow, information: style.cyan }[problem.severity];
  const place = style.bold(`${problemPlace(harmless(file), problem)}:`);
  const head = `${place} ${colour(`${words[problem.severity]}:`)} ${harmless(problem.message)} ${style.dim(`[${problem.code}]`)}`;
  const fixes = (problem.fixes ?? []).map((fix) => `  ${style.dim('fix:')} ${harmless(fix.title)}`);
  const excerpted =
    setting === undefined ? excerpt(source[problem.range.line - 1], problem, colour, style, columns) : [];
  return [head, ...excerpted, ...fixes];
}

/** `transfer.yaml:3:5`, or `--set KEY=VALUE`. */
function problemPlace(file: string, { setting, range: { line, column } }: FileProblem): string {
  return setting === undefined ? `${file}:${line}:${column}` : `--set ${harmless(setting)}`;
}

function excerpt(
  sourceLine: string | undefined,
  problem: Problem,
  colour: (text: string) => string,
  style: Style,
  columns: number,
): readonly string[] {
  if (!sourceLine?.trim()) return [];
  const { line, column, endLine, endColumn } = problem.range;
  const number = String(line);
  const room = Math.max(30, Math.min(longestLine, columns - number.length - 5));
  const end = endLine === line ? endColumn : sourceLine.length + 1;
  // A long line is shown from shortly before the place.
  const from = column > room - 20 ? Math.max(0, column - 20) : 0;
  const shown = harmless(sourceLine.slice(from, from + room));
  const before = shown.slice(0, Math.max(0, column - 1 - from));
  const marked = shown.slice(before.length, Math.max(0, end - 1 - from));
  const indent = before.replace(/[^\t]+/g, (part) => ' '.repeat(widthOf(part)));
  const gutter = ' '.repeat(number.length);
  return [
    `${style.dim(`  ${number} |`)} ${shown}`,
    `${style.dim(`  ${gutter} |`)} ${indent}${colour('^'.repeat(Math.max(1, widthOf(marked.trimEnd()))))}`,
  ];
}
