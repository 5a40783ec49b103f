import { createRequire } from 'node:module';
import path from 'node:path';
import util from 'node:util';
import { TransferError } from '../../../design/transfer-error';
import { engineTable } from '../../../shared/engines';
import { howToInstallRuntime } from '../../../shared/runtime-words';
import { messageOf } from '../../failures/failure-words';
import type { Engine, FeatureEngine, InspectingEngine } from '../engine';
import { graphEngine } from './graph-engine';
import type { TensorFlow, TensorFlowBackend } from './tensorflow';
import { tensorFlowEngine } from './tensorflow-engine';

/** tfjs-node from the folder that the environment names, in both ways that it answers; none where it names none. */
export async function tfjsNodeEngines(
  environment: NodeJS.ProcessEnv,
): Promise<readonly (FeatureEngine | Engine)[]> {
  const folder = environment[engineTable['tfjs-node'].package.variable];
  if (!folder) return [];
  const backend = loadTfjsNode(folder);
  return [graphEngine(backend), tensorFlowEngine(backend)];
}

/** The WebAssembly engine that ships beside this bundle. */
export async function webAssemblyEngines(): Promise<readonly Engine[]> {
  const shipped = loadShippedTensorFlow();
  const engine = tensorFlowEngine(await shipped.wasmBackend());
  return [
    {
      ...engine,
      async network(network, weights) {
        // What inspects or draws weights runs on another backend of the same library.
        await shipped.wasmBackend();
        return engine.network(network, weights);
      },
    },
  ];
}

/** TensorFlow.js for shapes and layers alone, with no native library. */
export async function inspectingEngine(): Promise<InspectingEngine & Pick<Engine, 'initialWeights'>> {
  return tensorFlowEngine(await loadShippedTensorFlow().cpuBackend());
}

interface ShippedTensorFlow {
  wasmBackend(): Promise<TensorFlowBackend>;
  cpuBackend(): Promise<TensorFlowBackend>;
}

/** @throws TransferError `engine` */
function loadShippedTensorFlow(): ShippedTensorFlow {
  const file = path.join(__dirname, 'wasm-engine.js');
  try {
    return createRequire(__filename)(file) as ShippedTensorFlow;
  } catch (error) {
    throw new TransferError(
      'engine',
      `The engine ${file} does not load: ${messageOf(error)}. Install Transfer Designer again.`,
    );
  }
}

/**
 * TensorFlow.js as the tfjs-node package in `folder` brings it. Half a second goes into loading it, so that waits until somebody
 * asks for it: what answers by ONNX Runtime never does.
 *
 * @throws TransferError `engine` if it is not there; `tf` throws it if it does not load
 */
export function loadTfjsNode(folder: string): TensorFlowBackend {
  const require = createRequire(__filename);
  const loaded = <Module>(place: string): Module => {
    try {
      return require(place) as Module;
    } catch (error) {
      throw new TransferError(
        'engine',
        `tfjs-node in ${folder} does not load: ${messageOf(error)}. ${howToInstallRuntime}`,
      );
    }
  };
  const { version } = loaded<{ version: string }>(path.join(folder, 'package.json'));
  return {
    name: `${engineTable['tfjs-node'].name} ${version}`,
    get tf() {
      restoreRemovedNodeFunctions();
      return loaded<TensorFlow>(folder);
    },
  };
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
