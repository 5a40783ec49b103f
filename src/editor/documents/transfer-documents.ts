import * as vscode from 'vscode';
import { isTransferDocument, transferFileGlob } from '../../language/transfer-file-name';
import type { FactSources } from '../../launch/project/known-facts';
import { Owner } from '../owner';
import { TransferDocument } from './transfer-document';

/** What each provider for the text is registered for. */
export const transferSelector: vscode.DocumentSelector = {
  language: 'yaml',
  scheme: 'file',
  pattern: transferFileGlob,
};

/** All open `transfer.yaml` files. Every other document is passed over at once. */
export class TransferDocuments extends Owner {
  readonly #open = new Map<string, TransferDocument>();
  readonly #changed = this.own(new vscode.EventEmitter<TransferDocument>());
  readonly #closed = this.own(new vscode.EventEmitter<TransferDocument>());
  readonly #becameCurrent = this.own(new vscode.EventEmitter<TransferDocument>());
  #current: TransferDocument | undefined;
  #begun = false;

  /** The text or what is known of base and images has changed. */
  readonly onDidChange = this.#changed.event;
  readonly onDidClose = this.#closed.event;
  /** Another file has the user's attention. */
  readonly onDidChangeCurrent = this.#becameCurrent.event;

  constructor(private readonly sources: (folder: string) => FactSources) {
    super();
    this.own(
      vscode.workspace.onDidOpenTextDocument((document) => this.#opened(document)),
      vscode.workspace.onDidCloseTextDocument((document) => this.#wasClosed(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.of(document)?.textChanged()),
      vscode.window.onDidChangeActiveTextEditor((editor) => this.#activated(editor)),
      // Folders outside of the workspace are looked into now.
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        for (const document of this.all) document.refreshImages();
      }),
    );
  }

  /** Takes up what was open before; to be called when everybody listens. Does nothing when called again. */
  begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    for (const document of vscode.workspace.textDocuments) this.#opened(document);
    this.#activated(vscode.window.activeTextEditor);
  }

  get all(): readonly TransferDocument[] {
    return [...this.#open.values()];
  }

  /** The file that the user was last in; a panel or a picture in front does not change it. */
  get current(): TransferDocument | undefined {
    this.begin();
    return this.#current;
  }

  of(document: vscode.TextDocument): TransferDocument | undefined {
    return this.#open.get(document.uri.toString());
  }

  /** Opens the file, without showing it, if it is not open. Undefined for a file that is no `transfer.yaml`. */
  async open(uri: vscode.Uri): Promise<TransferDocument | undefined> {
    const document = await vscode.workspace.openTextDocument(uri);
    this.#opened(document);
    return this.of(document);
  }

  override dispose(): void {
    for (const document of this.#open.values()) document.dispose();
    this.#open.clear();
    super.dispose();
  }

  #opened(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    if (!isTransferDocument(document) || this.#open.has(key)) return;
    const sources = this.sources(vscode.Uri.joinPath(document.uri, '..').fsPath);
    const opened = new TransferDocument(document, sources, (changed) => this.#changed.fire(changed));
    this.#open.set(key, opened);
    opened.textChanged();
    this.#activated(vscode.window.activeTextEditor);
  }

  #wasClosed(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    const closed = this.#open.get(key);
    if (!closed) return;
    this.#open.delete(key);
    if (this.#current === closed) this.#current = undefined;
    this.#closed.fire(closed);
    closed.dispose();
  }

  #activated(editor: vscode.TextEditor | undefined): void {
    const active = editor && this.of(editor.document);
    if (!active || active === this.#current) return;
    this.#current = active;
    this.#becameCurrent.fire(active);
  }
}
