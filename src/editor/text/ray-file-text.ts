import { readdir } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { rayFileOffersAt } from '../../language/ray-file-text';
import { isTransferFile } from '../../language/transfer-file-name';
import { rayFileName } from '../../launch/project/cluster-settings';
import { rayFileProblems } from '../../launch/project/ray-file-problems';
import { editorRange } from '../editor-range';
import { Owner } from '../owner';
import { itemOf } from './completion';
import { diagnosticSource } from './diagnostics';

/** Every file of that name: whether it is ours is asked for each. */
export const rayFileSelector: vscode.DocumentSelector = {
  language: 'yaml',
  scheme: 'file',
  pattern: `**/${rayFileName}`,
};

/** Problems and completion in a `ray.yaml` beside a `transfer.yaml`. Others of that name belong to somebody else. */
export class RayFileText extends Owner implements vscode.CompletionItemProvider {
  static readonly triggers = [':', ' ', '{', '\n'];

  readonly #collection = this.own(vscode.languages.createDiagnosticCollection(`${diagnosticSource}-ray`));

  constructor() {
    super();
    this.own(
      vscode.workspace.onDidOpenTextDocument((document) => void this.#check(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => void this.#check(document)),
      vscode.workspace.onDidCloseTextDocument((closed) => this.#collection.delete(closed.uri)),
    );
  }

  /** Checks what was open before. */
  begin(): void {
    for (const document of vscode.workspace.textDocuments) void this.#check(document);
  }

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.CompletionItem[]> {
    if (!(await isOurs(document))) return [];
    const found = rayFileOffersAt(document.getText(), document.offsetAt(position));
    if (!found) return [];
    const range = new vscode.Range(document.positionAt(found.start), document.positionAt(found.end));
    return found.offers.map((offer, index) => itemOf(offer, index, range));
  }

  async #check(document: vscode.TextDocument): Promise<void> {
    if (!(await isOurs(document)) || document.isClosed) return;
    const problems = rayFileProblems(document.getText(), path.dirname(document.uri.fsPath));
    this.#collection.set(
      document.uri,
      problems.map(({ message, range }) => {
        const diagnostic = new vscode.Diagnostic(
          editorRange(range),
          message,
          vscode.DiagnosticSeverity.Error,
        );
        diagnostic.source = diagnosticSource;
        diagnostic.code = 'cluster-file';
        return diagnostic;
      }),
    );
  }
}

async function isOurs({ uri }: vscode.TextDocument): Promise<boolean> {
  if (uri.scheme !== 'file' || path.basename(uri.fsPath) !== rayFileName) return false;
  const names = await readdir(path.dirname(uri.fsPath)).catch(() => []);
  return names.some((name) => isTransferFile(name));
}
