import * as vscode from 'vscode';
import { settingNames, settingSection } from './command-ids';
import { notices } from './notices';

/** The Node to start processes with, as the user has set it; undefined to look for one. */
export function nodeSetting(): string | undefined {
  return read<string>(settingNames.node, '') || undefined;
}

/** Whether runs are to use WebAssembly, whatever else is installed. */
export function asksForWebAssembly(): boolean {
  return read<string>(settingNames.engine, 'auto') === 'webassembly';
}

/** Whether runs are to try the GPU. */
export function asksForGpu(): boolean {
  return read<string>(settingNames.engine, 'auto') === 'gpu';
}

/** Has runs try the GPU from here on, in all of the user's projects. */
export async function askForGpu(): Promise<void> {
  const settings = vscode.workspace.getConfiguration(settingSection);
  await settings.update(settingNames.engine, 'gpu', vscode.ConfigurationTarget.Global);
}

/** The folder of the tfjs-node to use, as the user has set it; undefined to look for one. */
export function tfjsNodeSetting(): string | undefined {
  return read<string>(settingNames.tfjsNode, '') || undefined;
}

/** The address of a cluster, for projects that name none; undefined where none is set. */
export function rayAddressSetting(): string | undefined {
  return read<string>(settingNames.rayAddress, '') || undefined;
}

/** Warns the user of what one of these settings does, with a way to it. */
export async function warnOfSetting(message: string, name: keyof typeof settingNames): Promise<void> {
  const show = 'Open Setting';
  if ((await notices.warning(message, show)) !== show) return;
  await vscode.commands.executeCommand(
    'workbench.action.openSettings',
    `${settingSection}.${settingNames[name]}`,
  );
}

export function showsCodeLens(): boolean {
  return read(settingNames.codeLens, true);
}

export function opensDesigner(): boolean {
  return read(settingNames.openDesigner, false);
}

/** Whether what takes little time is measured unasked. */
export function measuresInBackground(): boolean {
  return read(settingNames.measureInBackground, true);
}

/** Calls when any of these settings has changed. */
export function onSettingsChange(call: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration(settingSection)) call();
  });
}

function read<Value>(name: string, fallback: Value): Value {
  return vscode.workspace.getConfiguration(settingSection).get(name, fallback);
}
