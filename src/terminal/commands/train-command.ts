import { type Engine, findEngine } from '../../launch/engine-search';
import { openProject, type Project } from '../../launch/project';
import type { RunLaunch, RunProcess } from '../../launch/run-process';
import { RunNotStarted, startRun } from '../../launch/start-run';
import { TransferFileProblem } from '../../launch/transfer-file';
import type { RunEvent } from '../../messages/run-events';
import { type ExitStatus, exitStatus } from '../exit-status';
import { datasetLine } from '../plan-lines';
import { problemLines } from '../problem-lines';
import { progressBar } from '../progress-bar';
import { warningLine } from '../run-lines';
import { scanLine } from '../scan-line';
import { shownPath } from '../shown-path';
import { harmless } from '../style';
import type { Terminal } from '../terminal';
import { hasErrors } from './check-command';
import { watchRun } from './watch-run';

/** `train`: starts a run and follows it to its end. */
export async function trainCommand(
  terminal: Terminal,
  options: { readonly file: string; readonly json: boolean },
): Promise<ExitStatus> {
  const project = await openForTraining(terminal, options);
  const { plan } = project?.result ?? {};
  if (!project?.base || !plan) return exitStatus.wrongInput;
  const launch = await launchWith(terminal, options.json);
  const { file, folder, text, base } = project;
  const { problems } = project.result;
  let run: RunProcess;
  try {
    run = await startRun({ file, folder, text, plan, base, problems }, launch);
  } catch (error) {
    if (!(error instanceof RunNotStarted)) throw error;
    tellFailure(terminal, error, options.json);
    return exitStatus.runFailed;
  }
  return watchRun(terminal, { run, classes: plan.dataset.classes, json: options.json });
}

/** The engine for a run, with a warning for each that does not work and where there is only WebAssembly. */
export async function launchWith(terminal: Terminal, json: boolean): Promise<RunLaunch> {
  const { installation, node } = terminal;
  const { engine, refused } = await findEngine({ installation, node });
  const warn = (code: string, message: string) => {
    if (json) terminal.json(warningNow(code, message));
    else terminal.screen.error(warningLine(message, terminal.errorStyle));
  };
  for (const { folder, message } of refused) {
    warn('engine-refused', `tfjs-node in ${folder} does not work and is not used: ${message}`);
  }
  if (engine.tfjsNode === null) warn('engine-webassembly', webAssemblySentence(engine));
  return { installation, node, engine };
}

/** What is lost without the native engine. */
export function webAssemblySentence({ name }: Engine): string {
  return `The run uses ${name}, which trains new heads but not base layers, and is slower than tfjs-node; \`transfer-designer runtime\` installs that.`;
}

async function openForTraining(
  terminal: Terminal,
  options: { readonly file: string; readonly json: boolean },
): Promise<Project | undefined> {
  const { screen } = terminal;
  let project: Project;
  try {
    project = await openProject(options.file, {
      ...terminal,
      allowDownload: true,
      onScan: scanLine(terminal, options.json),
      onDownload: (done, total) => {
        if (options.json || total === null) return;
        screen.live(progressBar({ title: 'download', done, total, secondsLeft: null }, screen.columns));
      },
    });
  } catch (error) {
    if (!(error instanceof TransferFileProblem)) throw error;
    tellFailure(terminal, error, options.json);
    return undefined;
  }
  if (options.json) tellProblemsAsEvents(terminal, project);
  else tellProblems(terminal, project);
  return hasErrors(project) ? undefined : project;
}

function tellFailure(
  terminal: Terminal,
  { code, message }: TransferFileProblem | RunNotStarted,
  json: boolean,
) {
  if (json) terminal.json(failedNow(code, message));
  else terminal.screen.error(`${terminal.errorStyle.red('error:')} ${harmless(message)}`);
}

function tellProblems({ screen, errorStyle }: Terminal, project: Project): void {
  screen.live('');
  const { problems, plan } = project.result;
  const file = shownPath(project.file);
  for (const line of problemLines(file, project.text, problems, errorStyle, screen.width)) screen.error(line);
  if (hasErrors(project)) screen.error('Nothing was trained: mend the errors first.');
  else if (project.dataset && plan) screen.line(datasetLine(project.dataset, plan.dataset.classes) ?? '');
}

function tellProblemsAsEvents(terminal: Terminal, project: Project): void {
  const file = project.file;
  for (const { code, severity, message, range } of project.result.problems) {
    if (severity !== 'warning') continue;
    terminal.json(warningNow(code, `${file}:${range.line}: ${message}`));
  }
  const errors = project.result.problems.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (!first) return;
  const message = errors.map((error) => `${file}:${error.range.line}: ${error.message}`).join('\n');
  terminal.json(failedNow(first.code, message));
}

function warningNow(code: string, message: string): RunEvent {
  return { time: new Date().toISOString(), event: 'warning', code, message };
}

/** The event for what kept a run from beginning. */
export function failedNow(code: string, message: string): RunEvent {
  return { time: new Date().toISOString(), event: 'failed', code, message };
}
