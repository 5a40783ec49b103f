import type { TransferDocuments } from '../documents/transfer-documents';
import type { DesignerPanels } from '../panel/designer-panels';
import type { OddPictures } from '../panel/odd-pictures';
import { chooseDocument } from './choose-document';
import type { CommandWork } from './command-registry';

/** Shows what is odd among the pictures of a file, and looks for it where that is not known. */
export function lookForOddPicturesCommand(
  documents: TransferDocuments,
  panels: DesignerPanels,
  pictures: OddPictures,
): CommandWork {
  return async (...given) => {
    const document = await chooseDocument(documents, given);
    if (!document) return;
    (await panels.open(document)).showOddPictures();
    await pictures.look(document);
  };
}
