import { type GraphFacts, keptUpTo } from '../base/graph-facts';
import type { GraphLayer } from '../layer-graph';
import type { ParsedFile } from '../parsed-file';
import type { KeyPath } from '../problem';
import type { Report } from '../problems/report';
import { isGlob } from '../words/glob';
import { nearestName } from '../words/nearest-name';
import { counted, named } from '../words/wording';
import { matchingNames } from './layer-patterns';

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
  const setting = file.config.freeze ?? 'auto';
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
    report(
      'freeze-beyond-cut',
      path,
      `\`${name}\` lies after the cut \`${kept.cut}\` and is sliced off. Freeze through \`${kept.cut}\` at most, or cut later.`,
      [{ title: `Freeze through ${kept.cut}`, path, value: kept.cut }],
    );
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
      report(
        'pattern-matches',
        path,
        `\`${pattern}\` freezes ${counted(frozen.length, 'layer')}: ${named(frozen)}.`,
      );
    }
  } else if (kept.layers.some(({ name }) => names.has(name))) {
    reportNoWeights(inBase, path, report);
  } else {
    report(
      'freeze-beyond-cut',
      path,
      `${named(inBase)} ${inBase.length === 1 ? 'lies' : 'lie'} after the cut \`${kept.cut}\` and ` +
        `${inBase.length === 1 ? 'is' : 'are'} sliced off, so this freezes nothing. Take it out, or cut later.`,
    );
  }
  return frozen;
}

function reportUnknown(name: string, path: KeyPath, kept: KeptBase, report: Report): void {
  const nearest = nearestName(
    name,
    kept.layers.map((layer) => layer.name),
  );
  report(
    'freeze-unknown',
    path,
    `No layer of the base is called \`${name}\`, so this freezes nothing. ` +
      (nearest === undefined
        ? 'Name a layer of the base, or a pattern such as `block1*`.'
        : `Is \`${nearest}\` meant?`),
    nearest === undefined ? [] : [{ title: `Change to ${nearest}`, path, value: nearest }],
  );
}

function reportNoWeights(names: readonly string[], path: KeyPath, report: Report): void {
  report(
    'freeze-without-weights',
    path,
    `${named(names)} can't be frozen, for there are no weights to keep: freezing it changes nothing. Name a layer with ` +
      'weights, such as a convolution.',
  );
}
