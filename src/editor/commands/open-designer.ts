import type { TransferDocuments } from '../documents/transfer-documents';
import type { DesignerPanels } from '../panel/designer-panels';
import type { Runs } from '../runs/runs';
import { chooseDocument } from './choose-document';
import type { CommandWork } from './command-registry';

/** Opens the panel for a file, beside its text. */
export function openDesignerCommand(
  documents: TransferDocuments,
  panels: DesignerPanels,
  runs: Runs,
): CommandWork {
  return async (...given) => {
    const document = await chooseDocument(documents, given);
    if (!document) return;
    await panels.open(document);
    await runs.watch(document.folder);
  };
}
