import type { GraphFacts } from '../base/graph-facts';
import { channelsLast, valuesIn } from '../base/tensor-shape';
import type { Pool } from '../config';
import type { ParsedFile } from '../parsed-file';
import { choosePool } from './head-pool';

/** A cut that is tried, and what a head there would get. */
export interface CutToMeasure {
  readonly layer: string;
  /** Of the layer's output, without the batch axis, in its own order. */
  readonly shape: readonly number[];
  readonly channelsFirst?: true;
  readonly pool: Pool | 'none';
  /** The number of values of an image that the head gets. */
  readonly features: number;
}

/** More are passed over, evenly: in larger bases neighbours say the same. */
const mostCuts = 24;

/**
 * The legal cuts that are worth trying, in the order of the data: up to before the classifier the last one in front of each
 * layer with weights, for what lies between has nothing that was learned.
 */
export function cutsToMeasure(file: ParsedFile, facts: GraphFacts): readonly CutToMeasure[] {
  const place = (name: string): number => facts.position.get(name) ?? 0;
  const last = place(facts.cutBeforeClassifier);
  const legal = facts.legalCuts.filter((name) => place(name) > 0 && place(name) <= last);
  const weighted = new Set(facts.weightLayers.map(({ position }) => position));
  const isLast = (name: string, at: number): boolean => {
    const next = legal[at + 1];
    if (next === undefined) return true;
    for (let between = place(name) + 1; between <= place(next); between += 1)
      if (weighted.has(between)) return true;
    return false;
  };
  const cuts = legal.filter(isLast).flatMap((layer) => cutAt(file, facts, layer) ?? []);
  return evenly(cuts, mostCuts);
}

function cutAt(file: ParsedFile, facts: GraphFacts, layer: string): CutToMeasure | undefined {
  const own = facts.layer.get(layer);
  if (own === undefined) return undefined;
  const shape = own.outputShape.filter((edge) => edge !== null);
  if (shape.length < own.outputShape.length) return undefined;
  // What is odd about the head's pooling is told where the file's own cut is chosen.
  const pool = choosePool(file, facts, layer, () => {});
  const features = pool === 'average' ? (channelsLast(own).at(-1) ?? 1) : valuesIn(shape);
  return { layer, shape, ...(own.channelsFirst ? { channelsFirst: true } : {}), pool, features };
}

/** Batch normalisations up to the last cut, of feature maps whose channels stand last, in the order of the data. */
export function normalisationsToMeasure(facts: GraphFacts, cuts: readonly CutToMeasure[]): readonly string[] {
  const last = facts.position.get(cuts.at(-1)?.layer ?? '') ?? -1;
  return facts.graph.layers
    .filter(
      ({ name, type, outputShape, channelsFirst }) =>
        type === 'BatchNormalization' &&
        outputShape.length === 3 &&
        channelsFirst !== true &&
        (facts.position.get(name) ?? last + 1) <= last,
    )
    .map(({ name }) => name);
}

/** The last one stays. */
function evenly<Item>(items: readonly Item[], most: number): readonly Item[] {
  if (items.length <= most) return items;
  const end = items.length - 1;
  return Array.from({ length: most }, (_, at) => items[Math.round((at * end) / (most - 1))] as Item);
}
