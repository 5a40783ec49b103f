import type { Problem } from '../design/problem';
import type { Project } from '../launch/project';
import type { TransferFileProblem } from '../launch/transfer-file';

/** What `check --json` prints. */
export function checkAnswer(project: Project): object {
  const { problems, dataset, suggestion } = project.result;
  return {
    problems: problems.map(problemAnswer),
    ...(dataset ? { dataset } : {}),
    ...(suggestion ? { suggestion } : {}),
  };
}

/** What `plan --json` prints; without `plan` where there is none. */
export function planAnswer(project: Project): object {
  const { plan } = project.result;
  return { ...checkAnswer(project), ...(plan ? { plan } : {}) };
}

/** The same shape where the file itself can't be read. */
export function unreadableAnswer({ code, message }: TransferFileProblem): object {
  const place = { line: 1, column: 1, endLine: 1, endColumn: 1 };
  return { problems: [{ code, severity: 'error', message, path: [], ...place }] };
}

function problemAnswer({ code, severity, message, path, range, files }: Problem): object {
  const { line, column, endLine, endColumn } = range;
  const place = { line, column, endLine, endColumn };
  return { code, severity, message, path, ...place, ...(files ? { files } : {}) };
}
