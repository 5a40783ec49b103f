import { factsOf } from '../design/base/graph-facts';
import { valuesIn } from '../design/base/tensor-shape';
import type { GraphLayer } from '../design/layer-graph';
import { freezeLine, weightedAbove } from '../design/network/freeze-line';
import { frozenPrefixEnd } from '../design/network/frozen-prefix';
import type { HeadLayer } from '../design/network/head-layers';
import type { Network } from '../design/network/network';
import { trainedIn } from '../design/network/trained-layers';
import { countParams, planLayers } from '../design/plan/plan-layers';
import type { TextEdit } from '../design/problem';
import { count, percent, plain } from '../design/words/number-text';
import { countText, listed, shapeWords, weightsShare } from '../design/words/wording';
import type { SettingChange } from '../language/freeze-edit';
import { freezeLineChange } from '../language/freeze-edit';
import { panelProbes } from '../language/panel-probes';
import type { Project } from '../launch/project/project';
import type { CardChange, CardFact, LayerCard } from '../shared/layer-card';
import { settingWords } from './setting-words';

type Designed = Pick<Project, 'parsed' | 'graph' | 'facts' | 'result'>;
type Layer = GraphLayer | HeadLayer;

/** What the design would make of the text after edits, which are not made. */
type ProjectAfter = (edits: readonly TextEdit[]) => Designed;

/**
 * What there is to say of some layers that stand one after the other: one, or those of a block. What would follow from a
 * change is what the design makes of the file with that change.
 *
 * @returns null where none of them is there
 */
export function layerCard(
  project: Designed,
  names: readonly string[],
  projectAfter: ProjectAfter,
): LayerCard | null {
  const { graph, result } = project;
  const facts = graph && factsOf(graph);
  if (!facts) return null;
  const asked = new Set(names);
  const head = result.network?.headLayers ?? [];
  const layers: readonly Layer[] = [...facts.graph.layers, ...head].filter(({ name }) => asked.has(name));
  const [first] = layers;
  const last = layers.at(-1);
  if (first === undefined || last === undefined) return null;
  return {
    facts: factsAbout(layers, first, last, project),
    cut: cutHere(last, project, projectAfter),
    train: trainFrom(layers, project, projectAfter),
  };
}

function factsAbout(
  layers: readonly Layer[],
  first: Layer,
  last: Layer,
  project: Designed,
): readonly CardFact[] {
  const { graph, result } = project;
  const { network } = result;
  const isOne = layers.length === 1;
  const weights = sumOf(layers, 'params');
  const work = sumOf(layers, 'multiplyAdds');
  const settings = isOne && 'settings' in first ? settingWords(first.settings ?? {}) : '';
  const facts: (CardFact | null)[] = [
    isOne
      ? { term: 'Type', words: first.type }
      : { term: 'Layers', words: `${count(layers.length)}: ${typesWords(layers)}` },
    settings === '' ? null : { term: 'Settings', words: settings },
    { term: 'In', words: inputWords(first, graph, network) },
    { term: 'Out', words: shapeWords(last.outputShape) },
    { term: 'Weights', words: weightWords(layers, weights) },
    { term: 'Multiply-adds', words: `${count(work)} an image` },
    timeFact(layers, work, network),
    runsFact(layers, network),
    measuredFact(layers, project),
  ];
  return facts.filter((fact) => fact !== null);
}

function sumOf(layers: readonly Layer[], what: 'params' | 'multiplyAdds'): number {
  return layers.reduce((sum, layer) => sum + layer[what], 0);
}

/** `3 Conv2D, 3 BatchNormalization and 1 Add`. */
function typesWords(layers: readonly Layer[]): string {
  const counts = new Map<string, number>();
  for (const { type } of layers) counts.set(type, (counts.get(type) ?? 0) + 1);
  const words = [...counts].toSorted(([, one], [, other]) => other - one);
  return listed(words.map(([type, number]) => `${number} ${type}`));
}

function inputWords(first: Layer, graph: Designed['graph'], network: Network | undefined): string {
  if ('inbound' in first) {
    if (first.inbound.length === 0) return 'the picture';
    const shapes = new Map(graph?.layers.map(({ name, outputShape }) => [name, outputShape]));
    return listed(first.inbound.map((name) => `${shapeWords(shapes.get(name) ?? [])} from ${name}`));
  }
  const head = network?.headLayers ?? [];
  const before = head[head.indexOf(first) - 1] ?? network?.kept.facts.layer.get(network.kept.cut);
  return before ? `${shapeWords(before.outputShape)} from ${before.name}` : '';
}

/** `36,928, as kernel 3 × 3 × 64 × 64 and bias 64`. */
function weightWords(layers: readonly Layer[], weights: number): string {
  const [only] = layers;
  if (weights === 0) return 'none';
  if (layers.length > 1 || only === undefined || !('weights' in only)) return count(weights);
  const tensors = only.weights.map(({ name, shape }) => {
    const own = name.startsWith(`${only.name}/`) ? name.slice(only.name.length + 1) : name;
    return `${own} ${shape.length === 0 ? '1' : shapeWords(shape)}`;
  });
  return tensors.length === 0 ? count(weights) : `${count(weights)}, as ${listed(tensors)}`;
}

/** Times are not measured layer by layer: multiply-adds are what there is to go by, and that is said. */
function timeFact(layers: readonly Layer[], work: number, network: Network | undefined): CardFact | null {
  if (!network) return null;
  const { kept, headLayers } = network;
  const used = new Set([...kept.layers, ...headLayers].map(({ name }) => name));
  const all = sumOf(kept.layers, 'multiplyAdds') + sumOf(headLayers, 'multiplyAdds');
  if (all === 0 || !layers.every(({ name }) => used.has(name))) return null;
  const share = work === 0 ? 'none' : work / all < 0.0005 ? 'under 0.1 %' : plain(percent(work / all));
  return { term: 'Time', words: `${share} of the network's, by its multiply-adds` };
}

