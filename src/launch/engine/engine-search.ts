import { createRequire } from 'node:module';
import path from 'node:path';
import { engineTable } from '../../shared/engines';
import type { Installation } from '../programs/installation';
import type { NodeProgram } from '../programs/node-program';
import { checkEngine, type EngineVerdict, nativeLibrary } from './engine-check';
import { type EngineChoice, webAssembly } from './engine-choice';
import { type EngineVerdicts, engineVerdicts } from './engine-verdicts';
import { runtimeFolder, tfjsNodePackage } from './runtime-folder';

const tfjsNode = engineTable['tfjs-node'];

export interface EngineSearch {
  readonly engine: EngineChoice;
  /** Packages that are there but did not pass, with what was wrong, for the user. */
  readonly refused: readonly { readonly folder: string; readonly message: string }[];
}

export interface EngineSearchOptions {
  readonly installation: Installation;
  readonly node: NodeProgram;
  /**
   * The folder of a tfjs-node package to try first; the empty string asks for WebAssembly. By default what the
   * environment variable `TRANSFER_DESIGNER_TFJS_NODE` says.
   */
  readonly setting?: string | undefined;
  readonly signal?: AbortSignal;
  readonly verdicts?: EngineVerdicts;
  readonly check?: (folder: string) => Promise<EngineVerdict>;
}

/**
 * The first tfjs-node that has passed its check: the one that was asked for, the per-user one, or the one in
 * this package's own modules. WebAssembly where there is none. Never rejects.
 */
export async function findEngine(options: EngineSearchOptions): Promise<EngineSearch> {
  const setting = options.setting ?? process.env[tfjsNode.package.variable];
  if (setting === '') return { engine: webAssembly, refused: [] };
  const verdicts = options.verdicts ?? engineVerdicts;
  const check =
    options.check ?? ((folder) => checkEngine(options.installation, options.node, folder, options.signal));
  const refused: { folder: string; message: string }[] = [];
  for (const folder of candidates(setting, options.installation)) {
    const known = await verdicts.passed(folder, options.node);
    if (known) return { engine: { id: 'tfjs-node', name: known, location: folder }, refused };
    if (!(await nativeLibrary(folder))) {
      if (setting && folder === path.resolve(setting))
        refused.push({ folder, message: 'there is no built tfjs-node in this folder' });
      continue;
    }
    const verdict = await check(folder);
    if (verdict.ok) {
      await verdicts.keep(folder, options.node, verdict.engine);
      return { engine: { id: 'tfjs-node', name: verdict.engine, location: folder }, refused };
    }
    refused.push({ folder, message: verdict.message });
  }
  return { engine: webAssembly, refused };
}

function candidates(setting: string | undefined, installation: Installation): readonly string[] {
  const own = ownPackage(installation);
  return [
    ...(setting ? [path.resolve(setting)] : []),
    tfjsNodePackage(runtimeFolder()),
    ...(own ? [own] : []),
  ];
}

function ownPackage(installation: Installation): string | undefined {
  try {
    const require = createRequire(path.join(installation.root, 'package.json'));
    return path.dirname(require.resolve(`${tfjsNode.package.name}/package.json`));
  } catch {
    return undefined;
  }
}
