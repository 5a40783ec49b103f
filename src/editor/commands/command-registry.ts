import * as vscode from 'vscode';
import type { CommandName } from '../command-ids';
import { guarded } from '../guarded';
import type { Log } from '../log';

/** What a command does. Its arguments come from menus, lenses and key bindings, so nothing is known of them. */
export type CommandWork = (...given: readonly unknown[]) => Promise<void>;

/**
 * The commands, each on its own: whatever one of them throws is logged and told with a way to the log; it never
 * reaches the editor or another command.
 */
export function guardedCommands(
  works: Readonly<Record<CommandName, CommandWork>>,
  log: Log,
): Readonly<Record<CommandName, CommandWork>> {
  const guardedWork = ([name, work]: [string, CommandWork]): [string, CommandWork] => [
    name,
    (...given) => guarded(name, log, () => work(...given)),
  ];
  return Object.fromEntries(Object.entries(works).map(guardedWork)) as Record<CommandName, CommandWork>;
}

/** The first argument as a file's address, if it is one: menus of the explorer give it. */
export function givenUri(given: readonly unknown[]): vscode.Uri | undefined {
  const [first] = given;
  return first instanceof vscode.Uri ? first : undefined;
}
