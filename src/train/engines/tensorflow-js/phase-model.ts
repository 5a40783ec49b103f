import type { LayersModel, Tensor, Variable } from '@tensorflow/tfjs';
import type { PlanPhase } from '../../../design/plan';
import type { AdaptedNetwork } from '../../network/adapted-network';
import { above, inputLayerOf, type Topology, upTo } from '../../network/topology';
import type { NetworkWeights } from '../../network/weight-values';
import { buildModel, layerWeights, type ModelWeight, readWeights } from './build-model';
import { mendGradients } from './mend-gradients';
import type { TensorFlow } from './tensorflow';

/** The part of the network that a phase runs in every step: from the frozen prefix's output to the logits. */
export interface PhaseModel {
  readonly model: LayersModel;
  /** What gradients are taken for. */
  readonly variables: readonly Variable[];
  /** What can change: the variables, and the statistics of batch normalisation that trains by the batch. */
  readonly changing: readonly ModelWeight[];
  dispose(): void;
}

export interface PhaseModelInputs {
  readonly tf: TensorFlow;
  readonly network: AdaptedNetwork;
  readonly weights: NetworkWeights;
  readonly phase: PlanPhase;
  /** The frozen prefix's last layer, and its output's shape without the batch axis. */
  readonly prefix: { readonly cut: string; readonly shape: readonly number[] };
  /** Tensors that never train although their layer does (see `completeBatchNormalisation`). */
  readonly neverTrained: ReadonlySet<string>;
}

/** Builds what a phase trains. Frozen layers in it run in inference mode, whatever `training` says. */
export async function buildPhaseModel(inputs: PhaseModelInputs): Promise<PhaseModel> {
  const { tf, network, weights, phase, prefix } = inputs;
  const whole = upTo(network.topology, network.logits);
  const topology = prefix.cut === inputLayerOf(whole).name ? whole : above(whole, prefix.cut, prefix.shape);
  const model = await buildModel(tf, topology, weights);
  mendGradients(tf, model);
  const trainable = new Set(phase.trainable);
  const changingBelow = layersThatChange(topology, trainable);
  for (const layer of model.layers) {
    const isBatchNorm = layer.getClassName() === 'BatchNormalization';
    const inference =
      !changingBelow.has(layer.name) || (layer.weights.length > 0 && !trainable.has(layer.name));
    if (inference || (isBatchNorm && phase.batchNorm === 'inference')) alwaysInfer(layer);
  }
  const own = model.layers.filter((layer) => trainable.has(layer.name));
  const changing = own.flatMap(layerWeights).filter(({ name }) => !inputs.neverTrained.has(name));
  const variables = changing.filter(({ name }) => !/\/moving_(mean|variance)$/.test(name));
  return {
    model,
    variables: variables.map((weight) => weight.read() as Variable),
    changing,
    dispose: () => model.dispose(),
  };
}

/** The trainable layers and all that depends on them; a dropout outside of these belongs to the frozen part. */
function layersThatChange(topology: Topology, trainable: ReadonlySet<string>): Set<string> {
  const changing = new Set<string>();
  for (const layer of topology.layers) {
    if (trainable.has(layer.name) || layer.inbound.some((name) => changing.has(name)))
      changing.add(layer.name);
  }
  return changing;
}

/**
 * `trainable = false` does not stop batch normalisation from normalising by the batch and moving its statistics,
 * nor dropout from dropping; only the layer's own `call` can.
 */
function alwaysInfer(layer: LayersModel['layers'][number]): void {
  const call = layer.call.bind(layer);
  layer.call = (inputs: Tensor | Tensor[], options) => call(inputs, { ...options, training: false });
}

/** The values of everything that changed, to be kept. */
export function changedWeights(phaseModel: PhaseModel): NetworkWeights {
  return readWeights(phaseModel.changing);
}

/** Puts kept values back. @throws RangeError if a value is missing */
export function restoreWeights(tf: TensorFlow, phaseModel: PhaseModel, weights: NetworkWeights): void {
  for (const weight of phaseModel.changing) {
    const kept = weights.get(weight.name);
    if (kept === undefined) throw new RangeError(`No values are kept for "${weight.name}".`);
    const tensor = tf.tensor(kept.values, [...kept.shape]);
    weight.write(tensor);
    tensor.dispose();
  }
}
