import { counted, percent } from '../../design/number-text';
import { RunRecordProblem, readRunRecord } from '../../disk/run-folder';
import { runStateNow } from '../../disk/run-state';
import { findEngine } from '../../launch/engine-search';
import { PredictionFailure, predictImages } from '../../launch/predict-images';
import { hasModel } from '../../launch/resume-run';
import type { Prediction } from '../../messages/prediction';
import { canResume, type RunState } from '../../messages/run-record';
import { type ExitStatus, exitStatus } from '../exit-status';
import { quoted } from '../shown-path';
import { harmless } from '../style';
import type { Terminal } from '../terminal';

/** `predict`: tells the class of images by a run's model. */
export async function predictCommand(
  terminal: Terminal,
  options: { readonly run: string; readonly images: readonly string[]; readonly json: boolean },
): Promise<ExitStatus> {
  const fail = (message: string) =>
    terminal.screen.error(`${terminal.errorStyle.red('error:')} ${harmless(message)}`);
  try {
    const record = await readRunRecord(options.run);
    if (!(await hasModel(options.run))) {
      fail(noModel(options.run, await runStateNow(options.run, record)));
      return exitStatus.wrongInput;
    }
  } catch (error) {
    if (!(error instanceof RunRecordProblem)) throw error;
    fail(error.message);
    return exitStatus.wrongInput;
  }
  const { installation, node } = terminal;
  const { engine } = await findEngine({ installation, node });
  let unreadable = 0;
  try {
    await predictImages(options.run, options.images, { installation, node, engine }, (prediction) => {
      if ('error' in prediction) unreadable += 1;
      if (options.json) terminal.json(prediction);
      else tell(terminal, prediction);
    });
  } catch (error) {
    if (!(error instanceof PredictionFailure)) throw error;
    fail(error.message);
    return exitStatus.runFailed;
  }
  if (unreadable === 0) return exitStatus.done;
  if (!options.json && options.images.length > 1)
    terminal.screen.error(`${unreadable} of ${counted(options.images.length, 'image')} could not be read.`);
  return exitStatus.wrongInput;
}

function noModel(folder: string, state: RunState): string {
  if (state === 'finished')
    return `The model of the run in ${folder} is gone. Train the file again, or put its folder \`model\` back.`;
  return canResume(state)
    ? `The run in ${folder} has no model yet: it ${state === 'failed' ? 'has failed' : `was ${state}`}. \`transfer-designer resume ${quoted(folder)}\` goes on with it.`
    : `The run in ${folder} has no model yet: it still goes on. Wait until it has finished.`;
}

function tell(terminal: Terminal, prediction: Prediction): void {
  const { screen, style, errorStyle } = terminal;
  const file = harmless(prediction.file);
  if ('error' in prediction) {
    screen.error(`${file}: ${errorStyle.red('error:')} ${harmless(prediction.error)}`);
    return;
  }
  if (prediction.concern !== undefined) {
    screen.error(`${file}: ${errorStyle.yellow('warning:')} ${harmless(prediction.concern)}`);
  }
  const others = Object.entries(prediction.probabilities)
    .filter(([label]) => label !== prediction.label)
    .sort(([, one], [, other]) => other - one)
    .slice(0, 2)
    .map(([label, probability]) => `${harmless(label)} ${percent(probability)}`);
  const rest = others.length > 0 ? style.dim(`  (${others.join(', ')})`) : '';
  screen.line(`${file}: ${style.bold(harmless(prediction.label))} ${percent(prediction.probability)}${rest}`);
}
