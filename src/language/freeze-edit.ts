import { type GraphFacts, keptUpTo } from '../design/base/graph-facts';
import type { PhaseConfig } from '../design/config';
import { defaults } from '../design/defaults';
import { freezeOfLine, weightedAbove } from '../design/network/freeze-line';
import type { Network } from '../design/network/network';
import { isOfBase } from '../design/network/trained-layers';
import type { ParsedFile, Setting, SettingValue } from '../design/parsed-file';
import { named } from '../design/words/wording';
import type { Project } from '../launch/project/project';
import { changedPatterns } from './layer-patterns';
import { frozenNames } from './panel-graph';

/** The settings that do what was asked, or why there are none. */
export type SettingChange = { readonly settings: readonly Setting[] } | { readonly refusal: string };

const nothingYet = 'There is nothing to freeze yet. Mend the errors of the file first.';

/**
 * The settings by which kept base layers are frozen or train. Where the file writes phases they decide what trains,
 * so they are changed; else `freeze` is, to the shortest value that says it.
 */
export function freezeChange(
  { parsed, result }: Pick<Project, 'parsed' | 'result'>,
  layers: readonly string[],
  frozen: boolean,
): SettingChange {
  const { network } = result;
  if (!network) return { refusal: nothingYet };
  const unfit = layers.find((name) => !network.kept.weighted.includes(name));
  if (unfit !== undefined) {
    return {
      refusal: `\`${unfit}\` is no kept layer of the base with weights, so it can't be frozen or trained.`,
    };
  }
  const after = new Set(frozenNames(network));
  for (const name of layers) {
    if (frozen) after.add(name);
    else after.delete(name);
  }
  return frozenChange(parsed, network, after);
}

/** The settings by which the freeze line comes to stand after one of its stops. */
export function freezeLineChange(
  { parsed, result }: Pick<Project, 'parsed' | 'result'>,
  stop: string,
): SettingChange {
  const { network } = result;
  if (!network) return { refusal: nothingYet };
  const above = weightedAbove(network.kept, stop);
  if (!above) {
    return {
      refusal: `The freeze line can't stand after \`${stop}\`: it is no kept layer of the base that all the data passes.`,
    };
  }
  return frozenChange(parsed, network, new Set(above));
}

/** The settings by which just these of the kept layers with weights are frozen. */
function frozenChange(parsed: ParsedFile, network: Network, after: ReadonlySet<string>): SettingChange {
  const before = frozenNames(network);
  const { weighted } = network.kept;
  if (weighted.every((name) => before.has(name) === after.has(name))) return { settings: [] };
  const { phases } = parsed.config.train;
  if (parsed.has(['train', 'phases']) && phases) return phasesChange(phases, network, before, after);
  const written = parsed.config.freeze;
  const list = typeof written === 'object' && !('through' in written) ? written : [];
  const frozen = weighted.filter((name) => after.has(name));
  return { settings: [{ path: ['freeze'], value: freezeValue(network, frozen, list) }] };
}

/** The shortest `freeze` for a set of frozen layers: a word, a line, or a list that is the one at hand changed. */
export function freezeValue(
  { kept }: Pick<Network, 'kept'>,
  frozen: readonly string[],
  list: readonly string[] = [],
): SettingValue {
  const line = freezeOfLine(kept, frozen);
  if (line !== undefined) return line;
  const last = frozen.at(-1);
  if (last !== undefined && isPrefix(kept.facts, kept.weighted, last, frozen)) return { through: last };
  return changedPatterns(list, frozen, { all: kept.weighted, words: new Map() });
}

/** Whether these are all that a layer in a branch is computed from, with it, and no layer with weights beside it. */
function isPrefix(
  { graph }: GraphFacts,
  weighted: readonly string[],
  last: string,
  frozen: readonly string[],
): boolean {
  const below = keptUpTo(graph, last);
  const through = weighted.filter((name) => below.has(name));
  return through.length === frozen.length && through.every((name, index) => name === frozen[index]);
}

/** Freezing takes the layers out of every phase; freeing adds them to the last phase that trains any of the base. */
function phasesChange(
  phases: readonly PhaseConfig[],
  network: Network,
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
): SettingChange {
  const { weighted } = network.kept;
  const isFreed = (name: string) => before.has(name) && !after.has(name);
  const frees = weighted.some(isFreed);
  const base = network.phases.map(({ trainable }) =>
    trainable.filter((name) => isOfBase(network.kept, name)),
  );
  const lastThroughBase = base.findLastIndex((names) => names.length > 0);
  const freed = lastThroughBase < 0 ? phases.length - 1 : lastThroughBase;
  const settings: Setting[] = [];
  for (const [index, names] of base.entries()) {
    const takesFreed = frees && index === freed;
    if (!takesFreed && !names.some((name) => after.has(name))) continue;
    const trained = new Set(names);
    const wanted = weighted.filter(
      (name) => !after.has(name) && (trained.has(name) || (takesFreed && isFreed(name))),
    );
    const head = network.phases[index]?.trainable.filter((name) => !isOfBase(network.kept, name)) ?? [];
    if (wanted.length === 0 && head.length === 0) {
      return {
        refusal: `Phase ${index + 1} trains ${named(names)} and nothing else. Take the phase out of the file, or let it train another layer.`,
      };
    }
    const train = phases[index]?.train ?? defaults.phase.train;
    const value = trainValue(typeof train === 'string' ? [train] : train, { base: wanted, head }, network);
    settings.push({ path: ['train', 'phases', index, 'train'], value });
  }
  return { settings };
}

/** The shortest `train` of a phase that trains these layers of the base and these of the head. */
function trainValue(
  patterns: readonly string[],
  wanted: { readonly base: readonly string[]; readonly head: readonly string[] },
  { kept, headLayers }: Network,
): SettingValue {
  const headNames = headLayers.filter(({ params }) => params > 0).map(({ name }) => name);
  const isWholeHead = wanted.head.length === headNames.length;
  if (isWholeHead && wanted.base.length === kept.weighted.length) return 'everything';
  if (isWholeHead && wanted.base.length === 0) return 'head';
  const all = [...kept.weighted, ...headNames];
  const words = new Map([
    ['everything', all],
    ['head', headNames],
  ]);
  return changedPatterns(patterns, [...wanted.base, ...wanted.head], { all, words });
}
