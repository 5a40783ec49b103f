import * as vscode from 'vscode';
import { type EngineSearch, findEngine } from '../launch/engine-search';
import type { Installation } from '../launch/installation';
import { findNode, type NodeProgram } from '../launch/node-program';
import type { RunLaunch } from '../launch/run-process';
import { settingNames, settingSection } from './command-ids';
import type { Log } from './log';
import { engineSetting, nodeSetting } from './settings';

/** What processes are started with. Looked for when first needed, and again when a setting changes. */
export class Processes implements vscode.Disposable {
  #node: Promise<NodeProgram> | undefined;
  readonly #subscription: vscode.Disposable;

  constructor(
    readonly installation: Installation,
    private readonly log: Log,
  ) {
    this.#subscription = vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(`${settingSection}.${settingNames.node}`)) this.#node = undefined;
    });
  }

  node(): Promise<NodeProgram> {
    this.#node ??= findNode(nodeSetting());
    return this.#node;
  }

  async engine(signal?: AbortSignal): Promise<EngineSearch> {
    const search = await findEngine({
      installation: this.installation,
      node: await this.node(),
      setting: engineSetting(),
      ...(signal ? { signal } : {}),
    });
    for (const { folder, message } of search.refused) {
      this.log.warn(`tfjs-node in ${folder} does not work and is not used: ${message}`);
    }
    return search;
  }

  async launch(signal?: AbortSignal): Promise<RunLaunch> {
    const { engine } = await this.engine(signal);
    return { installation: this.installation, node: await this.node(), engine };
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}
