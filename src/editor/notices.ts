import * as vscode from 'vscode';
import { unlinked } from '../views/unlinked';

/** Tells the user something in a corner of the window, with buttons. Resolves with the one that was pressed. */
export const notices = {
  information: (message: string, ...buttons: string[]) =>
    vscode.window.showInformationMessage(unlinked(message), ...buttons),
  warning: (message: string, ...buttons: string[]) =>
    vscode.window.showWarningMessage(unlinked(message), ...buttons),
  error: (message: string, ...buttons: string[]) =>
    vscode.window.showErrorMessage(unlinked(message), ...buttons),
};
