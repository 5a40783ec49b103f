import * as vscode from 'vscode';
import type { TransferDocument } from '../documents/transfer-document';
import type { TransferDocuments } from '../documents/transfer-documents';
import { notices } from '../notices';
import { chooseDocument } from './choose-document';
import type { CommandWork } from './command-registry';

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
  /** Files for which it is coming: a second press means the same. */
  const coming = new Set<string>();
  return async (...given) => {
    const document = await chooseDocument(documents, given);
    if (!document || coming.has(document.file)) return;
    coming.add(document.file);
    let words: string;
    try {
      words = await fetched(document, fetching);
    } finally {
      coming.delete(document.file);
      fetching.lookAnew(document);
    }
    await notices.information(words);
  };
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
