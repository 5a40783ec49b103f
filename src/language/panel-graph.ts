import { factsOf, type GraphFacts } from '../design/base/graph-facts';
import type { LayerGraph } from '../design/layer-graph';
import { freezeLine } from '../design/network/freeze-line';
import type { HeadLayer } from '../design/network/head-layers';
import type { Network } from '../design/network/network';
import { neverTrained } from '../design/network/trained-layers';
import type { LayerState, PanelGraph, PanelLayer, PanelProbe } from '../shared/panel-messages';
import { layerBlocks } from './layer-blocks';

/**
 * Base and head with the state of each layer. Without a network (the file's cut is none) the base is drawn cut
 * where the first case would cut it, all frozen, so that there is always something to look at.
 *
 * @param probes what was measured, by layer
 * @returns null for a base without layers
 */
export function panelGraph(
  graph: LayerGraph,
  network: Network | undefined,
  probes: ReadonlyMap<string, PanelProbe> = new Map(),
): PanelGraph | null {
  const facts = factsOf(graph);
  if (!facts) return null;
  const cut = network?.kept.cut ?? facts.cutBeforeClassifier;
  const base = baseLayers(facts, cut, network, probes);
  const head = headPart(cut, network?.headLayers ?? []);
  const shape = head.map(({ name, type, outputShape }) => [name, type, outputShape.join('x')].join(' '));
  const line = network && freezeLine(network);
  return {
    fingerprint: [graph.fingerprint, cut, ...shape].join('\n'),
    layers: [...base, ...head],
    cut,
    line: line ? { ...line, frozenBelow: line.frozenBelow.length } : null,
  };
}

/** The names of the kept base layers with weights that no phase trains. */
export function frozenNames({ kept, phases }: Pick<Network, 'kept' | 'phases'>): ReadonlySet<string> {
  return new Set(neverTrained(kept, phases));
}

const blocks = new WeakMap<LayerGraph, readonly (string | null)[]>();

/** The block of each layer, in their order. */
export function blocksOf(graph: LayerGraph): readonly (string | null)[] {
  const known = blocks.get(graph) ?? layerBlocks(graph.layers.map(({ name }) => name));
  blocks.set(graph, known);
  return known;
}

/** What does not change stays the same object: a view is compared with the last one at every key press. */
const lastDrawn = new WeakMap<LayerGraph, readonly PanelLayer[]>();

function baseLayers(
  facts: GraphFacts,
  cut: string,
  network: Network | undefined,
  probes: ReadonlyMap<string, PanelProbe>,
): readonly PanelLayer[] {
  const { graph } = facts;
  const kept = new Set(network ? network.kept.layers.map(({ name }) => name) : keptNames(facts, cut));
  const frozen = network && frozenNames(network);
  const legal = new Set(facts.legalCuts);
  const folded = blocksOf(graph);
  const before = lastDrawn.get(graph);
  const layers = graph.layers.map(({ name, type, inbound, outputShape, params }, index): PanelLayer => {
    const state = kept.has(name) ? stateOf(name, params, frozen) : 'sliced off';
    const canFreeze = kept.has(name) && params > 0 && network !== undefined;
    const isCut = name === cut;
    const last = before?.[index];
    const probe = probes.get(name) ?? null;
    const isSame = last?.state === state && last.canFreeze === canFreeze && last.isCut === isCut;
    if (last && isSame && last.probe === probe) return last;
    const block = folded[index] ?? null;
    return {
      name,
      type,
      inbound,
      outputShape,
      params,
      state,
      canFreeze,
      isCut,
      canCut: legal.has(name),
      block,
      probe,
    };
  });
  lastDrawn.set(graph, layers);
  return layers;
}

/** @param frozen undefined without a network: the base is drawn frozen then */
function stateOf(name: string, params: number, frozen: ReadonlySet<string> | undefined): LayerState {
  if (params === 0) return 'follows';
  return frozen === undefined || frozen.has(name) ? 'frozen' : 'trainable';
}

function keptNames({ graph, position }: GraphFacts, cut: string): readonly string[] {
  const at = position.get(cut) ?? graph.layers.length;
  return graph.layers.slice(0, at + 1).map(({ name }) => name);
}

function headPart(cut: string, layers: readonly HeadLayer[]): readonly PanelLayer[] {
  return layers.map(({ name, type, outputShape, params }, index) => ({
    ...{ name, type, outputShape, params },
    inbound: [layers[index - 1]?.name ?? cut],
    state: 'new',
    canFreeze: false,
    isCut: false,
    canCut: false,
    block: null,
    probe: null,
  }));
}
