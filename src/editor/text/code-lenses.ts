import * as vscode from 'vscode';
import { canApplySuggestion } from '../../language/apply-suggestion';
import { suggestionTitle, trainTitle } from '../../language/lens-titles';
import { commandIds, settingNames, settingSection } from '../command-ids';
import type { TransferDocument } from '../documents/transfer-document';
import type { TransferDocuments } from '../documents/transfer-documents';
import { Owner } from '../owner';
import type { Runs } from '../runs/runs';
import { showsCodeLens } from '../settings';

/** Train, Open Designer and, where the file does otherwise, Back to the suggestion over its first line. */
export class CodeLenses extends Owner implements vscode.CodeLensProvider {
  readonly #changed = this.own(new vscode.EventEmitter<void>());
  #shown = '';
  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(
    private readonly documents: TransferDocuments,
    private readonly runs: Runs,
  ) {
    super();
    this.own(
      documents.onDidChange(() => this.#refresh()),
      runs.onDidChange(() => this.#refresh()),
      // Where a group is opened beside a file that has just been opened, the editor never asks for its lenses.
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        if (editor && documents.of(editor.document)) this.#changed.fire();
      }),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(`${settingSection}.${settingNames.codeLens}`)) this.#changed.fire();
      }),
    );
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const open = this.documents.of(document);
    if (!open || !showsCodeLens()) return [];
    const { result, parsed } = open.project;
    const top = new vscode.Range(0, 0, 0, 0);
    const lens = (command: string, title: string) =>
      new vscode.CodeLens(top, { command, title, arguments: [document.uri] });
    return [
      this.#isTraining(open)
        ? lens(commandIds.stop, 'Stop training')
        : lens(commandIds.train, trainTitle(result, parsed)),
      lens(commandIds.openDesigner, 'Open Designer'),
      ...(canApplySuggestion(result, parsed)
        ? [lens(commandIds.applySuggestion, suggestionTitle(result))]
        : []),
    ];
  }

  #isTraining({ folder, file }: TransferDocument): boolean {
    return this.runs.of(folder, file).some(({ state }) => state === 'running');
  }

  /** Asked anew only where a title changes: most key presses change none. */
  #refresh(): void {
    const shown = JSON.stringify(
      this.documents.all.map((document) => {
        const { result, parsed } = document.project;
        const suggestion = canApplySuggestion(result, parsed) && suggestionTitle(result);
        return [document.file, trainTitle(result, parsed), suggestion, this.#isTraining(document)];
      }),
    );
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#changed.fire();
  }
}
