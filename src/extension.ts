import * as vscode from 'vscode';
import {
  assistantToolIds,
  type CommandName,
  commandIds,
  designerViewType,
  explorerCommandIds,
} from './editor/command-ids';
import type * as parts from './editor/parts';
import { isTransferDocument, passedOverGlob, transferFileGlob } from './language/transfer-file-name';

/**
 * The editor's entrance. Whoever opens any YAML file activates the extension, so this does next to nothing: the
 * parts are loaded once there is a `transfer.yaml`, or when a command, an assistant or a restored panel asks for them.
 */
export function activate(context: vscode.ExtensionContext): void {
  let built: parts.EditorParts | undefined;
  const load = (): parts.EditorParts => {
    if (built) return built;
    const start = performance.now();
    // A bundle of its own, beside this one.
    built = (require('./editor-parts.js') as typeof parts).buildParts(context);
    performance.measure('transferDesigner.load', { start });
    return built;
  };
  const registered = (ids: Readonly<Partial<Record<CommandName, string>>>) =>
    (Object.entries(ids) as [CommandName, string][]).map(([name, id]) =>
      vscode.commands.registerCommand(id, (...given: unknown[]) => load().commands[name](...given)),
    );
  context.subscriptions.push(
    ...registered(commandIds),
    ...registered(explorerCommandIds),
    ...(Object.keys(assistantToolIds) as (keyof typeof assistantToolIds)[]).map((name) =>
      vscode.lm.registerTool<object>(assistantToolIds[name], {
        prepareInvocation: (options, token) => load().tools[name].prepareInvocation?.(options, token),
        invoke: (options, token) => load().tools[name].invoke(options, token),
      }),
    ),
    vscode.window.registerWebviewPanelSerializer(designerViewType, {
      deserializeWebviewPanel: (panel, state) => load().panels.deserializeWebviewPanel(panel, state),
    }),
    whenThereIsWork(load),
  );
}

/** Calls back, perhaps several times, when a `transfer.yaml` is open or lies in the workspace. Never at once. */
function whenThereIsWork(begin: () => void): vscode.Disposable {
  const { workspace } = vscode;
  const listener = workspace.onDidOpenTextDocument((document) => {
    if (isTransferDocument(document)) begin();
  });
  const look = setImmediate(() => {
    if (workspace.textDocuments.some(isTransferDocument)) return begin();
    // Where the search fails, the parts search again and say so.
    const found = workspace.findFiles(transferFileGlob, passedOverGlob, 1);
    found.then((files) => files.length > 0 && begin(), begin);
  });
  return vscode.Disposable.from(listener, { dispose: () => clearImmediate(look) });
}
