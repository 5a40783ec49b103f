import { type GraphFacts, keptUpTo } from '../base/graph-facts';
import { defaults } from '../defaults';
import type { GraphLayer } from '../layer-graph';
import type { ParsedFile } from '../parsed-file';
import type { KeyPath } from '../problem';
import { planProblem } from '../problems/plan-problems';
import type { Report } from '../problems/report';
import { matchingNames } from '../words/glob';
import { nearestName } from '../words/nearest-name';
import { reportSplitNumber } from './split-number';

/** The kept part of a base. */
export interface KeptBase {
  readonly facts: GraphFacts;
  readonly cut: string;
  /** In the order of the data. */
  readonly layers: readonly GraphLayer[];
  /** The names of those with weights, in the order of the data. */
  readonly weighted: readonly string[];
}

export function keptBase(facts: GraphFacts, cut: string): KeptBase {
  const kept = keptUpTo(facts.graph, cut);
  const layers = facts.graph.layers.filter(({ name }) => kept.has(name));
  return { facts, cut, layers, weighted: layers.filter(({ params }) => params > 0).map(({ name }) => name) };
}

export function frozenInCase(kept: KeptBase, freeze: 'all' | 'none'): ReadonlySet<string> {
  return new Set(freeze === 'all' ? kept.weighted : []);
}

/**
 * Which kept layers with weights are frozen where the phases say nothing else: as the file says, else `fallback`.
 * `through` freezes a layer and all that it depends on: at a legal cut all that stands before it.
 *
 * @param headNames what the new layers are called; these always train
 */
export function frozenLayers(
  file: ParsedFile,
  kept: KeptBase,
  fallback: 'all' | 'none',
  headNames: readonly string[],
  report: Report,
): ReadonlySet<string> {
  const setting = file.config.freeze ?? defaults.freeze;
  const freeze = setting === 'auto' ? fallback : setting;
  if (freeze === 'all' || freeze === 'none') return frozenInCase(kept, freeze);
  const reportNone = (name: string, path: KeyPath) => {
    // `head` alone is what the phases call it.
    if (name !== 'head' && matchingNames(name, headNames).length === 0)
      reportUnknown(name, path, kept, report);
    else
      report(planProblem('freeze-names-head', { name, cut: kept.cut }), path, [
        { title: 'Freeze all of the base', path: ['freeze'], value: 'all' },
      ]);
  };
  if ('through' in freeze) return frozenThrough(freeze.through, kept, reportNone, report);
  return new Set(
    freeze.flatMap((pattern, index) => frozenByPattern(pattern, ['freeze', index], kept, reportNone, report)),
  );
}

/** Reports a name or pattern of the file that no layer of the base has. */
type ReportNone = (name: string, path: KeyPath) => void;

function frozenThrough(
  name: string,
  kept: KeptBase,
  reportNone: ReportNone,
  report: Report,
): ReadonlySet<string> {
  const path = ['freeze', 'through'];
  if (!kept.facts.position.has(name)) {
    reportNone(name, path);
    return new Set();
  }
  const before = keptUpTo(kept.facts.graph, name);
  const frozen = kept.weighted.filter((layer) => before.has(layer));
  if (!kept.layers.some((layer) => layer.name === name)) {
    report(planProblem('freeze-beyond-cut', { names: [name], cut: kept.cut, isThrough: true }), path, [
      { title: `Freeze through ${kept.cut}`, path, value: kept.cut },
    ]);
  } else if (frozen.length === 0) reportNoWeights([name], path, report);
  else reportBranch(name, before, kept, report);
  return new Set(frozen);
}

/** A layer in a branch is frozen with all that it is computed from. What runs beside it is not, and trains. */
function reportBranch(name: string, before: ReadonlySet<string>, kept: KeptBase, report: Report): void {
  const { facts, cut, weighted } = kept;
  if (facts.legalCuts.includes(name)) return;
  const after = new Set([name]);
  for (const layer of kept.layers) if (layer.inbound.some((one) => after.has(one))) after.add(layer.name);
  const beside = weighted.filter((one) => !before.has(one) && !after.has(one));
  if (beside.length === 0) return;
  const place = (one: string) => facts.position.get(one) ?? Number.POSITIVE_INFINITY;
  const firstWeighted = place(weighted[0] ?? cut);
  const stops = [
    facts.legalCuts.findLast((one) => place(one) < place(name) && place(one) >= firstWeighted),
    facts.legalCuts.find((one) => place(one) > place(name)),
  ].filter((one) => one !== undefined);
  const path = ['freeze', 'through'];
  report(
    planProblem('freeze-inside-branch', { name, beside, stops }),
    path,
    stops.map((stop) => ({ title: `Freeze through ${stop}`, path, value: stop })),
  );
}

function frozenByPattern(
  pattern: string,
  path: KeyPath,
  kept: KeptBase,
  reportNone: ReportNone,
  report: Report,
): readonly string[] {
  const inBase = matchingNames(
    pattern,
    kept.facts.graph.layers.map(({ name }) => name),
  );
  if (inBase.length === 0) {
    reportNone(pattern, path);
    return [];
  }
  const names = new Set(inBase);
  const frozen = kept.weighted.filter((name) => names.has(name));
  if (frozen.length > 0) reportSplitNumber(pattern, 'freezes', frozen, path, report);
  else if (kept.layers.some(({ name }) => names.has(name))) {
    reportNoWeights(inBase, path, report);
  } else {
    report(planProblem('freeze-beyond-cut', { names: inBase, cut: kept.cut, isThrough: false }), path);
  }
  return frozen;
}

function reportUnknown(name: string, path: KeyPath, kept: KeptBase, report: Report): void {
  const nearest = nearestName(
    name,
    kept.layers.map((layer) => layer.name),
  );
  report(
    planProblem('freeze-unknown', { name, nearest }),
    path,
    nearest === undefined ? [] : [{ title: `Change to ${nearest}`, path, value: nearest }],
  );
}

function reportNoWeights(names: readonly string[], path: KeyPath, report: Report): void {
  report(planProblem('freeze-without-weights', { names }), path);
}
