import * as vscode from 'vscode';
import { shapeWords } from '../../design/words/wording';
import type { TransferDocuments } from '../documents/transfer-documents';
import { notices } from '../notices';
import type { DesignerPanels } from '../panel/designer-panels';
import { chooseDocument } from './choose-document';
import type { CommandWork } from './command-registry';

/** Shows what a layer of the base sees: that of the panel's menu, else the one that the user picks. */
export function seeLayerCommand(documents: TransferDocuments, panels: DesignerPanels): CommandWork {
  return async (...given) => {
    const menu = menuOf(given[0]);
    const document = await chooseDocument(documents, menu ? [vscode.Uri.file(menu.transferFile)] : given);
    if (!document) return;
    const { graph, result } = await document.settled();
    if (!graph) {
      await notices.information('There is no layer to look at yet: the base is not on this disk.');
      return;
    }
    const cut = result.plan?.cut;
    const layer =
      menu?.seenLayer ??
      (
        await vscode.window.showQuickPick(
          graph.layers
            .filter(({ inbound }) => inbound.length > 0)
            .map(({ name, type, outputShape }) => ({
              label: name,
              description: `${type}, ${shapeWords(outputShape)}${name === cut ? ', the cut' : ''}`,
            })),
          { title: 'What does which layer see?', matchOnDescription: true },
        )
      )?.label;
    if (layer !== undefined) (await panels.open(document)).showSeen(layer);
  };
}

/** The panel's menu gives what stands in `data-vscode-context` where it was opened. */
function menuOf(given: unknown): { readonly seenLayer: string; readonly transferFile: string } | undefined {
  const { seenLayer, transferFile } = (given ?? {}) as Readonly<Record<string, unknown>>;
  return typeof seenLayer === 'string' && typeof transferFile === 'string'
    ? { seenLayer, transferFile }
    : undefined;
}
