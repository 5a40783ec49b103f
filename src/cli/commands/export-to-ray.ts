import { TransferError } from '../../design/transfer-error';
import { count, counted } from '../../design/words/number-text';
import type { Project } from '../../launch/project/project';
import { type ExportedToRay, exportToRay } from '../../launch/runs/export-to-ray';
import { type ExitStatus, exitStatus } from '../exit-status';
import { hasErrors, openForReading, tellProblems } from '../opened-project';
import { progressBar } from '../progress-bar';
import { quoted, shownPath } from '../shown-path';
import { harmless } from '../style';
import type { Terminal } from '../terminal';
import { launchWith } from './train-command';

interface RayCall {
  /** A transfer.yaml or its folder. */
  readonly project: string;
  readonly folder: string;
  readonly json: boolean;
}

/** Writes a project as a folder that a cluster of Ray can run. */
export async function exportProjectToRay(terminal: Terminal, call: RayCall): Promise<ExitStatus> {
  const { json } = call;
  const project = await openForReading(terminal, { file: call.project, json, settings: [] });
  if (project === undefined) return exitStatus.wrongInput;
  if (!json) tellProblems(terminal, project);
  const fail = (message: string): void => {
    terminal.screen.live('');
    if (json) terminal.json({ error: message });
    else terminal.fail(message);
  };
  if (hasErrors(project)) {
    fail('Nothing was exported: mend the errors first.');
    return exitStatus.wrongInput;
  }
  try {
    const exported = await run(terminal, call, project);
    terminal.screen.live('');
    tell(terminal, call, exported);
    return exitStatus.done;
  } catch (error) {
    if (!(error instanceof TransferError)) throw error;
    fail(error.message);
    return error.code === 'export-refused' ? exitStatus.wrongInput : exitStatus.runFailed;
  }
}

async function run(terminal: Terminal, { folder, json }: RayCall, project: Project) {
  const { screen, signal } = terminal;
  const launch = await launchWith(terminal, { json, gpu: false });
  const onProgress = (done: number, total: number): void => {
    if (json) return;
    screen.live(progressBar({ title: 'reading images', done, total, secondsLeft: null }, screen.columns));
  };
  return exportToRay(project, folder, launch, { onProgress, signal });
}

function tell(terminal: Terminal, { json }: RayCall, exported: ExportedToRay): void {
  const { folder, images, leftOut, warnings, tensors } = exported;
  if (json) {
    terminal.json({ format: 'ray', folder, images, leftOut, warnings, tensors });
    return;
  }
  for (const warning of warnings) terminal.warn(warning);
  if (leftOut.length > 0)
    terminal.warn(`${counted(leftOut.length, 'image')} can't be read and will be left out.`);
  const { screen, style } = terminal;
  const { train, validation, test } = images;
  screen.line(
    `${style.bold('Exported:')} ${harmless(shownPath(folder))}, with ${count(train)} images to train on, ${count(validation)} to validate with and ${count(test)} to test with`,
  );
  screen.line('Give the cluster a folder that all its machines see, and submit it by:');
  screen.line(
    `  ray job submit --address http://127.0.0.1:8265 --working-dir ${harmless(quoted(shownPath(folder)))} -- python -m transfer_job.job --storage FOLDER --workers 2`,
  );
}
