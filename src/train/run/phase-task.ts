import type { PlanPhase } from '../../design/plan';
import type { PhaseTask } from '../engines/engine';
import { above, inputLayerOf, type Topology, upTo } from '../network/topology';
import { layerOfWeight, type NetworkWeights } from '../network/weight-values';
import type { PhaseExamples } from './phase-examples';
import type { RunSession } from './run-session';

/** What a phase of this run trains: the network from the frozen prefix's output to the logits. */
export function phaseTask(
  { network, base, plan }: Pick<RunSession, 'network' | 'base' | 'plan'>,
  phase: PlanPhase,
  weights: NetworkWeights,
  prefix: PhaseExamples['prefix'],
): PhaseTask {
  const topology = behind(prefix, upTo(network.topology, network.logits));
  const trainable = new Set(phase.trainable);
  const { optimizer, classWeights } = plan.training;
  return {
    network: topology,
    weights,
    trainable,
    neverTrained: base.added,
    inference: layersThatInfer(topology, weights, phase),
    optimizer,
    learningRate: phase.learningRate,
    classWeights,
  };
}

/** What of a network is left to run once a frozen prefix was. */
export function behind({ cut, shape }: PhaseExamples['prefix'], network: Topology): Topology {
  return cut === inputLayerOf(network).name ? network : above(network, cut, shape);
}

/** Frozen layers; what has no weights goes with the layers before it, so that a dropout there belongs to the frozen part. */
function layersThatInfer(topology: Topology, weights: NetworkWeights, phase: PlanPhase): Set<string> {
  const trainable = new Set(phase.trainable);
  const withWeights = new Set([...weights.keys()].map(layerOfWeight));
  const changing = new Set<string>();
  const inferring = new Set<string>();
  for (const { name, className, inbound } of topology.layers) {
    if (trainable.has(name) || inbound.some((source) => changing.has(source))) changing.add(name);
    const isFrozen = !changing.has(name) || (withWeights.has(name) && !trainable.has(name));
    const keepsStatistics = className === 'BatchNormalization' && phase.batchNorm === 'inference';
    if (isFrozen || keepsStatistics) inferring.add(name);
  }
  return inferring;
}
