import * as vscode from 'vscode';
import { type CommandName, commandIds, explorerCommandIds } from '../command-ids';
import type { Log } from '../log';

/** What a command does. Its arguments come from menus, lenses and key bindings, so nothing is known of them. */
export type CommandWork = (...given: readonly unknown[]) => Promise<void>;

/**
 * Registers commands. Whatever one of them throws is logged and told with a way to the log; it never reaches the
 * editor or another command.
 */
export function registerCommands(
  works: Readonly<Record<CommandName, CommandWork>>,
  log: Log,
): vscode.Disposable {
  const registered = (ids: Readonly<Partial<Record<CommandName, string>>>) =>
    (Object.entries(ids) as [CommandName, string][]).map(([name, id]) =>
      vscode.commands.registerCommand(id, (...given: unknown[]) =>
        guarded(name, log, () => works[name](...given)),
      ),
    );
  return vscode.Disposable.from(...registered(commandIds), ...registered(explorerCommandIds));
}

/** Does the work; tells and logs what goes wrong instead of throwing it. */
export async function guarded(what: string, log: Log, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    log.error(`${what} failed.`, error);
    await showFailure(error instanceof Error ? error.message : String(error), log);
  }
}

/** A message with a way to the log. */
export async function showFailure(message: string, log: Log): Promise<void> {
  const show = 'Show Log';
  if ((await vscode.window.showErrorMessage(message, show)) === show) log.show();
}

/** The first argument as a file's address, if it is one: menus of the explorer give it. */
export function givenUri(given: readonly unknown[]): vscode.Uri | undefined {
  const [first] = given;
  return first instanceof vscode.Uri ? first : undefined;
}
