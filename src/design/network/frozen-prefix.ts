import type { KeptBase } from './freeze-map';

/**
 * The last layer of a phase's frozen prefix: the deepest legal cut, up to the base's cut, with nothing trainable
 * at or below it. The base's input layer where no layer with weights lies below what trains: then there is
 * nothing worth computing once.
 */
export function frozenPrefixEnd({ facts, cut, weighted }: KeptBase, trainable: readonly string[]): string {
  const place = (name: string) => facts.position.get(name) ?? Number.POSITIVE_INFINITY;
  const firstTrained = Math.min(...trainable.map(place));
  const deepest = facts.legalCuts.findLast((name) => place(name) <= place(cut) && place(name) < firstTrained);
  const input = facts.graph.layers[0]?.name ?? cut;
  const firstWeighted = weighted[0];
  if (deepest === undefined || firstWeighted === undefined) return input;
  return place(deepest) < place(firstWeighted) ? input : deepest;
}
