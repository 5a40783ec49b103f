import { suggestionEdits } from '../../language/apply-suggestion';
import { pinnedSettings } from '../../language/pin-auto-values';
import type { TransferDocument } from '../documents/transfer-document';
import type { TransferDocuments } from '../documents/transfer-documents';
import { notices } from '../notices';
import { chooseDocument } from './choose-document';
import type { CommandWork } from './command-registry';

/** Makes the file follow the suggested case. What it says waits for no answer: the panel's next edit waits for this. */
export function applySuggestionCommand(documents: TransferDocuments): CommandWork {
  return async (...given) => {
    const document = await chooseDocument(documents, given);
    if (!document) return;
    const project = await document.settled();
    if (!project.result.suggestion) {
      void notices.information(
        'There is no suggestion yet: it needs the number of images, or `size` in the file.',
      );
      return;
    }
    await applyOrSay(document, suggestionEdits(project), 'The file follows the suggestion already.');
  };
}

/** Writes down what `auto` stands for now. */
export function pinAutoValuesCommand(documents: TransferDocuments): CommandWork {
  return async (...given) => {
    const document = await chooseDocument(documents, given);
    if (!document) return;
    const project = await document.settled();
    if (!project.result.plan) {
      void notices.information(
        'There is no plan yet to take values from. Mend the errors of the file first.',
      );
      return;
    }
    const edits = project.parsed.editAll(pinnedSettings(project));
    await applyOrSay(document, edits, 'The file leaves nothing to `auto`.');
  };
}

async function applyOrSay(
  document: TransferDocument,
  edits: Parameters<TransferDocument['apply']>[0],
  nothing: string,
): Promise<void> {
  if (edits.length > 0) await document.apply(edits);
  else void notices.information(nothing);
}
