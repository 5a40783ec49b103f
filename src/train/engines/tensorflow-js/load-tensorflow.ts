import { createRequire } from 'node:module';
import path from 'node:path';
import util from 'node:util';
import { howToInstallRuntime } from '../../../shared/runtime-words';
import { messageOf, TrainError } from '../../failures/train-error';
import type { Engine, TensorFlow } from './tensorflow';

/** The environment variable that names the folder of the `@tensorflow/tfjs-node` package to use. */
export const nativeEngineVariable = 'TRANSFER_DESIGNER_TFJS_NODE';

/**
 * Loads tfjs-node from the folder that the environment names, else the WebAssembly engine that ships beside
 * this bundle.
 *
 * @throws TrainError `engine` if the engine that was asked for does not load; never falls back silently
 */
export async function loadEngine(environment: NodeJS.ProcessEnv): Promise<Engine> {
  const folder = environment[nativeEngineVariable];
  if (folder) return loadNativeEngine(folder);
  return (await loadShippedTensorFlow()).wasmEngine();
}

/** TensorFlow.js for shapes and layers alone, with no native library; for inspecting. */
export async function loadInspectingEngine(): Promise<Engine> {
  return (await loadShippedTensorFlow()).cpuEngine();
}

interface ShippedTensorFlow {
  wasmEngine(): Promise<Engine>;
  cpuEngine(): Promise<Engine>;
}

async function loadShippedTensorFlow(): Promise<ShippedTensorFlow> {
  const file = path.join(__dirname, 'wasm-engine.js');
  try {
    return createRequire(__filename)(file) as ShippedTensorFlow;
  } catch (error) {
    throw new TrainError(
      'engine',
      `The engine ${file} does not load: ${messageOf(error)}. Install Transfer Designer again.`,
    );
  }
}

function loadNativeEngine(folder: string): Engine {
  restoreRemovedNodeFunctions();
  const require = createRequire(__filename);
  try {
    const tf = require(folder) as TensorFlow;
    const { version } = require(path.join(folder, 'package.json')) as { version: string };
    return { name: `tfjs-node ${version}`, tf, trainsConvolutions: true };
  } catch (error) {
    throw new TrainError(
      'engine',
      `tfjs-node in ${folder} does not load: ${messageOf(error)}. ${howToInstallRuntime}`,
    );
  }
}

/** tfjs-node 4.22 calls two functions of `util` that Node 23 removed; without them `fit` throws. */
function restoreRemovedNodeFunctions(): void {
  const removed: Readonly<Record<string, (value: unknown) => boolean>> = {
    isNullOrUndefined: (value) => value === null || value === undefined,
    isArray: Array.isArray,
  };
  for (const [name, replacement] of Object.entries(removed)) {
    if (!(name in util)) Object.defineProperty(util, name, { value: replacement });
  }
}
