import type { GraphLayer, LayerGraph } from '../layer-graph';

/**
 * The layers after which the network can be cut, in the order of the data. A legal cut is crossed by exactly
 * one tensor: every path from input to output passes through the layer, and no other edge goes round it. The
 * input layer is one too (everything after it is sliced off); a layer inside a residual or parallel branch is not.
 */
export function legalCuts(graph: LayerGraph): readonly string[] {
  const layers = layersToOutput(graph);
  const position = new Map(layers.map((layer, index) => [layer.name, index]));
  const legal: string[] = [];
  // In topological order a layer is a legal cut exactly when no edge from before it ends after it. A layer
  // without inputs stands at the end of an edge from outside the network.
  const firstSource = layers.map((layer, index) =>
    layer.inbound.length === 0
      ? -1
      : Math.min(index, ...layer.inbound.map((name) => position.get(name) ?? index)),
  );
  let earliestSourceAfter = Number.POSITIVE_INFINITY;
  for (let index = layers.length - 1; index >= 0; index--) {
    if (earliestSourceAfter >= index) legal.push(layers[index]!.name);
    earliestSourceAfter = Math.min(earliestSourceAfter, firstSource[index]!);
  }
  return legal.reverse();
}

/** The layer and every layer whose output it depends on. Empty if the base has no such layer. */
export function layersUpTo(graph: LayerGraph, name: string): ReadonlySet<string> {
  const inbound = new Map(graph.layers.map((layer) => [layer.name, layer.inbound]));
  const found = new Set<string>();
  const open = inbound.has(name) ? [name] : [];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    for (const source of inbound.get(next) ?? []) if (inbound.has(source)) open.push(source);
  }
  return found;
}

/** Layers that lead nowhere do not count: nothing of them is run. */
function layersToOutput(graph: LayerGraph): readonly GraphLayer[] {
  const output = graph.layers.at(-1);
  if (output === undefined) return [];
  const reaching = layersUpTo(graph, output.name);
  return graph.layers.filter((layer) => reaching.has(layer.name));
}
