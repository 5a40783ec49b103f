import * as vscode from 'vscode';
import { measuredAnswers } from '../../design/advice/measured-answers';
import { isTransferError } from '../../design/transfer-error';
import { measureProject, measureStages } from '../../launch/runs/measure-project';
import { unlinked } from '../../views/unlinked';
import type { TransferDocuments } from '../documents/transfer-documents';
import { notices } from '../notices';
import type { Processes } from '../processes';
import { chooseDocument } from './choose-document';
import type { CommandWork } from './command-registry';

/** Measures the base on some of the images; the plan and what is suggested follow as far as the file leaves them open. */
export function measureCommand(documents: TransferDocuments, processes: Processes): CommandWork {
  /** Files that are being measured: a second press means the same. */
  const measuring = new Set<string>();
  return async (...given) => {
    const document = await chooseDocument(documents, given);
    if (!document || measuring.has(document.file)) return;
    measuring.add(document.file);
    try {
      const project = await document.settled();
      const measurement = await withProgress(async (signal, onProgress) =>
        measureProject(project, await processes.launch(signal), { signal, onProgress }),
      );
      document.refreshMeasurement();
      const answers = measurement && measuredAnswers(measurement);
      if (answers === undefined) return;
      const { cut, similarity, more } = answers;
      void notices.information(unlinked([similarity.text, cut.text, more.text].join(' ')));
    } finally {
      measuring.delete(document.file);
    }
  };
}

/** @returns undefined where the user has cancelled it */
async function withProgress<Result>(
  work: (
    signal: AbortSignal,
    onProgress: (stage: keyof typeof measureStages, done: number, total: number) => void,
  ) => Promise<Result>,
): Promise<Result | undefined> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: 'Measuring the base on your images',
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (progress, cancelled) => {
    const stop = new AbortController();
    cancelled.onCancellationRequested(() => stop.abort());
    try {
      return await work(stop.signal, (stage, done, total) =>
        progress.report({ message: `${measureStages[stage]}: ${done} of ${total}` }),
      );
    } catch (error) {
      if (stop.signal.aborted) return undefined;
      if (!isTransferError(error, 'measure-impossible')) throw error;
      void notices.warning(unlinked(error.message));
      return undefined;
    }
  });
}
