import * as vscode from 'vscode';
import { measuredAnswers } from '../../design/advice/measured-answers';
import { answerSentences } from '../../design/advice/measured-words';
import type { Measurement } from '../../design/measurement';
import { isTransferError } from '../../design/transfer-error';
import { measureStages } from '../../launch/runs/measure-project';
import { isStopped, type Measurements } from '../../launch/runs/measurements';
import { unlinked } from '../../views/unlinked';
import type { TransferDocuments } from '../documents/transfer-documents';
import { notices } from '../notices';
import type { CommandWork } from './command-registry';
import { oncePerDocument } from './once-per-document';

/** Measures the base on some of the images; the plan and what is suggested follow as far as the file leaves them open. */
export function measureCommand(documents: TransferDocuments, measurements: Measurements): CommandWork {
  return oncePerDocument(documents, async (document) => {
    const measurement = await withProgress(measurements, document.file, async () =>
      measurements.measure(await document.settled()),
    );
    const answers = measurement && measuredAnswers(measurement);
    if (answers) void notices.information(unlinked(answerSentences(answers).join(' ')));
  });
}

/** Milliseconds between two looks at how far it is. */
const pace = 200;

/** @returns undefined where it was stopped, or could not be, which is told */
async function withProgress(
  measurements: Measurements,
  file: string,
  work: () => Promise<Measurement>,
): Promise<Measurement | undefined> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: 'Measuring the base on your images',
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (progress, cancelled) => {
    cancelled.onCancellationRequested(() => measurements.stop(file));
    const timer = setInterval(() => {
      const state = measurements.of(file);
      if (state.kind !== 'measuring' || state.total === 0) return;
      progress.report({ message: `${measureStages[state.stage]}: ${state.done} of ${state.total}` });
    }, pace);
    try {
      return await work();
    } catch (error) {
      if (isStopped(error)) return undefined;
      if (!isTransferError(error, 'measure-impossible')) throw error;
      void notices.warning(unlinked(error.message));
      return undefined;
    } finally {
      clearInterval(timer);
    }
  });
}
