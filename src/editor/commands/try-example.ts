import { homedir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { isTaken } from '../../disk/files/is-taken';
import type { Installation } from '../../launch/programs/installation';
import { copyExample, type Example, examples } from '../../launch/project/examples';
import { notices } from '../notices';
import type { CommandWork } from './command-registry';
import type { KeptOpening } from './kept-opening';
import { openProjectOf } from './show-project';

/** Copies an example that comes along into a folder of the user's choice, and opens it with its Designer. */
export function tryExampleCommand(installation: Installation, opening: KeptOpening): CommandWork {
  return async () => {
    const example = await pickedExample();
    const parent = example && (await pickedFolder(example));
    if (!parent) return;
    const place = await placeIn(parent.fsPath, example.name);
    if (!place) return;
    if (!place.isThere && !(await copied(example, place.folder, installation))) return;
    await openProjectOf(vscode.Uri.joinPath(vscode.Uri.file(place.folder), 'transfer.yaml'), opening);
  };
}

async function pickedExample(): Promise<Example | undefined> {
  const items = examples.map((example) => ({ label: example.title, detail: example.about, example }));
  return (await vscode.window.showQuickPick(items, { title: 'Try which example?', ignoreFocusOut: true }))
    ?.example;
}

async function pickedFolder({ title }: Example): Promise<vscode.Uri | undefined> {
  const [opened] = vscode.workspace.workspaceFolders ?? [];
  const picked = await vscode.window.showOpenDialog({
    title: `Copy the example “${title}” into which folder?`,
    openLabel: 'Copy Here',
    canSelectFiles: false,
    canSelectFolders: true,
    defaultUri: opened?.uri ?? vscode.Uri.file(homedir()),
  });
  return picked?.[0];
}

interface ExamplePlace {
  readonly folder: string;
  /** Whether the project that is to be opened is there already. */
  readonly isThere: boolean;
}

/** The example's folder below `parent`; where that name is taken, what the user wants instead. */
async function placeIn(parent: string, name: string): Promise<ExamplePlace | undefined> {
  const folder = path.join(parent, name);
  if (!(await isTaken(folder))) return { folder, isThere: false };
  const other = await freeName(parent, name);
  const copy = `Copy as ${other}`;
  const open = 'Open What Is There';
  const answer = await vscode.window.showWarningMessage(
    `${folder} is there already.`,
    { modal: true, detail: 'Nothing in it is changed.' },
    ...[copy, ...((await isTaken(path.join(folder, 'transfer.yaml'))) ? [open] : [])],
  );
  if (answer === open) return { folder, isThere: true };
  return answer === copy ? { folder: path.join(parent, other), isThere: false } : undefined;
}

async function freeName(parent: string, name: string): Promise<string> {
  let number = 2;
  while (await isTaken(path.join(parent, `${name}-${number}`))) number += 1;
  return `${name}-${number}`;
}

/** Whether it was copied; false where the user has stopped it. */
async function copied(example: Example, folder: string, installation: Installation): Promise<boolean> {
  const stop = new AbortController();
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: `Copying the example “${example.title}”`,
    cancellable: true,
  };
  try {
    await vscode.window.withProgress(options, (progress, cancelled) => {
      cancelled.onCancellationRequested(() => stop.abort());
      let percent = 0;
      return copyExample(example, folder, {
        ...{ installation, signal: stop.signal },
        onProgress: (done, all) => {
          const now = Math.floor((100 * done) / all);
          if (now === percent) return;
          progress.report({ increment: now - percent, message: `${done} of ${all} files` });
          percent = now;
        },
      });
    });
    return true;
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    void notices.information('Stopped; nothing was copied.');
    return false;
  }
}
