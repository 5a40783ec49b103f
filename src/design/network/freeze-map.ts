import { type GraphFacts, keptUpTo } from '../base/graph-facts';
import { defaults } from '../defaults';
import type { GraphLayer } from '../layer-graph';
import type { ParsedFile } from '../parsed-file';
import type { KeyPath } from '../problem';
import { planProblem } from '../problems/plan-problems';
import type { Report } from '../problems/report';
import { isGlob, matchingNames } from '../words/glob';
import { nearestName } from '../words/nearest-name';

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
 * `through` freezes a layer and all that it depends on.
 */
export function frozenLayers(
  file: ParsedFile,
  kept: KeptBase,
  fallback: 'all' | 'none',
  report: Report,
): ReadonlySet<string> {
  const setting = file.config.freeze ?? defaults.freeze;
  const freeze = setting === 'auto' ? fallback : setting;
  if (freeze === 'all' || freeze === 'none') return frozenInCase(kept, freeze);
  if ('through' in freeze) return frozenThrough(freeze.through, kept, report);
  return new Set(
    freeze.flatMap((pattern, index) => frozenByPattern(pattern, ['freeze', index], kept, report)),
  );
}

function frozenThrough(name: string, kept: KeptBase, report: Report): ReadonlySet<string> {
  const path = ['freeze', 'through'];
  if (!kept.facts.position.has(name)) {
    reportUnknown(name, path, kept, report);
    return new Set();
  }
  const below = keptUpTo(kept.facts.graph, name);
  const frozen = kept.weighted.filter((layer) => below.has(layer));
  if (!kept.layers.some((layer) => layer.name === name)) {
    report(planProblem('freeze-beyond-cut', { names: [name], cut: kept.cut, isThrough: true }), path, [
      { title: `Freeze through ${kept.cut}`, path, value: kept.cut },
    ]);
  } else if (frozen.length === 0) reportNoWeights([name], path, report);
  return new Set(frozen);
}

function frozenByPattern(pattern: string, path: KeyPath, kept: KeptBase, report: Report): readonly string[] {
  const inBase = matchingNames(
    pattern,
    kept.facts.graph.layers.map(({ name }) => name),
  );
  if (inBase.length === 0) {
    reportUnknown(pattern, path, kept, report);
    return [];
  }
  const names = new Set(inBase);
  const frozen = kept.weighted.filter((name) => names.has(name));
  if (frozen.length > 0) {
    if (isGlob(pattern)) {
      report(planProblem('pattern-matches', { pattern, does: 'freezes', layers: frozen }), path);
    }
  } else if (kept.layers.some(({ name }) => names.has(name))) {
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