/** How often a run computes it. */
function runsFact(layers: readonly Layer[], network: Network | undefined): CardFact | null {
  if (!network) return null;
  const { kept, phases, headLayers } = network;
  const place = (name: string) => kept.facts.position.get(name) ?? Number.POSITIVE_INFINITY;
  const names = layers.map(({ name }) => name);
  const keptNames = new Set(kept.layers.map(({ name }) => name));
  const headNames = new Set(headLayers.map(({ name }) => name));
  if (!names.some((name) => keptNames.has(name) || headNames.has(name)))
    return { term: 'In a run', words: 'not used: it lies after the cut' };
  const ends = phases.map(({ trainable }) => place(frozenPrefixEnd(kept, trainable)));
  const often = ends.filter((end) => names.some((name) => !(place(name) <= end))).length;
  if (often === 0) return { term: 'In a run', words: 'computed once an image, and kept' };
  const when = often === phases.length ? 'every epoch' : `the epochs of ${often} of ${phases.length} phases`;
  return { term: 'In a run', words: `computed in ${when}` };
}

/** What was measured of cutting there; of a block, at the last of its layers at which anything was. */
function measuredFact(layers: readonly Layer[], project: Designed): CardFact | null {
  const probes = panelProbes(project);
  const probe = layers.flatMap(({ name }) => probes.get(name) ?? []).at(-1);
  return probe ? { term: 'Measured', words: probe.words } : null;
}

function cutHere(last: Layer, project: Designed, projectAfter: ProjectAfter): CardChange {
  const { parsed, graph, result } = project;
  const facts = graph && factsOf(graph);
  const { network } = result;
  if (network?.headLayers.some(({ name }) => name === last.name))
    return no('It is part of the new head, which stands on the cut.');
  if (!facts?.legalCuts.includes(last.name))
    return no(`The base can't be cut after \`${last.name}\`: other layers' outputs pass beside it.`);
  const isCut = network?.kept.cut === last.name;
  const after = isCut ? result.network : projectAfter(parsed.edit(['cut'], last.name)).result.network;
  if (after?.kept.cut !== last.name) return no('The file has to be mended first.');
  const features = count(featuresOf(after));
  const sliced = facts.graph.layers.length - after.kept.layers.length;
  const rest = `the head gets ${features} features an image; ${trainsSentence(after)}`;
  if (isCut) return no(`The base is cut here: ${rest}`);
  return { layer: last.name, words: `${countText(sliced, 'layer')} of the base fall away; ${rest}` };
}

/** What the head is given of each image. */
function featuresOf({ kept, headLayers }: Network): number {
  const pool = headLayers.find(({ type }) => /Pooling|Flatten/.test(type));
  return valuesIn(pool?.outputShape ?? kept.facts.layer.get(kept.cut)?.outputShape ?? []);
}

/** `10,110 weights train, 9 % of all.` */
function trainsSentence(network: Network): string {
  const { trainable, frozen } = countParams(planLayers(network));
  return `${count(trainable)} weights train, ${weightsShare(trainable, frozen)} of all.`;
}

function trainFrom(layers: readonly Layer[], project: Designed, projectAfter: ProjectAfter): CardChange {
  const { parsed, result } = project;
  const { network } = result;
  if (!network) return no('The file has to be mended first.');
  const { kept } = network;
  const line = freezeLine(network);
  const start = layers.find(({ name }) => kept.weighted.includes(name));
  if (start === undefined) return no(whyNotTrained(layers, network));
  const place = kept.weighted.indexOf(start.name);
  const countAbove = (one: string) => weightedAbove(kept, one)?.length ?? 0;
  const stop = line?.stops.findLast((one) => countAbove(one) <= place);
  if (line === undefined || stop === undefined) return no('The freeze line has no place before it.');
  const isHere = line.stops[line.at] === stop && line.frozenBelow.length === 0;
  if (isHere) return no(`Training begins here: ${trainsSentence(network)}`);
  const change: SettingChange = freezeLineChange({ parsed, result }, stop);
  if ('refusal' in change) return no(change.refusal);
  const after = projectAfter(parsed.editAll(change.settings)).result.network;
  if (!after) return no('The file has to be mended first.');
  const first = after.kept.weighted.find((name) => trainedIn(after.phases).has(name));
  // Where other layers run beside it, training begins with the first of those.
  const beside =
    first === undefined || first === start.name ? '' : `Training begins with \`${first}\`, beside it. `;
  const frozen = countAbove(stop);
  const stays = `${countText(frozen, 'layer')} with weights ${frozen === 1 ? 'stays' : 'stay'} frozen`;
  const above = frozen === 0 ? 'Nothing is frozen then' : stays;
  return { layer: stop, words: `${beside}${above}; ${trainsSentence(after)}` };
}

function whyNotTrained(layers: readonly Layer[], { kept, headLayers }: Network): string {
  const names = new Set(layers.map(({ name }) => name));
  if (headLayers.some(({ name }) => names.has(name))) return 'It is new, and trains in any case.';
  if (!kept.layers.some(({ name }) => names.has(name)))
    return 'It lies after the cut, so it is neither frozen nor trained.';
  return 'It has no weights, so there is nothing to freeze or train.';
}

function no(words: string): CardChange {
  return { layer: null, words };
}
