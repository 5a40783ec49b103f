import type { FileProblem } from '../../design/format/call-settings';
import type { FailedEvent, RunEvent, WarningEvent } from '../../shared/run-events';
import { howToInstallRuntime, insteadWords } from '../../shared/runtime-words';
import type { EngineSearch } from '../engine/engine-search';
import { runtimeEngine } from '../engine/runtime-folder';
import { type Project, problemsOf } from '../project/project';

// What machines are told of a run besides what its own process writes, in the terminal and in the editor alike.

type Told<Event> = { readonly time: string } & Event;

export function warningNow(code: string, message: string): Told<WarningEvent> {
  return { time: new Date().toISOString(), event: 'warning', code, message };
}

/** The event for what kept a run from beginning. */
export function failedNow(code: string, message: string): Told<FailedEvent> {
  return { time: new Date().toISOString(), event: 'failed', code, message };
}

/** The file's warnings, each an event; its notes are no news. */
export function warningsOf(project: Project): readonly RunEvent[] {
  return problemsOf(project)
    .filter(({ severity }) => severity === 'warning')
    .map((problem) => warningNow(problem.code, placed(project, problem)));
}

/** The one event for a file's errors, which keep it from being run; undefined where it has none. */
export function errorsOf(project: Project): RunEvent | undefined {
  const errors = problemsOf(project).filter(({ severity }) => severity === 'error');
  const [first] = errors;
  return first && failedNow(first.code, errors.map((problem) => placed(project, problem)).join('\n'));
}

function placed({ file }: Project, { setting, range, message }: FileProblem): string {
  return `${setting === undefined ? `${file}:${range.line}` : `--set ${setting}`}: ${message}`;
}

/** A warning for each engine that is there and does not work, for a GPU that can't be used, and where there is no tfjs-node. */
export function engineWarnings({ engine, refused, noGpu }: EngineSearch): readonly Told<WarningEvent>[] {
  const broken = refused.map(({ name, folder, message }) =>
    warningNow('engine-refused', `${name} in ${folder} does not work and is not used: ${message}`),
  );
  const unfit = noGpu === undefined ? [] : [warningNow('gpu-unfit', `No GPU is used: ${noGpu}.`)];
  if (engine.id === runtimeEngine) return [...broken, ...unfit];
  const slower = `There is no tfjs-node that works. ${insteadWords(engine)} ${howToInstallRuntime}`;
  return [...broken, ...unfit, warningNow(`engine-${engine.id}`, slower)];
}

/**
 * Whether an event is told where only what is wrong and what came of it is wanted. Machines are told of the start, too:
 * it names the run.
 */
export function isNews({ event }: RunEvent, toMachines: boolean): boolean {
  return (
    ['warning', 'fallback', 'finished', 'failed', 'stopped'].includes(event) ||
    (toMachines && event === 'started')
  );
}
