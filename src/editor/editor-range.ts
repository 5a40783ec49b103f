import * as vscode from 'vscode';
import type { TextRange } from '../design/problem';

/** Ours count from 1, the editor's from 0. */
export function editorRange({ line, column, endLine, endColumn }: TextRange): vscode.Range {
  return new vscode.Range(line - 1, column - 1, endLine - 1, endColumn - 1);
}
