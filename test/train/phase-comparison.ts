import path from 'node:path';
import type { OptimizerName } from '../../src/design/config';
import type { PhaseTask, TrainingPhase } from '../../src/train/engines/engine';
import type { TensorFlow } from '../../src/train/engines/tensorflow-js/tensorflow';
import { readBase } from '../../src/train/formats/read-base';
import type { TopologyLayer } from '../../src/train/network/topology';
import { layerOfWeight, type NetworkWeights, type WeightValues } from '../../src/train/network/weight-values';
import { layerBases, saveBase, settingBases } from '../fixtures/layer-bases';

export const labels = [0, 3, 1, 4, 2, 2];
export const batches = [0, 1, 2, 3, 4].map((step) => ({
  values: Float32Array.from({ length: labels.length * 768 }, (_, at) => Math.sin(at * (step + 1.3)) * 1.2),
  shape: [labels.length, 16, 16, 3],
}));

const bases = [...layerBases, ...settingBases];

/** Every kind of layer, and every setting that changes what one computes. */
export const taken = bases.filter(({ refusedFor }) => refusedFor === undefined).map(({ about }) => about);

/** TensorFlow.js has no gradient for normalisation along another axis than the last. */
export const trainedByAll = taken.filter((about) => about !== 'BatchNormalization of channels in front');

/** All layers of a small network train; what drops out at random answers as at inference, unless it is to learn. */
export async function taskOf(
  tf: TensorFlow,
  folder: string,
  about: string,
  optimizer: OptimizerName,
  dropsOut = false,
): Promise<PhaseTask> {
  const base = bases.find((known) => known.about === about)!;
  const file = await saveBase(tf, base.build(tf), path.join(folder, `${about} ${optimizer}`));
  const { topology, weights: drawn, added } = await readBase(file);
  const weights = new Map([...drawn].map(([name, weight]) => [name, alwaysTheSame(name, weight)]));
  const layers: TopologyLayer[] = topology.layers.map((layer) =>
    layer === topology.layers.at(-1)
      ? { ...layer, config: { ...layer.config, activation: 'linear' } }
      : layer,
  );
  const random = layers.filter(({ className }) => !dropsOut && className.includes('Dropout'));
  return {
    network: { ...topology, layers },
    weights,
    trainable: new Set([...weights.keys()].map(layerOfWeight)),
    neverTrained: added,
    inference: new Set(random.map(({ name }) => name)),
    ...{ optimizer, learningRate: 0.01, classWeights: [1, 2, 0.5, 1, 1.5] },
  };
}

/** Weights of the usual size, and no others the next time: a chance value near a kink would be told as a difference. */
function alwaysTheSame(name: string, { shape, values }: WeightValues): WeightValues {
  const [own = 1] = shape.slice(-1);
  const size = Math.sqrt(2 / Math.max(1, values.length / own));
  const middle = /gamma|variance/.test(name) ? 1 : 0;
  const spread = shape.length > 1 ? size : 0.1;
  return {
    shape,
    values: values.map((_, at) => middle + spread * Math.sin(12.9898 * (at + 1) + name.length)),
  };
}

/** What a phase is after some steps, and what it says before and after them. */
export async function trained(phase: TrainingPhase, steps: number, seed = 1) {
  const before = await phase.logits(batches[0]!);
  phase.begin(['seed', seed]);
  const losses: number[] = [];
  for (const batch of batches.slice(0, steps)) losses.push((await phase.step(batch, labels)).loss);
  const after = await phase.logits(batches[0]!);
  const { weights, optimizer } = await phase.state();
  phase.dispose();
  return { before, losses, after, weights, optimizer };
}

export function furthest(one: ArrayLike<number>, other: ArrayLike<number>): number {
  if (one.length !== other.length) return Number.POSITIVE_INFINITY;
  return Array.from(one).reduce((most, value, at) => Math.max(most, Math.abs(value - other[at]!)), 0);
}

export function furthestWeights(one: NetworkWeights, other: NetworkWeights): readonly [string, number][] {
  return [...other].map(([name, { values }]) => [name, furthest(one.get(name)?.values ?? [], values)]);
}
