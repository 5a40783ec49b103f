import * as vscode from 'vscode';
import { fetchImages } from '../../launch/project/fetch-images';
import { fetchedWords, fetchingWords } from '../../launch/project/fetched-words';
import type { TransferDocument } from '../documents/transfer-document';
import type { TransferDocuments } from '../documents/transfer-documents';
import { notices } from '../notices';
import type { Processes } from '../processes';
import { chooseDocument } from './choose-document';
import type { CommandWork } from './command-registry';

/** Fetches the images that a file names in buckets, as training would. The file need not be saved. */
export function fetchImagesCommand(documents: TransferDocuments, processes: Processes): CommandWork {
  /** Files whose images are coming: a second press means the same. */
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
      document.refreshImages();
    }
    await notices.information(words);
  };
}

/**
 * Fetches the images.
 * @returns what is to be said of it
 * @throws Error that says why they can't be had
 */
async function fetched({ project, folder }: TransferDocument, processes: Processes): Promise<string> {
  const stop = new AbortController();
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: 'Fetching the images',
    cancellable: true,
  };
  try {
    const copies = await vscode.window.withProgress(options, async (progress, cancelled) => {
      cancelled.onCancellationRequested(() => stop.abort());
      const node = await processes.node();
      return fetchImages(project.parsed.config.dataset, folder, {
        ...{ installation: processes.installation, node, signal: stop.signal },
        onImages: (step) => progress.report({ message: fetchingWords(step) }),
      });
    });
    if (copies.length === 0) return 'The file names no images in a bucket; there is nothing to fetch.';
    return copies.map(fetchedWords).join(' ');
  } catch (error) {
    if (stop.signal.aborted) return 'Stopped; what has come is kept.';
    throw error;
  }
}
