import type { GraphFacts } from '../base/graph-facts';
import { keptUpTo } from '../base/graph-facts';
import { cutsToMeasure } from '../network/cuts-to-measure';
import type { ParsedFile } from '../parsed-file';
import type { StudyDepth } from './study';

/**
 * Where a base can be parted for a study, from its first layer with weights to the last before its classifier: after each
 * of these layers, in larger bases after each block. Where there are more than `most` some are passed over, evenly; the
 * first and the last stay.
 */
export function studyDepths(file: ParsedFile, facts: GraphFacts, most: number): readonly StudyDepth[] {
  const depths = cutsToMeasure(file, facts)
    .map(({ layer }) => ({ layer, copied: weightLayersUpTo(facts, layer) }))
    .filter(({ copied }, at, all) => copied > (all[at - 1]?.copied ?? 0));
  if (depths.length <= most) return depths;
  if (most === 1) return depths.slice(-1);
  const end = depths.length - 1;
  return Array.from({ length: most }, (_, at) => depths[Math.round((at * end) / (most - 1))] as StudyDepth);
}

/** How many layers that compute by weights a layer depends on, itself included. */
export function weightLayersUpTo({ graph, weightLayers }: GraphFacts, layer: string): number {
  const kept = keptUpTo(graph, layer);
  return weightLayers.filter(({ layer: { name } }) => kept.has(name)).length;
}
