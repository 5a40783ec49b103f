import { createRequire } from 'node:module';
import path from 'node:path';
import type { Installation } from '../programs/installation';
import type { NodeProgram } from '../programs/node-program';
import { checkEngine, type EngineVerdict, nativeLibrary } from './engine-check';
import { type EngineVerdicts, engineVerdicts } from './engine-verdicts';
import { runtimeFolder, tfjsNodePackage } from './runtime-folder';

/** What a run computes with. */
export interface Engine {
  /** E.g. `tfjs-node 4.22.0`, or `WebAssembly`. */
  readonly name: string;
  /** The `@tensorflow/tfjs-node` package, absolute; null for WebAssembly, which is in this package's bundles. */
  readonly tfjsNode: string | null;
}

export const webAssembly: Engine = { name: 'WebAssembly', tfjsNode: null };

export interface EngineSearch {
  readonly engine: Engine;
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
  const setting = options.setting ?? process.env.TRANSFER_DESIGNER_TFJS_NODE;
  if (setting === '') return { engine: webAssembly, refused: [] };
  const verdicts = options.verdicts ?? engineVerdicts;
  const check =
    options.check ?? ((folder) => checkEngine(options.installation, options.node, folder, options.signal));
  const refused: { folder: string; message: string }[] = [];
  for (const folder of candidates(setting, options.installation)) {
    const known = await verdicts.passed(folder, options.node);
    if (known) return { engine: { name: known, tfjsNode: folder }, refused };
    if (!(await nativeLibrary(folder))) {
      if (setting && folder === path.resolve(setting))
        refused.push({ folder, message: 'there is no built tfjs-node in this folder' });
      continue;
    }
    const verdict = await check(folder);
    if (verdict.ok) {
      await verdicts.keep(folder, options.node, verdict.engine);
      return { engine: { name: verdict.engine, tfjsNode: folder }, refused };
    }
    refused.push({ folder, message: verdict.message });
  }
  return { engine: webAssembly, refused };
}

/** What the environment of a process must have so that it computes with `engine`. */
export function engineEnvironment(engine: Engine): Readonly<Record<string, string>> {
  // TensorFlow's remarks on the processor would bury what matters in a log; warnings still come.
  const quiet = { TF_CPP_MIN_LOG_LEVEL: process.env.TF_CPP_MIN_LOG_LEVEL ?? '1' };
  return { TRANSFER_DESIGNER_TFJS_NODE: engine.tfjsNode ?? '', ...quiet };
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
    return path.dirname(require.resolve('@tensorflow/tfjs-node/package.json'));
  } catch {
    return undefined;
  }
}
