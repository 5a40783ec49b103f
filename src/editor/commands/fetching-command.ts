import * as vscode from 'vscode';
import type { TransferDocument } from '../documents/transfer-document';
import type { TransferDocuments } from '../documents/transfer-documents';
import { notices } from '../notices';
import type { CommandWork } from './command-registry';
import { oncePerDocument } from './once-per-document';

/** Something that a file names and that is fetched from elsewhere. */
export interface Fetching {
  /** Of the notification while it comes. */
  readonly title: string;
  /** What is to be said where it was stopped. */
  readonly stopped: string;
  /**
   * Gets it.
   * @param report says how far it is
   * @returns what is to be said of it
   * @throws Error that says why it can't be had; the signal's reason
   */
  readonly fetch: (
    document: TransferDocument,
    signal: AbortSignal,
    report: (words: string) => void,
  ) => Promise<string>;
  /** Looks anew at what may have come, also where not all of it has. */
  readonly lookAnew: (document: TransferDocument) => void;
}

/** Fetches what a file names under a notification that can be cancelled, as training would. The file need not be saved. */
export function fetchingCommand(documents: TransferDocuments, fetching: Fetching): CommandWork {
  return oncePerDocument(documents, async (document) => {
    const words = await fetched(document, fetching).finally(() => fetching.lookAnew(document));
    // It has come: whoever leaves this open may fetch again.
    void notices.information(words);
  });
}

async function fetched(document: TransferDocument, { title, stopped, fetch }: Fetching): Promise<string> {
  const stop = new AbortController();
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  try {
    return await vscode.window.withProgress(options, (progress, cancelled) => {
      cancelled.onCancellationRequested(() => stop.abort());
      return fetch(document, stop.signal, (message) => progress.report({ message }));
    });
  } catch (error) {
    if (stop.signal.aborted) return stopped;
    throw error;
  }
}
