import * as vscode from 'vscode';
import type { TextEdit } from '../../design/problem';
import { canApplySuggestion, suggestionEdits } from '../../language/apply-suggestion';
import { suggestionTitle } from '../../language/lens-titles';
import { commandIds } from '../command-ids';
import type { TransferDocuments } from '../documents/transfer-documents';
import { editorRange } from '../editor-range';
import { diagnosticSource } from './diagnostics';

/** Keys that say what the suggestion is about; there the light bulb offers it. */
const ofTheCase = ['case', 'cut', 'freeze', 'init'];

/** The ways to mend each problem, and the suggestion. */
export class QuickFixes implements vscode.CodeActionProvider {
  static readonly kinds = [vscode.CodeActionKind.QuickFix, vscode.CodeActionKind.RefactorRewrite];

  constructor(private readonly documents: TransferDocuments) {}

  provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const open = this.documents.of(document);
    if (!open) return [];
    const { project } = open;
    const actions: vscode.CodeAction[] = [];
    for (const { code, message, range: place, fixes = [] } of project.result.problems) {
      if (!editorRange(place).intersection(range)) continue;
      const mending = fixes
        .filter(({ edits }) => edits.length > 0)
        .map(({ title, edits }) => actionOf(document, title, edits, vscode.CodeActionKind.QuickFix));
      if (code === 'base-not-downloaded')
        mending.push(fetching(document, 'Fetch base', commandIds.fetchBase));
      if (code === 'images-not-fetched' || code === 'images-not-compared')
        mending.push(fetching(document, 'Fetch images', commandIds.fetchImages));
      if (code === 'odd-pictures') mending.push(showingOdd(document));
      for (const action of mending) {
        action.diagnostics = diagnostics.filter(
          (one) => one.source === diagnosticSource && one.code === code && one.message === message,
        );
        action.isPreferred = mending.length === 1;
      }
      actions.push(...mending);
    }
    const { parsed, result } = project;
    const isThere = ofTheCase.some(
      (key) => parsed.has([key]) && editorRange(parsed.keyRangeOf([key])).start.line === range.start.line,
    );
    if (isThere && canApplySuggestion(result, parsed)) {
      const kind = vscode.CodeActionKind.RefactorRewrite;
      actions.push(actionOf(document, suggestionTitle(result), suggestionEdits(project), kind));
    }
    return actions;
  }
}

/** Gets what training would get first. */
function fetching({ uri }: vscode.TextDocument, title: string, command: string): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.command = { command, title, arguments: [uri] };
  return action;
}

/** Moves nothing: each picture is decided about where it is seen. */
function showingOdd({ uri }: vscode.TextDocument): vscode.CodeAction {
  const title = 'Show the odd pictures';
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.command = { command: commandIds.lookForOddPictures, title, arguments: [uri] };
  return action;
}

function actionOf(
  document: vscode.TextDocument,
  title: string,
  edits: readonly TextEdit[],
  kind: vscode.CodeActionKind,
): vscode.CodeAction {
  const action = new vscode.CodeAction(title, kind);
  action.edit = new vscode.WorkspaceEdit();
  for (const { offset, length, text } of edits) {
    const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
    action.edit.replace(document.uri, range, text);
  }
  return action;
}
