import type { PhaseConfig } from '../../design/config';
import { type GraphFacts, keptUpTo } from '../../design/graph-facts';
import { matchingNames } from '../../design/layer-patterns';
import type { Network } from '../../design/network';
import type { SettingValue } from '../../design/parsed-file';
import type { Project } from '../../launch/project';
import { frozenNames } from '../panel/panel-graph';
import type { Setting } from './setting-edits';

/** The settings that do what was asked, or why there are none. */
export type SettingChange = { readonly settings: readonly Setting[] } | { readonly refusal: string };

/**
 * The settings by which a kept base layer is frozen or trains. Where the file writes phases they decide what trains,
 * so they are changed; else `freeze` is, to the shortest value that says it.
 */
export function freezeChange(
  { parsed, result }: Pick<Project, 'parsed' | 'result'>,
  layer: string,
  frozen: boolean,
): SettingChange {
  const { network } = result;
  if (!network) return { refusal: 'There is nothing to freeze yet. Mend the errors of the file first.' };
  if (!network.kept.weighted.includes(layer)) {
    return {
      refusal: `\`${layer}\` is no kept layer of the base with weights, so it can't be frozen or trained.`,
    };
  }
  const before = frozenNames(network);
  if (before.has(layer) === frozen) return { settings: [] };
  const { phases } = parsed.config.train;
  if (parsed.has(['train', 'phases']) && phases) return phasesChange(phases, network, layer, frozen);
  const after = network.kept.weighted.filter((name) => (name === layer ? frozen : before.has(name)));
  const written = parsed.config.freeze;
  const list = typeof written === 'object' && !('through' in written) ? written : undefined;
  return { settings: [{ path: ['freeze'], value: freezeValue(network, after, list) }] };
}

/** The shortest `freeze` for a set of frozen layers: a word, a prefix, the list at hand changed, or their names. */
export function freezeValue(
  { kept }: Pick<Network, 'kept'>,
  frozen: readonly string[],
  list?: readonly string[],
): SettingValue {
  const last = frozen.at(-1);
  if (last === undefined) return 'none';
  if (frozen.length === kept.weighted.length) return 'all';
  if (isPrefix(kept.facts, kept.weighted, last, frozen)) return { through: last };
  return list ? changedPatterns(list, frozen, kept.weighted) : frozen;
}

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

/** The patterns changed so that they stand for `wanted`: as few of them as can be. */
function changedPatterns(
  patterns: readonly string[],
  wanted: readonly string[],
  weighted: readonly string[],
): readonly string[] {
  const allowed = new Set(wanted);
  const kept = patterns.flatMap((pattern) => {
    const names = matchingNames(pattern, weighted);
    // A pattern that stands for a layer too many gives way to the names of the others.
    return names.every((name) => allowed.has(name)) ? [pattern] : names.filter((name) => allowed.has(name));
  });
  const covered = new Set(kept.flatMap((pattern) => matchingNames(pattern, weighted)));
  return [...new Set([...kept, ...wanted.filter((name) => !covered.has(name))])];
}

/** Freezing takes the layer out of every phase; freeing it adds it to the last phase that trains any of the base. */
function phasesChange(
  phases: readonly PhaseConfig[],
  network: Network,
  layer: string,
  frozen: boolean,
): SettingChange {
  const base = network.phases.map(({ trainable }) => trainable.filter((name) => isOfBase(network, name)));
  const lastThroughBase = base.findLastIndex((names) => names.length > 0);
  const freed = lastThroughBase < 0 ? phases.length - 1 : lastThroughBase;
  const settings: Setting[] = [];
  for (const [index, names] of base.entries()) {
    const changes = frozen ? names.includes(layer) : index === freed;
    if (!changes) continue;
    const wanted = network.kept.weighted.filter((name) => (name === layer ? !frozen : names.includes(name)));
    const trainsHead = names.length < (network.phases[index]?.trainable.length ?? 0);
    if (wanted.length === 0 && !trainsHead) {
      return {
        refusal: `Phase ${index + 1} trains \`${layer}\` and nothing else. Take the phase out of the file, or let it train another layer.`,
      };
    }
    const train = phases[index]?.train ?? 'head';
    const value = trainValue(typeof train === 'string' ? [train] : train, wanted, network, trainsHead);
    settings.push({ path: ['train', 'phases', index, 'train'], value });
  }
  return { settings };
}

/** The shortest `train` of a phase that trains these layers of the base, and the head or not. */
function trainValue(
  patterns: readonly string[],
  wanted: readonly string[],
  { kept }: Network,
  trainsHead: boolean,
): SettingValue {
  if (trainsHead && wanted.length === kept.weighted.length) return 'everything';
  if (trainsHead && wanted.length === 0) return 'head';
  return patterns.includes('everything')
    ? [...wanted, ...(trainsHead ? ['head'] : [])]
    : changedPatterns(patterns, wanted, kept.weighted);
}

function isOfBase({ kept }: Network, name: string): boolean {
  return kept.facts.position.has(name);
}
