import * as vscode from 'vscode';
import { settingNames, settingSection } from './command-ids';

/** The Node to start processes with, as the user has set it; undefined to look for one. */
export function nodeSetting(): string | undefined {
  return read<string>(settingNames.node, '') || undefined;
}

/** For `findEngine`: the empty string asks for WebAssembly, undefined to look for tfjs-node. */
export function engineSetting(): string | undefined {
  if (read<string>(settingNames.engine, 'auto') === 'webassembly') return '';
  return read<string>(settingNames.tfjsNode, '') || undefined;
}

export function showsCodeLens(): boolean {
  return read(settingNames.codeLens, true);
}

export function opensDesigner(): boolean {
  return read(settingNames.openDesigner, false);
}

function read<Value>(name: string, fallback: Value): Value {
  return vscode.workspace.getConfiguration(settingSection).get(name, fallback);
}
