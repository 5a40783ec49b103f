import { type ErrorCode, TransferError } from '../design/transfer-error';
import { counted } from '../design/words/number-text';
import { fileTextOf, openProject, type Project, problemsOf } from '../launch/project/project';
import { unreadableAnswer } from '../launch/project/project-answers';
import { runsGoingOn } from '../launch/runs/runs-going-on';
import type { FileCall } from './command';
import { datasetLine } from './plan-lines';
import { problemLines } from './problem-lines';
import { quoted, shownPath } from './shown-path';
import type { Terminal } from './terminal';

/**
 * Opens the file without downloads; undefined, and told, where it can't be read at all.
 *
 * @param trainsElsewhere see `ProjectOptions`
 */
export async function openForReading(
  terminal: Terminal,
  { file, json, settings }: FileCall,
  trainsElsewhere = false,
): Promise<Project | undefined> {
  try {
    const onScan = scanLine(terminal, json);
    const onMeasure = measureLine(terminal, json);
    const project = await openProject(file, {
      ...terminal,
      settings,
      trainsElsewhere,
      allowDownload: false,
      onScan,
      onMeasure,
    });
    if (!json) await tellRunsGoingOn(terminal, project.folder);
    return project;
  } catch (error) {
    tellFailure(terminal, error, json);
    return undefined;
  } finally {
    if (!json) terminal.screen.live('');
  }
}

/**
 * Opens the file for what takes a file without errors, and tells what is wrong with it; undefined where there are any, or it
 * can't be read at all.
 * @param nothing what comes of it then: `Nothing was measured`
 */
export async function openWithoutErrors(
  terminal: Terminal,
  call: FileCall,
  { code, nothing }: { readonly code: ErrorCode; readonly nothing: string },
): Promise<Project | undefined> {
  const project = await openForReading(terminal, call);
  if (project === undefined) return undefined;
  if (!call.json) tellProblems(terminal, project);
  if (!hasErrors(project)) return project;
  const message = `${nothing}: mend the errors first.`;
  if (call.json) terminal.json(unreadableAnswer({ code, message }));
  else terminal.screen.error(message);
  return undefined;
}

/**
 * Tells why something could not be done.
 * @throws any error but a TransferError
 */
export function tellFailure(terminal: Terminal, error: unknown, json: boolean): void {
  if (!(error instanceof TransferError)) throw error;
  if (json) terminal.json(unreadableAnswer(error));
  else terminal.fail(error.message);
}

/** Shows how many names were looked at, once that takes longer than one likes to wait without a word. */
export function scanLine({ screen }: Terminal, json: boolean): (names: number) => void {
  const start = performance.now();
  return (names) => {
    if (json || performance.now() - start < 1_000) return;
    screen.live(`looking through the folders of images: ${counted(names, 'name')}`);
  };
}

/** Says what is waited for where nobody says how the base's pixels are scaled. */
export function measureLine({ screen }: Terminal, json: boolean): () => void {
  return () => {
    if (!json) screen.live('trying how the base wants its pixels scaled, on some of the images');
  };
}

export function hasErrors(project: Project): boolean {
  return project.result.problems.some(({ severity }) => severity === 'error');
}

/** To standard error. */
export function tellProblems({ screen, errorStyle }: Terminal, project: Project): void {
  const file = shownPath(project.file);
  for (const line of problemLines(file, fileTextOf(project), problemsOf(project), errorStyle, screen.width))
    screen.error(line);
}

/** How many images each class of the plan has; undefined where there is no plan. */
export function imagesLine({ dataset, result: { plan } }: Project): string | undefined {
  return dataset && plan && datasetLine(dataset, plan.dataset.classes);
}

/** Says which runs of a project still go on, as one does whose terminal was killed. */
export async function tellRunsGoingOn(
  { screen, errorStyle }: Terminal,
  projectFolder: string,
): Promise<void> {
  for (const sentence of await goingOnSentences(projectFolder)) {
    screen.error(`${errorStyle.cyan('note:')} ${sentence}`);
  }
}

export async function goingOnSentences(projectFolder: string): Promise<readonly string[]> {
  return (await runsGoingOn(projectFolder)).map(({ folder, processId }) => {
    const shown = quoted(shownPath(folder));
    return `A run is still going on, in process ${processId}: ${shown}. \`transfer-designer stop ${shown}\` stops it.`;
  });
}
