import type { TransferDocument } from '../documents/transfer-document';
import type { TransferDocuments } from '../documents/transfer-documents';
import { chooseDocument } from './choose-document';
import type { CommandWork } from './command-registry';

/** Does something for the file that a command is given, or that the user chooses: while that goes on, a second press means the same. */
export function oncePerDocument(
  documents: TransferDocuments,
  work: (document: TransferDocument) => Promise<void>,
): CommandWork {
  const going = new Set<string>();
  return async (...given) => {
    const document = await chooseDocument(documents, given);
    if (!document || going.has(document.file)) return;
    going.add(document.file);
    try {
      await work(document);
    } finally {
      going.delete(document.file);
    }
  };
}
