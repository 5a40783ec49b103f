import * as vscode from 'vscode';
import { findBase } from '../../launch/project/project';
import { downloadWords } from '../../views/download-words';
import type { TransferDocument } from '../documents/transfer-document';
import type { TransferDocuments } from '../documents/transfer-documents';
import { notices } from '../notices';
import type { Processes } from '../processes';
import { chooseDocument } from './choose-document';
import type { CommandWork } from './command-registry';

/** Gets the base that a file names where it is not there yet, as training would. The file need not be saved. */
export function fetchBaseCommand(documents: TransferDocuments, processes: Processes): CommandWork {
  /** Files whose base is coming: a second press means the same. */
  const fetching = new Set<string>();
  return async (...given) => {
    const document = await chooseDocument(documents, given);
    if (!document || fetching.has(document.file)) return;
    fetching.add(document.file);
    let words: string;
    try {
      words = await fetched(document, processes);
    } finally {
      fetching.delete(document.file);
      // A published base is there for all projects now.
      for (const open of documents.all) open.refreshBase();
    }
    await notices.information(words);
  };
}

/**
 * Gets the base.
 * @returns what is to be said of it
 * @throws Error that says why it can't be had
 */
async function fetched({ project, folder }: TransferDocument, processes: Processes): Promise<string> {
  const { parsed } = project;
  if (parsed.config.base === undefined) return 'The file names no base yet.';
  const stop = new AbortController();
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: 'Fetching the base',
    cancellable: true,
  };
  try {
    const { base, baseProblem } = await vscode.window.withProgress(options, async (progress, cancelled) => {
      cancelled.onCancellationRequested(() => stop.abort());
      const node = await processes.node();
      return findBase(parsed, folder, {
        ...{ installation: processes.installation, node, allowDownload: true, signal: stop.signal },
        onDownload: (done, total) => progress.report({ message: downloadWords(done, total) }),
      });
    });
    if (base === undefined) throw new Error(baseProblem?.message ?? 'The base could not be fetched.');
    return `The base is there: ${base.modelFile}`;
  } catch (error) {
    if (stop.signal.aborted) return 'Stopped; nothing was fetched.';
    throw error;
  }
}
