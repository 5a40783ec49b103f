import { valuesIn } from '../base/tensor-shape';
import type { OptimizerName } from '../config';
import type { Plan, PlanLayer, PlanPhase } from '../plan';
import { allPhases } from './plan-reading';

/** Weights, activations and gradients are 32-bit floats. */
const bytesAValue = 4;

/** What a run takes before it holds any weights: Node, the engine and decoding. */
const processBytes = 250e6;

/** How many values an optimiser keeps for each weight that trains. */
const momentsOf: Readonly<Record<OptimizerName, number>> = { sgd: 0, momentum: 1, rmsprop: 1, adam: 2 };

/** Rows of a frozen prefix are computed in batches of at most this many pictures, whatever the batch size of training. */
export const prefixBatch = 32;

/** Where a layer gives so many values (4 MB) at once, its time is that of its arithmetic and no longer that of its call. */
const enoughValues = 2 ** 20;

/**
 * Pictures whose answers are asked for at once, after each epoch and in the end: more than those of a step where a phase
 * runs small layers alone, such as a head's.
 */
export function scoredBatch({ layers, training }: Plan, phase: PlanPhase): number {
  const cut = layers.filter(({ name }) => name === phase.cache?.cut);
  const widest = Math.max(
    ...[...cut, ...aboveCut(layers, phase)].map(({ outputShape }) => valuesIn(outputShape)),
  );
  return Math.max(training.batchSize, Math.floor(enoughValues / widest));
}

/** The memory that a run needs where it needs most: in bytes, by what it is for. */
export interface MemoryNeed {
  readonly total: number;
  /** Weights, and what training keeps beside them. */
  readonly weights: number;
  /** A batch of pictures on its way through the layers. */
  readonly batch: number;
  /** The weights that train in the phase that needs most. */
  readonly trained: number;
  /** Pictures in the largest batch. */
  readonly pictures: number;
}

/**
 * The least memory that a plan's run can do with. What stands in memory for a moment only is not counted, so a machine
 * with less has no chance, and one with a little more has no certainty.
 */
export function memoryNeed(plan: Plan): MemoryNeed {
  const { layers, training, dataset } = plan;
  const pictures = Math.max(1, Math.min(training.batchSize, dataset.images));
  const needs = allPhases(plan).map((phase): MemoryNeed => {
    const trainable = new Set(phase.trainable);
    const trained = paramsOf(layers.filter(({ name }) => trainable.has(name)));
    // The whole network as the phase began; in the engine what the phase runs.
    const weights = bytesAValue * (paramsOf(layers) + paramsOf(aboveCut(layers, phase)));
    // Gradients, in the engine and out of it; the weights at hand, those of the checkpoint and its file's; the
    // optimiser's values at hand and those of the checkpoint.
    const copies = 5 + 2 * momentsOf[training.optimizer];
    const batch = Math.max(
      pictures * trainingBytes(layers, phase, trainable),
      prefixBatch * passingBytes(layers, phase),
    );
    const beside = bytesAValue * copies * trained;
    return {
      total: processBytes + weights + beside + batch,
      weights: weights + beside,
      batch,
      trained,
      pictures,
    };
  });
  return needs.reduce((most, need) => (need.total > most.total ? need : most), {
    ...{ total: processBytes, weights: 0, batch: 0, trained: 0, pictures },
  });
}

function paramsOf(layers: readonly PlanLayer[]): number {
  return layers.reduce((sum, { params }) => sum + params, 0);
}

/** The layers that a phase runs in every step. */
function aboveCut(layers: readonly PlanLayer[], { cache }: PlanPhase): readonly PlanLayer[] {
  return layers.slice(layers.findIndex(({ name }) => name === cache?.cut) + 1);
}

/** For one picture: what goes into the phase's layers, and the outputs that wait for their gradients. */
function trainingBytes(
  layers: readonly PlanLayer[],
  phase: PlanPhase,
  trainable: ReadonlySet<string>,
): number {
  const first = layers.findIndex(({ name }) => trainable.has(name));
  const input = layers.find(({ name }) => name === phase.cache?.cut) ?? layers[0];
  return bytesOf(first < 0 ? [] : layers.slice(first)) + bytesOf(input === undefined ? [] : [input]);
}

/** For one picture on its way through the frozen prefix: the largest output and what it is made from. */
function passingBytes(layers: readonly PlanLayer[], { cache }: PlanPhase): number {
  const cut = layers.findIndex(({ name }) => name === cache?.cut);
  const sizes = layers.slice(0, cut + 1).map((layer) => bytesOf([layer]));
  return sizes.length < 2 ? 0 : Math.max(...sizes.map((size, index) => size + (sizes[index - 1] ?? 0)));
}

function bytesOf(layers: readonly PlanLayer[]): number {
  return bytesAValue * layers.reduce((sum, { outputShape }) => sum + valuesIn(outputShape), 0);
}
