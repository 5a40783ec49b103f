import path from 'node:path';
import * as vscode from 'vscode';
import { byteSize, plain } from '../../design/words/number-text';
import { clearFeatureCache, featureCacheSize } from '../../disk/features/feature-cache';
import type { TransferDocuments } from '../documents/transfer-documents';
import { notices } from '../notices';
import { chooseDocument } from './choose-document';
import type { CommandWork } from './command-registry';

/** Removes the kept outputs of frozen layers beside a file; the next run computes them again. */
export function clearFeatureCacheCommand(documents: TransferDocuments): CommandWork {
  return async (...given) => {
    const document = await chooseDocument(documents, given);
    if (!document) return;
    const folder = path.join(document.folder, '.transfer', 'features');
    const bytes = await featureCacheSize(folder);
    if (bytes === 0) {
      await notices.information('The feature cache is empty.');
      return;
    }
    const clear = 'Clear';
    const message = `Remove the feature cache of ${path.basename(document.folder)} (${plain(byteSize(bytes))})? The next run computes it again; a run that is going on may fail and can be resumed.`;
    if ((await vscode.window.showWarningMessage(message, { modal: true }, clear)) !== clear) return;
    await clearFeatureCache(folder);
    await notices.information('The feature cache is empty.');
  };
}
