import { baseInput } from '../base/base-input';
import type { GraphFacts } from '../base/graph-facts';
import type { Start } from '../config';
import { defaults } from '../defaults';
import type { MeasuredCuts } from '../measurement';
import type { ParsedFile } from '../parsed-file';
import type { PlanHead, PlanInput } from '../plan';
import { planProblem } from '../problems/plan-problems';
import type { Report } from '../problems/report';
import type { ScaleMeasurement } from '../scale-measurement';
import type { TransferCase } from '../transfer-cases';
import { chooseCut, followsMeasuredCut } from './cut';
import { frozenLayers, type KeptBase, keptBase } from './freeze-map';
import { type HeadLayer, headLayers } from './head-layers';
import { choosePool } from './head-pool';
import type { Trainables } from './phase-layers';
import { choosePhases, type Phase, randomStartPhases } from './phases';
import { trainsBase } from './trained-layers';

/** The network of a plan: what is kept of the base, the head on it, and what the phases train. */
export interface Network {
  readonly kept: KeptBase;
  /** Whether it is cut where that was measured to be best, for the file leaves it open. */
  readonly isCutMeasured: boolean;
  readonly input: PlanInput | undefined;
  readonly init: Start;
  readonly head: PlanHead;
  readonly headLayers: readonly HeadLayer[];
  /** Kept layers that are frozen where the file writes no phases. */
  readonly frozen: ReadonlySet<string>;
  readonly phases: readonly Phase[];
  /** The phases of the random start; empty where there is none to fall back to. */
  readonly fallbackPhases: readonly Phase[];
}

/** @returns undefined if the file's cut is none */
export function designNetwork(
  file: ParsedFile,
  facts: GraphFacts,
  transferCase: TransferCase,
  units: number,
  measured: { readonly scales: ScaleMeasurement | undefined; readonly cuts: MeasuredCuts | undefined },
  report: Report,
): Network | undefined {
  const input = baseInput(file, facts.graph, measured.scales, report);
  const cut = chooseCut(file, facts, transferCase, measured.cuts, report);
  if (cut === undefined) return undefined;
  const kept = keptBase(facts, cut);
  const init = chooseStart(file, transferCase);
  const pool = choosePool(file, facts, cut, report);
  const hidden = file.config.head.layers ?? [];
  const layer = facts.layer.get(cut) ?? { outputShape: [] };
  const head = headLayers(layer, pool, hidden, units, (name) => facts.layer.has(name));
  const headNames = head.map(({ name }) => name);
  // A random start that stays frozen would learn nothing: where the file leaves freeze open, all of it trains.
  const open = init === 'random' ? 'none' : transferCase.freeze;
  const frozen = frozenLayers(file, kept, open, headNames, report);
  const trainables: Trainables = { kept, head, frozen, init };
  const phases = choosePhases(file, trainables, report);
  reportOnlyRun(file, kept, phases, report);
  return {
    kept,
    isCutMeasured: cut === measured.cuts?.layer && followsMeasuredCut(file, transferCase),
    input,
    init,
    head: { pool, layers: hidden, units },
    headLayers: head,
    frozen,
    phases,
    fallbackPhases:
      transferCase.fallsBack && init === 'pretrained' && facts.graph.trainsBase !== false
        ? randomStartPhases(file, trainables)
        : [],
  };
}

/** A base whose network can only be run has nothing that trains. */
function reportOnlyRun(file: ParsedFile, kept: KeptBase, phases: readonly Phase[], report: Report): void {
  const { graph } = kept.facts;
  if (graph.trainsBase !== false) return;
  if (file.config.train.cache === 'off') {
    const fix = { title: 'Take it out', path: ['train', 'cache'], value: undefined };
    report(planProblem('base-only-runs-uncached', { base: graph.name }), ['train', 'cache'], [fix]);
  }
  if (!phases.some((phase) => trainsBase(phase, kept))) return;
  const byFreeze = file.config.train.phases === undefined;
  report(
    planProblem('base-only-runs', { base: graph.name, inPhases: !byFreeze }),
    byFreeze ? ['freeze'] : ['train', 'phases'],
    byFreeze ? [{ title: 'Freeze all of it', path: ['freeze'], value: 'all' }] : [],
  );
}

function chooseStart(file: ParsedFile, transferCase: TransferCase): Start {
  const init = file.config.init ?? defaults.init;
  return init === 'auto' ? transferCase.init : init;
}
