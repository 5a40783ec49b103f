import { counted, percent } from '../../design/number-text';
import { RunRecordProblem, readRunRecord } from '../../disk/run-folder';
import { findEngine } from '../../launch/engine-search';
import { PredictionFailure, predictImages } from '../../launch/predict-images';
import { hasModel } from '../../launch/resume-run';
import type { Prediction } from '../../messages/prediction';
import { type ExitStatus, exitStatus } from '../exit-status';
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
    const { state } = await readRunRecord(options.run);
    if (!(await hasModel(options.run))) {
      fail(`The run in ${options.run} has no model: it is ${state}. Let it finish first.`);
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

function tell(terminal: Terminal, prediction: Prediction): void {
  const { screen, style, errorStyle } = terminal;
  const file = harmless(prediction.file);
  if ('error' in prediction) {
    screen.error(`${file}: ${errorStyle.red('error:')} ${harmless(prediction.error)}`);
    return;
  }
  const others = Object.entries(prediction.probabilities)
    .filter(([label]) => label !== prediction.label)
    .sort(([, one], [, other]) => other - one)
    .slice(0, 2)
    .map(([label, probability]) => `${harmless(label)} ${percent(probability)}`);
  const rest = others.length > 0 ? style.dim(`  (${others.join(', ')})`) : '';
  screen.line(`${file}: ${style.bold(harmless(prediction.label))} ${percent(prediction.probability)}${rest}`);
}
