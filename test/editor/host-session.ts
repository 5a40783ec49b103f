import path from 'node:path';
import { callInHost, type HostFunction } from './in-host';

/** A real editor with one workspace open, known from inside its extension host only: not how it is shown. */
export abstract class HostSession {
  protected constructor(
    readonly workspace: string,
    /** Where the companion listens. */
    protected readonly socket: string,
  ) {}

  /** What went wrong, except what a test has allowed. */
  abstract faults(): Promise<string[]>;

  /** Keeps what tells how a test came to fail. */
  abstract keepEvidence(name: string): Promise<void>;

  /** Ends everything that the session started, runs included, and removes what it wrote. */
  abstract close(): Promise<void>;

  /** Calls a function inside the extension host: it may use its parameters only. */
  inHost<Result, Argument = null>(
    code: HostFunction<Argument, Result>,
    argument?: Argument,
  ): Promise<Result> {
    return callInHost(this.socket, code, (argument ?? null) as Argument);
  }

  /** Opens a file of the workspace in a text editor. */
  async openFile(file: string): Promise<void> {
    await this.inHost(
      async (vscode, name) => {
        const document = await vscode.workspace.openTextDocument(name);
        await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One });
      },
      path.join(this.workspace, file),
    );
  }

  /** The titles of the open webviews, panels and reports alike, in the order of their groups. */
  webviewTitles(): Promise<string[]> {
    return this.inHost((vscode) =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .filter(({ input }) => input instanceof vscode.TabInputWebview)
        .map(({ label }) => label),
    );
  }

  /** The text of an open file of the workspace, saved or not. */
  textOf(file: string): Promise<string> {
    return this.inHost(
      async (vscode, name) => (await vscode.workspace.openTextDocument(name)).getText(),
      path.join(this.workspace, file),
    );
  }
}
