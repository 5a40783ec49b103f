import * as vscode from 'vscode';

const key = 'transferDesigner.opening';

/**
 * A `transfer.yaml` that is to be shown with its Designer in a window that has yet to open: opening a folder ends this
 * window's extensions, or begins another window.
 */
export class KeptOpening {
  constructor(private readonly memory: Pick<vscode.Memento, 'get' | 'update'>) {}

  async keep(file: vscode.Uri): Promise<void> {
    await this.memory.update(key, file.fsPath);
  }

  /** The kept file where it lies in this window's workspace; it is forgotten with that. */
  async take(): Promise<vscode.Uri | undefined> {
    const kept = this.memory.get<unknown>(key);
    if (typeof kept !== 'string') return undefined;
    const file = vscode.Uri.file(kept);
    if (!vscode.workspace.getWorkspaceFolder(file)) return undefined;
    await this.memory.update(key, undefined);
    return file;
  }
}
