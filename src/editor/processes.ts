import path from 'node:path';
import * as vscode from 'vscode';
import { webAssembly } from '../launch/engine/engine-choice';
import { type EngineSearch, findEngine } from '../launch/engine/engine-search';
import type { Installation } from '../launch/programs/installation';
import { findNode, type NodeProgram } from '../launch/programs/node-program';
import type { RunLaunch } from '../launch/runs/run-process';
import { settingNames, settingSection } from './command-ids';
import type { Log } from './log';
import { Owner } from './owner';
import { asksForGpu, asksForWebAssembly, nodeSetting, tfjsNodeSetting, warnOfSetting } from './settings';

interface InstalledSearch {
  readonly signal?: AbortSignal;
  readonly gpu?: boolean;
}

/** What processes are started with. Looked for when first needed, and again when a setting changes. */
export class Processes extends Owner {
  #node: Promise<NodeProgram> | undefined;
  readonly #told = new Set<string>();

  constructor(
    readonly installation: Installation,
    private readonly log: Log,
  ) {
    super();
    this.own(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(`${settingSection}.${settingNames.node}`)) this.#node = undefined;
      }),
    );
  }

  node(): Promise<NodeProgram> {
    this.#node ??= this.#findNode();
    return this.#node;
  }

  /** What runs compute with. @param gpu whether a GPU is looked for; by default as the setting asks */
  async engine(signal?: AbortSignal, gpu = asksForGpu()): Promise<EngineSearch> {
    return asksForWebAssembly()
      ? { engine: webAssembly, refused: [] }
      : this.#search(tfjsNodeSetting(), gpu, signal);
  }

  /** What is there and works, also where runs are not to use it. @param gpu as of `engine` */
  installedEngine({ signal, gpu = false }: InstalledSearch = {}): Promise<EngineSearch> {
    return this.#search(tfjsNodeSetting(), gpu, signal);
  }

  async #search(
    setting: string | undefined,
    gpu: boolean,
    signal: AbortSignal | undefined,
  ): Promise<EngineSearch> {
    const search = await findEngine({
      installation: this.installation,
      node: await this.node(),
      ...{ setting, gpu },
      ...(signal ? { signal } : {}),
    });
    if (search.noGpu !== undefined) this.log.warn(`No GPU is used: ${search.noGpu}.`);
    for (const { name, folder, message } of search.refused) {
      const words = `${name} in ${folder} does not work and is not used: ${message}`;
      if (setting !== undefined && folder === path.resolve(setting)) this.#tell(words, 'tfjsNode');
      else this.log.warn(words);
    }
    return search;
  }

  /** @param gpu as of `engine` */
  async launch(signal?: AbortSignal, gpu?: boolean): Promise<RunLaunch> {
    const { engine } = await this.engine(signal, gpu);
    return { installation: this.installation, node: await this.node(), engine };
  }

  async #findNode(): Promise<NodeProgram> {
    const setting = nodeSetting();
    const node = await findNode(setting);
    if (setting !== undefined && node.path !== setting) {
      const words = `${setting} is no Node.js of version 20 or newer. ${node.path} is used instead.`;
      this.#tell(words, 'node');
    }
    return node;
  }

  /** Once each, for processes are started all the time. Waits for no answer. */
  #tell(words: string, setting: 'node' | 'tfjsNode'): void {
    if (this.#told.has(words)) return;
    this.#told.add(words);
    this.log.warn(words);
    void warnOfSetting(words, setting);
  }
}
