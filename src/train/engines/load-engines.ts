import { TransferError } from '../../design/transfer-error';
import { onnxRuntime } from '../../shared/engines';
import { howToInstallRuntime } from '../../shared/runtime-words';
import type { Topology } from '../network/topology';
import type { NetworkWeights } from '../network/weight-values';
import type { Engine, FeatureEngine, GpuEngines, InspectingEngine } from './engine';
import { onnxRuntimeEngines, onnxRuntimeOnGpu, onnxRuntimeTrainers } from './onnx-runtime/load-onnx-runtime';
import { inspectingEngine, tfjsNodeEngines, webAssemblyEngines } from './tensorflow-js/load-tensorflow';

/** The engines of one kind, the fastest first, as far as the environment says that they are there. @throws TransferError `engine` if one then does not load */
type EngineLoader = (environment: NodeJS.ProcessEnv) => Promise<readonly (FeatureEngine | Engine)[]>;

/** One line a kind of engines, in the order in which they are asked. ONNX Runtime trains where tfjs-node is not: that is quicker. */
const engines: readonly EngineLoader[] = [
  onnxRuntimeEngines,
  tfjsNodeEngines,
  (environment) => onnxRuntimeTrainers(environment, drawnWithout),
  webAssemblyEngines,
];

/** By an engine that needs no native library. */
const drawnWithout: Engine['initialWeights'] = async (...drawn) =>
  (await inspectingEngine()).initialWeights(...drawn);

/** What a run computes with. */
export interface Engines {
  /** What networks can be asked with, the fastest first. The first that folds nothing tells whether the others are right. */
  readonly answering: readonly FeatureEngine[];
  /** The first that trains. */
  readonly training: Engine;
  /** What may be tried beside them, where the user asks for it. */
  readonly onGpu?: GpuEngines | undefined;
}

/**
 * All engines that are there, up to where one trains and one folds nothing.
 *
 * @throws TransferError `engine` if the engine that was asked for does not load; never falls back silently
 */
export async function loadEngines(
  environment: NodeJS.ProcessEnv,
  loaders: readonly EngineLoader[] = engines,
): Promise<Engines> {
  const answering: (FeatureEngine | Engine)[] = [];
  for (const load of loaders) {
    answering.push(...(await load(environment)));
    const training = answering.find((engine) => 'phase' in engine);
    if (training !== undefined && answering.some(({ folds }) => !folds))
      return { answering, training, onGpu: onnxRuntimeOnGpu(environment, drawnWithout) };
  }
  throw new RangeError('None of the engines trains.');
}

/** What bases are inspected by. @throws TransferError `engine` */
export function loadInspectingEngine(): Promise<InspectingEngine> {
  return inspectingEngine();
}

/**
 * The engine that a network is asked with: the fastest that has all of its layers.
 *
 * @param weights of all layers of the network
 * @throws TransferError `engine` where none has: only layers of ONNX files may be wanting
 */
export function engineFor(
  network: Topology,
  weights: NetworkWeights,
  { answering }: Pick<Engines, 'answering'>,
): FeatureEngine {
  const engine = answering.find((one) => one.takes(network, weights));
  if (engine !== undefined) return engine;
  throw new TransferError(
    'engine',
    `The network has layers of an ONNX file, which ${onnxRuntime.name} runs, and there is none that works. ${howToInstallRuntime}`,
  );
}

/** The same engines, that of a name asked before all others if it is there: networks are to be asked as a run has asked them. */
export function preferring(name: string | undefined, engines: Engines): Engines {
  const isPreferred = (engine: FeatureEngine) => engine.name === name;
  const { answering } = engines;
  return {
    ...engines,
    answering: [...answering.filter(isPreferred), ...answering.filter((engine) => !isPreferred(engine))],
  };
}
