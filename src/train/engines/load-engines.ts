import { TransferError } from '../../design/transfer-error';
import { onnxRuntime } from '../../shared/engines';
import { howToInstallRuntime } from '../../shared/runtime-words';
import type { Topology } from '../network/topology';
import type { Engine, FeatureEngine, InspectingEngine } from './engine';
import { onnxRuntimeOf, onnxRuntimeTrainerOf } from './onnx-runtime/load-onnx-runtime';
import { inspectingEngine, tfjsNodeEngine, webAssemblyEngine } from './tensorflow-js/load-tensorflow';

/** An engine, if the environment says that it is there. @throws TransferError `engine` if it then does not load */
type EngineLoader = (environment: NodeJS.ProcessEnv) => Promise<Engine | FeatureEngine | undefined>;

/** One line an engine, in the order in which they are asked. ONNX Runtime trains where tfjs-node is not: that is quicker. */
const engines: readonly EngineLoader[] = [
  onnxRuntimeOf,
  tfjsNodeEngine,
  (environment) =>
    onnxRuntimeTrainerOf(environment, async (...drawn) =>
      (await inspectingEngine()).initialWeights(...drawn),
    ),
  webAssemblyEngine,
];

/** What a run computes with; both may be one. */
export interface Engines {
  readonly features: FeatureEngine;
  readonly training: Engine;
}

/**
 * The first engine that is there, for the frozen layers, and the first of those that train.
 *
 * @throws TransferError `engine` if the engine that was asked for does not load; never falls back silently
 */
export async function loadEngines(
  environment: NodeJS.ProcessEnv,
  loaders: readonly EngineLoader[] = engines,
): Promise<Engines> {
  let features: FeatureEngine | undefined;
  for (const load of loaders) {
    const engine = await load(environment);
    if (engine === undefined) continue;
    features ??= engine;
    if ('phase' in engine) return { features, training: engine };
  }
  throw new RangeError('None of the engines trains.');
}

/** What bases are inspected by. @throws TransferError `engine` */
export function loadInspectingEngine(): Promise<InspectingEngine> {
  return inspectingEngine();
}

/**
 * The engine that runs a network as it answers, a frozen prefix or a whole one: the one for features, unless it lacks a
 * layer of it.
 *
 * @throws TransferError `engine` where neither has all layers: only those of ONNX files may be wanting
 */
export function engineFor(network: Topology, { features, training }: Engines): FeatureEngine {
  const engine = [features, training].find((one) => one.takes(network));
  if (engine !== undefined) return engine;
  throw new TransferError(
    'engine',
    `The network has layers of an ONNX file, which ${onnxRuntime.name} runs, and there is none that works. ${howToInstallRuntime}`,
  );
}
