import * as vscode from 'vscode';
import { hoverAt } from '../../language/hover-text';
import type { TransferDocuments } from '../documents/transfer-documents';

/** A layer's shape, weights and state; a key's meaning, default and unit. */
export class Hovers implements vscode.HoverProvider {
  constructor(private readonly documents: TransferDocuments) {}

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const open = this.documents.of(document);
    const hover = open && hoverAt(open.project, document.offsetAt(position));
    if (!hover) return undefined;
    const range = new vscode.Range(document.positionAt(hover.start), document.positionAt(hover.end));
    return new vscode.Hover(new vscode.MarkdownString(hover.text), range);
  }
}
