import path from 'node:path';
import * as vscode from 'vscode';
import { isTransferFile, passedOverGlob, transferFileGlob } from '../../language/transfer-file-name';
import type { TransferDocument } from '../documents/transfer-document';
import type { TransferDocuments } from '../documents/transfer-documents';
import { notices } from '../notices';
import { givenUri } from './command-registry';

const mostFound = 200;

/**
 * The file that a command is for: the one it was given, else the one the user was last in, else the only one of the
 * workspace or the one that the user picks. Undefined where there is none; then that has been said.
 */
export async function chooseDocument(
  documents: TransferDocuments,
  given: readonly unknown[] = [],
): Promise<TransferDocument | undefined> {
  const uri = givenUri(given);
  if (uri && isTransferFile(uri.fsPath)) return documents.open(uri);
  if (documents.current) return documents.current;
  const found = await vscode.workspace.findFiles(transferFileGlob, passedOverGlob, mostFound);
  const chosen = found.length > 1 ? await pick(found) : found[0];
  if (chosen) return documents.open(chosen);
  if (found.length === 0) {
    await notices.information(
      'There is no transfer.yaml in this workspace. "Transfer: New Project" makes one from a folder of images, "Transfer: Try an Example" copies one to try.',
    );
  }
  return undefined;
}

async function pick(files: readonly vscode.Uri[]): Promise<vscode.Uri | undefined> {
  const items = files
    .map((uri) => ({
      label: path.posix.basename(path.posix.dirname(uri.path)),
      description: vscode.workspace.asRelativePath(uri),
      uri,
    }))
    .sort((one, other) => one.description.localeCompare(other.description));
  return (
    await vscode.window.showQuickPick(items, { title: 'Which transfer.yaml?', matchOnDescription: true })
  )?.uri;
}
