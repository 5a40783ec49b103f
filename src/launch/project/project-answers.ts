import { measuredAnswers } from '../../design/advice/measured-answers';
import { drawnWords, staleWords } from '../../design/advice/measured-words';
import { differencesFromSuggestion, trainsWords } from '../../design/advice/your-file';
import type { FileProblem } from '../../design/format/call-settings';
import type { Measurement, StaleMeasurement } from '../../design/measurement';
import type { TransferError } from '../../design/transfer-error';
import { measuredOf } from './kept-measurement';
import { type Project, problemsOf } from './project';

/** What `check --json` prints, and the check of an assistant in the editor answers. */
export function checkAnswer(project: Project): object {
  const { dataset, suggestion } = project.result;
  return {
    problems: problemsOf(project).map(problemAnswer),
    ...(dataset ? { dataset } : {}),
    ...(suggestion ? { suggestion } : {}),
  };
}

/** The same for `plan`; without `plan` where there is none. */
export function planAnswer(project: Project): object {
  const { parsed, result } = project;
  const trains = trainsWords(result);
  const differs = differencesFromSuggestion(parsed, result).map(({ words }) => words);
  return {
    ...checkAnswer(project),
    ...(trains === undefined ? {} : { yourFile: { trains, differs } }),
    ...knownAnswers(project),
    ...(result.plan ? { plan: result.plan } : {}),
  };
}

/** What is known by measuring; `stale` where it may not hold any more, with why. */
function knownAnswers(project: Project): object {
  const drawn: Partial<StaleMeasurement> = measuredOf(project) ?? project.facts.staleMeasurement ?? {};
  const { measurement, trainingImages = 0, changed = [] } = drawn;
  const answers = measurement && measuredAnswers(measurement);
  if (!measurement || !answers) return {};
  const { cut, similarity, more: size } = answers;
  const on = drawnWords({ measurement, trainingImages });
  return {
    measured: { on, cut, similarity, size, ...(changed.length > 0 ? { stale: staleWords(changed) } : {}) },
  };
}

/** What `measure --json` prints. */
export function measureAnswer(measurement: Measurement): object {
  const { fingerprint, images, classes, unreadable, majority, cuts, growth, shift } = measurement;
  const answers = measuredAnswers(measurement);
  return {
    ...{ fingerprint, images, classes, unreadable, majority },
    ...(answers === undefined
      ? {}
      : {
          cut: answers.cut,
          similarity: answers.similarity,
          size: answers.more,
        }),
    cuts: cuts.map(({ layer, accuracy: probe, error, neighbours: knn, logMe: logme, ...others }) => ({
      ...{ layer, probe, error, knn, logme },
      ...others,
    })),
    growth,
    ...(shift ? { shift } : {}),
  };
}

/** The same shape where the file itself can't be read, or a setting of the call has no place in it. */
export function unreadableAnswer({
  code,
  message,
}: Pick<TransferError, 'message'> & { code: string }): object {
  const place = { line: 1, column: 1, endLine: 1, endColumn: 1 };
  return { problems: [{ code, severity: 'error', message, path: [], ...place }] };
}

function problemAnswer({ code, severity, message, path, range, files, setting }: FileProblem): object {
  const { line, column, endLine, endColumn } = range;
  const cause = setting === undefined ? {} : { setting };
  const place = { line, column, endLine, endColumn };
  return { code, severity, message, path, ...place, ...(files ? { files } : {}), ...cause };
}
