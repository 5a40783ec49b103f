import type { PlanPhase } from '../../design/plan';
import { buildPhaseModel, type PhaseModel } from '../engines/tensorflow-js/phase-model';
import type { NetworkWeights } from '../network/weight-values';
import type { PhaseExamples } from './phase-examples';
import type { RunSession } from './run-session';

/** What a phase of this run trains and is judged by: the network from the frozen prefix's output to the logits. */
export function phaseNetwork(
  { engine, network, base }: RunSession,
  phase: PlanPhase,
  weights: NetworkWeights,
  { prefix }: PhaseExamples,
): Promise<PhaseModel> {
  return buildPhaseModel({ tf: engine.tf, network, weights, phase, prefix, neverTrained: base.added });
}
