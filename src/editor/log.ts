import * as vscode from 'vscode';

/** What goes wrong or is done in the background is told here. */
export interface Log extends vscode.Disposable {
  info(message: string): void;
  warn(message: string): void;
  /** The message and the error's stack. */
  error(message: string, error: unknown): void;
  show(): void;
}

export function createLog(): Log {
  const channel = vscode.window.createOutputChannel('Transfer Designer', { log: true });
  return {
    info: (message) => channel.info(message),
    warn: (message) => channel.warn(message),
    error: (message, error) =>
      channel.error(`${message} ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
    show: () => channel.show(true),
    dispose: () => channel.dispose(),
  };
}
