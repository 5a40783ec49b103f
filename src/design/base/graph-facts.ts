import type { GraphLayer, LayerGraph } from '../layer-graph';
import { classifierOf } from './classifier';
import { layerType } from './layer-types';
import { layersUpTo, legalCuts } from './legal-cuts';
import { type WeightLayer, weightLayersOf } from './weight-layers';

/** What the design asks of a base again and again. Worked out once a graph. */
export interface GraphFacts {
  readonly graph: LayerGraph;
  readonly layer: ReadonlyMap<string, GraphLayer>;
  /** Where a layer stands in the order of the data. */
  readonly position: ReadonlyMap<string, number>;
  /** In the order of the data; never empty if the base has a layer. */
  readonly legalCuts: readonly string[];
  readonly weightLayers: readonly WeightLayer[];
  readonly classifier: WeightLayer | undefined;
  /** The cut of cases 1, 3 and 4. */
  readonly cutBeforeClassifier: string;
  /** The cut of case 2. */
  readonly cutInFirstThird: string;
}

const known = new WeakMap<LayerGraph, GraphFacts>();
const knownUpTo = new WeakMap<LayerGraph, Map<string, ReadonlySet<string>>>();

/** @returns undefined for a graph without layers */
export function factsOf(graph: LayerGraph): GraphFacts | undefined {
  if (graph.layers.length === 0) return undefined;
  const facts = known.get(graph) ?? gather(graph);
  known.set(graph, facts);
  return facts;
}

/** The layer and all it depends on, remembered: the design asks for the same few layers at every key press. */
export function keptUpTo(graph: LayerGraph, name: string): ReadonlySet<string> {
  const remembered = knownUpTo.get(graph) ?? new Map<string, ReadonlySet<string>>();
  knownUpTo.set(graph, remembered);
  const layers = remembered.get(name) ?? layersUpTo(graph, name);
  remembered.set(name, layers);
  return layers;
}

function gather(graph: LayerGraph): GraphFacts {
  const cuts = legalCuts(graph);
  const weightLayers = weightLayersOf(graph);
  const classifier = classifierOf(graph, weightLayers);
  const position = new Map(graph.layers.map((layer, index) => [layer.name, index]));
  const latest = beforeClassifier(graph, cuts, position, classifier);
  const third = inFirstThird(cuts, position, weightLayers);
  return {
    graph,
    layer: new Map(graph.layers.map((layer) => [layer.name, layer])),
    position,
    legalCuts: cuts,
    weightLayers,
    classifier,
    cutBeforeClassifier: latest,
    cutInFirstThird: position.get(third)! < position.get(latest)! ? third : latest,
  };
}

/** The layer that feeds the classifier; dropout and reshaping on the way to it are left to the new head. */
function beforeClassifier(
  graph: LayerGraph,
  cuts: readonly string[],
  position: ReadonlyMap<string, number>,
  classifier: WeightLayer | undefined,
): string {
  if (classifier === undefined) return cuts.at(-1)!;
  const before = cuts.filter((name) => position.get(name)! < classifier.position);
  const type = (name: string) => graph.layers[position.get(name)!]!.type;
  return before.findLast((name) => !layerType(type(name)).leadsToClasses) ?? cuts[0]!;
}

/** The last legal cut before the first weight layer that is no longer in the first third. */
function inFirstThird(
  cuts: readonly string[],
  position: ReadonlyMap<string, number>,
  weightLayers: readonly WeightLayer[],
): string {
  const third = Math.max(1, Math.floor(weightLayers.length / 3));
  const first = weightLayers[0]?.position ?? 0;
  const next = weightLayers[third]?.position ?? Number.POSITIVE_INFINITY;
  const inside = cuts.findLast((name) => position.get(name)! < next);
  if (inside !== undefined && position.get(inside)! >= first) return inside;
  // No cut is legal there: a parallel branch spans the whole third. The first one after it is nearest.
  return cuts.find((name) => position.get(name)! >= first) ?? cuts[0]!;
}
