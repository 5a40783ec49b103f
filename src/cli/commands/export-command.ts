import { Option } from 'commander';
import { isTransferError } from '../../design/transfer-error';
import { byteSize, counted, scientific } from '../../design/words/number-text';
import { type FoundRun, readRun } from '../../disk/runs/run-folder';
import { runStateNow } from '../../disk/runs/run-state';
import { findEngine } from '../../launch/engine/engine-search';
import { type ExportedModel, exportRun } from '../../launch/runs/export-model';
import { notMadeHere } from '../../launch/runs/predict-images';
import { hasModel } from '../../launch/runs/resume-run';
import { type ExportFormatName, exportFormats } from '../../shared/export-formats';
import type { ExportProgress } from '../../shared/exported-model';
import { type AddCommand, endOfHelp, flagOption, jsonFlag } from '../command';
import { type ExitStatus, exitStatus } from '../exit-status';
import { noModel } from '../no-model';
import { downloadBar } from '../progress-bar';
import { shownPath } from '../shown-path';
import { harmless } from '../style';
import type { Terminal } from '../terminal';
import { exportProjectToRay } from './export-to-ray';

interface ExportCall {
  readonly run: string;
  readonly file: string;
  readonly to: ExportFormatName;
  readonly overwrite: boolean;
  readonly json: boolean;
}

const formats = Object.entries(exportFormats);

/** Not a format of models: it takes a project, which a cluster is to train. */
const ray = { name: 'ray', title: 'a project that a cluster of Ray trains (a folder)' } as const;

export const addExport: AddCommand = (program, start) => {
  program
    .command('export')
    .summary("write a run's model in another format, or a project for a cluster of Ray")
    .description(
      "Writes a run's model in another format. It is read back from disk before it gets its name: all tensors must be " +
        "the run's, bit for bit, and its answers for the run's golden images those of the trained network. " +
        'For ray, writes a project with all that a cluster of Ray needs to train it.',
    )
    .argument('<RUN>', "a run's folder, in runs/ beside the file; for ray a transfer.yaml or its folder")
    .argument('<FILE>', 'what to write; for tfjs and ray a folder')
    .addOption(
      new Option(
        '--to <FORMAT>',
        [...formats, [ray.name, ray] as const].map(([name, { title }]) => `${name}: ${title}`).join('; '),
      )
        .choices([...formats.map(([name]) => name), ray.name])
        .makeOptionMandatory(),
    )
    .addOption(flagOption('--overwrite', 'replace what an earlier export has written there'))
    .addOption(
      jsonFlag(
        'one JSON object: { format, file, bytes, tensors, goldenImages, goldenDifference }, for ray { format, folder, images, leftOut, warnings, tensors }, or { error }',
      ),
    )
    .addHelpText(
      'after',
      endOfHelp(
        `${formats.map(([name, { use }]) => `${name} is ${use}.`).join(' ')} What classes there are and how pictures ` +
          'are given to the model is written with it.\n\nExit status: 0 done, 1 it could not be written or proved, ' +
          '2 the call is wrong, or the file is there already.',
      ),
    )
    .action((run: string, file: string, { to, overwrite, json }) =>
      to === ray.name
        ? start(exportProjectToRay, { project: run, folder: file, json })
        : start(exportCalled, { run, file, to, overwrite, json }),
    );
};

async function exportCalled(terminal: Terminal, call: ExportCall): Promise<ExitStatus> {
  const { installation, node, signal } = terminal;
  const fail = (message: string, status: ExitStatus): ExitStatus => {
    terminal.screen.live('');
    if (call.json) terminal.json({ error: message });
    else terminal.fail(message);
    return status;
  };
  let run: FoundRun;
  try {
    run = await readRun(call.run);
  } catch (error) {
    if (!isTransferError(error, 'run-record')) throw error;
    return fail(error.message, exitStatus.wrongInput);
  }
  if (!(await hasModel(call.run))) {
    return fail(noModel(call.run, await runStateNow(call.run, run.record)), exitStatus.wrongInput);
  }
  if (!run.madeHere) terminal.warn(notMadeHere(call.run));
  const { engine } = await findEngine({ installation, node, ...(signal ? { signal } : {}) });
  const task = { run: call.run, format: call.to, target: call.file, overwrite: call.overwrite };
  try {
    const onProgress = progressTeller(terminal, call.json);
    const exported = await exportRun({ ...task, onProgress, signal }, { installation, node, engine });
    terminal.screen.live('');
    tell(terminal, call, exported);
    return exitStatus.done;
  } catch (error) {
    if (isTransferError(error, 'export-refused')) return fail(error.message, exitStatus.wrongInput);
    if (!isTransferError(error, 'export-failed')) throw error;
    return fail(error.message, exitStatus.runFailed);
  }
}

const titles: Readonly<Record<ExportProgress['step'], string>> = {
  write: 'writing',
  'read back': 'reading back',
};

function progressTeller({ screen }: Terminal, json: boolean): (progress: ExportProgress) => void {
  return ({ step, done, of }) => {
    if (!json) screen.live(downloadBar(titles[step], done, of, screen.columns));
  };
}

function tell(terminal: Terminal, { to, json }: ExportCall, { file, bytes, proof }: ExportedModel): void {
  if (json) {
    terminal.json({ format: to, file, bytes, ...proof });
    return;
  }
  const { screen, style } = terminal;
  const { tensors, goldenImages, goldenDifference } = proof;
  const difference =
    goldenDifference === 0 ? 'no difference' : `largest difference ${scientific(goldenDifference)}`;
  screen.line(`${style.bold('Exported:')} ${harmless(shownPath(file))} (${byteSize(bytes)})`);
  screen.line(
    `${style.bold('Proof:')} read back, all ${counted(tensors, 'tensor')} equal those of the run, bit for bit; it gives the same answers for ${counted(goldenImages, 'image')} (${difference}).`,
  );
}
