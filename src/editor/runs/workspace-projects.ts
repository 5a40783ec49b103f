import path from 'node:path';
import * as vscode from 'vscode';
import { passedOverGlob, transferFileGlob } from '../../language/transfer-file-name';
import { activeContextKey } from '../command-ids';
import type { TransferDocuments } from '../documents/transfer-documents';
import { guarded } from '../guarded';
import type { Log } from '../log';
import { Owner } from '../owner';
import type { Runs } from './runs';

const mostProjects = 100;

/** Finds the projects of the workspace, so that their runs are shown and those that still go on are found again. */
export class WorkspaceProjects extends Owner {
  constructor(
    private readonly runs: Runs,
    private readonly log: Log,
    documents: TransferDocuments,
  ) {
    super();
    const watcher = vscode.workspace.createFileSystemWatcher(transferFileGlob, false, true, true);
    this.own(
      watcher,
      watcher.onDidCreate(({ fsPath }) => this.#found([fsPath])),
      documents.onDidChangeCurrent(({ file }) => this.#found([file])),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.#look()),
    );
    this.#look();
  }

  #look(): void {
    void guarded('Looking for projects', this.log, async () => {
      const files = await vscode.workspace.findFiles(transferFileGlob, passedOverGlob, mostProjects);
      this.#found(files.map(({ fsPath }) => fsPath));
    });
  }

  #found(files: readonly string[]): void {
    if (files.length === 0) return;
    void vscode.commands.executeCommand('setContext', activeContextKey, true);
    for (const folder of new Set(files.map((file) => path.dirname(file)))) {
      void guarded(`Reading the runs of ${folder}`, this.log, () => this.runs.watch(folder));
    }
  }
}
