import * as vscode from 'vscode';
import { namesLayers } from '../../language/hover-text';
import { layerOfLine, layerSheet, lineOfLayer } from '../../language/layer-sheet';
import { placeAt } from '../../language/place-in-text';
import type { TransferDocument } from '../documents/transfer-document';
import type { TransferDocuments } from '../documents/transfer-documents';
import { Owner } from '../owner';

export const layersScheme = 'transfer-layers';

/**
 * Goes from a layer's name to the layer: a definition must be a place in a text, so it leads to a read-only list of
 * the layers, and whoever goes there has the layer's node in the panel brought into view.
 */
export class Definitions
  extends Owner
  implements vscode.DefinitionProvider, vscode.TextDocumentContentProvider
{
  readonly #changed = this.own(new vscode.EventEmitter<vscode.Uri>());
  readonly onDidChange = this.#changed.event;

  constructor(
    private readonly documents: TransferDocuments,
    private readonly reveal: (document: TransferDocument, layer: string) => void,
  ) {
    super();
    this.own(
      documents.onDidChange(({ document }) => this.#changed.fire(sheetOf(document.uri))),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor, selections }) =>
        this.#wentTo(textEditor.document.uri, selections[0]?.active.line),
      ),
    );
  }

  provideDefinition(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): vscode.DefinitionLink[] | undefined {
    const open = this.documents.of(document);
    const place = open && placeAt(document.getText(), document.offsetAt(position));
    if (!open || place?.role !== 'value' || !namesLayers(place.path)) return undefined;
    const name = document
      .getText()
      .slice(place.start, place.end)
      .replace(/^(['"])(.*)\1$/, '$2');
    const line = lineOfLayer(open.project, name);
    if (line === undefined) return undefined;
    return [
      {
        originSelectionRange: new vscode.Range(
          document.positionAt(place.start),
          document.positionAt(place.end),
        ),
        targetUri: sheetOf(document.uri),
        targetRange: new vscode.Range(line, 0, line + 1, 0),
        targetSelectionRange: new vscode.Range(line, 0, line, name.length),
      },
    ];
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const open = this.#ofSheet(uri);
    return open ? layerSheet(open.project) : '';
  }

  #wentTo(uri: vscode.Uri, line: number | undefined): void {
    const open = uri.scheme === layersScheme ? this.#ofSheet(uri) : undefined;
    const layer = open && line !== undefined ? layerOfLine(open.project, line) : undefined;
    if (open && layer !== undefined) this.reveal(open, layer);
  }

  #ofSheet(uri: vscode.Uri): TransferDocument | undefined {
    return this.documents.all.find(({ document }) => sheetOf(document.uri).toString() === uri.toString());
  }
}

/** The address of the list of layers of a file; its name is what the tab shows. */
function sheetOf(file: vscode.Uri): vscode.Uri {
  return vscode.Uri.from({
    scheme: layersScheme,
    path: vscode.Uri.joinPath(file, '..', 'layers').path,
    query: file.path,
  });
}
