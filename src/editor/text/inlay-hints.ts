import * as vscode from 'vscode';
import { hintsOf } from '../../language/hints';
import type { TransferDocuments } from '../documents/transfer-documents';
import { Owner } from '../owner';

/** What `auto` stands for and which layers a pattern takes in, after the value. */
export class InlayHints extends Owner implements vscode.InlayHintsProvider {
  readonly #changed = this.own(new vscode.EventEmitter<void>());
  readonly onDidChangeInlayHints = this.#changed.event;

  constructor(private readonly documents: TransferDocuments) {
    super();
    // The editor asks by itself after each change of the text; facts of base and images come later.
    this.own(documents.onDidChange(() => this.#changed.fire()));
  }

  provideInlayHints(document: vscode.TextDocument, range: vscode.Range): vscode.InlayHint[] {
    const open = this.documents.of(document);
    if (!open) return [];
    return hintsOf(open.project).flatMap(({ offset, text, tooltip }) => {
      const position = document.positionAt(offset);
      if (!range.contains(position)) return [];
      const hint = new vscode.InlayHint(position, text);
      hint.paddingLeft = true;
      if (tooltip) hint.tooltip = tooltip;
      return [hint];
    });
  }
}
