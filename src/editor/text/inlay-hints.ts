import * as vscode from 'vscode';
import { hintsOf } from '../../language/hints';
import type { TransferDocuments } from '../documents/transfer-documents';

/** What `auto` stands for and which layers a pattern takes in, after the value. */
export class InlayHints implements vscode.InlayHintsProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscription: vscode.Disposable;
  readonly onDidChangeInlayHints = this.#changed.event;

  constructor(private readonly documents: TransferDocuments) {
    // The editor asks by itself after each change of the text; facts of base and images come later.
    this.#subscription = documents.onDidChange(() => this.#changed.fire());
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

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}
