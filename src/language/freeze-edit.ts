import { type GraphFacts, keptUpTo } from '../design/base/graph-facts';
import type { PhaseConfig } from '../design/config';
import { defaults } from '../design/defaults';
import type { Network } from '../design/network/network';
import { isOfBase } from '../design/network/trained-layers';
import type { Setting, SettingValue } from '../design/parsed-file';
import { matchingNames } from '../design/words/glob';
import { named } from '../design/words/wording';
import type { Project } from '../launch/project/project';
import { blocksOf, frozenNames } from './panel-graph';

/** The settings that do what was asked, or why there are none. */
export type SettingChange = { readonly settings: readonly Setting[] } | { readonly refusal: string };

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
  if (!network) return { refusal: 'There is nothing to freeze yet. Mend the errors of the file first.' };
  const unfit = layers.find((name) => !network.kept.weighted.includes(name));
  if (unfit !== undefined) {
    return {
      refusal: `\`${unfit}\` is no kept layer of the base with weights, so it can't be frozen or trained.`,
    };
  }
  const before = frozenNames(network);
  const changed = new Set(layers.filter((name) => before.has(name) !== frozen));
  if (changed.size === 0) return { settings: [] };
  const { phases } = parsed.config.train;
  if (parsed.has(['train', 'phases']) && phases) return phasesChange(phases, network, changed, frozen);
  const after = network.kept.weighted.filter((name) => before.has(name) !== changed.has(name));
  const written = parsed.config.freeze;
  const list = typeof written === 'object' && !('through' in written) ? written : [];
  return { settings: [{ path: ['freeze'], value: freezeValue(network, after, list) }] };
}

/** The shortest `freeze` for a set of frozen layers: a word, a prefix, or the list at hand changed. */
export function freezeValue(
  { kept }: Pick<Network, 'kept'>,
  frozen: readonly string[],
  list: readonly string[] = [],
): SettingValue {
  const last = frozen.at(-1);
  if (last === undefined) return 'none';
  if (frozen.length === kept.weighted.length) return 'all';
  if (isPrefix(kept.facts, kept.weighted, last, frozen)) return { through: last };
  return changedPatterns(list, frozen, { facts: kept.facts, all: kept.weighted, words: new Map() });
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

/** What patterns are matched against. */
interface Scope {
  readonly facts: GraphFacts;
  /** The names that they can stand for. */
  readonly all: readonly string[];
  /** Words with a meaning of their own, and the names that each stands for. */
  readonly words: ReadonlyMap<string, readonly string[]>;
}

function standsFor(pattern: string, { all, words }: Scope): readonly string[] {
  return words.get(pattern) ?? matchingNames(pattern, all);
}

/** The patterns changed so that they stand for `wanted` and nothing else: as few of them as can be. */
function changedPatterns(
  patterns: readonly string[],
  wanted: readonly string[],
  scope: Scope,
): readonly string[] {
  const allowed = new Set(wanted);
  const left = patterns.flatMap((pattern) => {
    const names = standsFor(pattern, scope);
    // A pattern that stands for a layer too many gives way to those of the others.
    if (names.every((name) => allowed.has(name))) return [pattern];
    const others = names.filter((name) => allowed.has(name));
    return newPatterns(others, allowed, scope);
  });
  const covered = new Set(left.flatMap((pattern) => standsFor(pattern, scope)));
  const missing = wanted.filter((name) => !covered.has(name));
  return [...new Set([...left, ...newPatterns(missing, allowed, scope)])];
}

/**
 * The names; those of a block as one pattern, `block5_*`, where that stands for no layer that is not allowed, and those
 * that a word stands for by that word.
 */
function newPatterns(
  names: readonly string[],
  allowed: ReadonlySet<string>,
  scope: Scope,
): readonly string[] {
  const { facts } = scope;
  const words = [...scope.words].filter(
    ([, meant]) => meant.length > 0 && meant.every((one) => names.includes(one)),
  );
  const [word, meant = []] = words[0] ?? [];
  const blocks = blocksOf(facts.graph);
  const groups = new Map<string, string[]>();
  for (const name of names) {
    if (meant.includes(name)) continue;
    const block = blocks[facts.position.get(name) ?? -1] ?? null;
    // A layer outside of blocks is a group of its own.
    const key = block === null ? `layer ${name}` : `block ${block}`;
    groups.set(key, [...(groups.get(key) ?? []), name]);
  }
  const patterns = [...groups.values()].flatMap((group) => {
    const beginning = group.length > 1 ? sharedBeginning(group) : '';
    if (beginning === '') return group;
    const pattern = `${beginning}*`;
    return standsFor(pattern, scope).every((name) => allowed.has(name)) ? [pattern] : group;
  });
  return word === undefined ? patterns : [...patterns, word];
}

/** What all names begin with, up to a sign between words: `block5_` of `block5_conv1` and `block5_conv2`. */
function sharedBeginning(names: readonly string[]): string {
  const [first = ''] = names;
  const beginnings = [...first.matchAll(/[_/.-]/g)].map(({ index }) => first.slice(0, index + 1));
  return beginnings.findLast((beginning) => names.every((name) => name.startsWith(beginning))) ?? '';
}

/** Freezing takes the layers out of every phase; freeing adds them to the last phase that trains any of the base. */
function phasesChange(
  phases: readonly PhaseConfig[],
  network: Network,
  layers: ReadonlySet<string>,
  frozen: boolean,
): SettingChange {
  const base = network.phases.map(({ trainable }) =>
    trainable.filter((name) => isOfBase(network.kept, name)),
  );
  const lastThroughBase = base.findLastIndex((names) => names.length > 0);
  const freed = lastThroughBase < 0 ? phases.length - 1 : lastThroughBase;
  const settings: Setting[] = [];
  for (const [index, names] of base.entries()) {
    const changes = frozen ? names.some((name) => layers.has(name)) : index === freed;
    if (!changes) continue;
    const trained = new Set(names);
    const wanted = network.kept.weighted.filter((name) => (layers.has(name) ? !frozen : trained.has(name)));
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
  return changedPatterns(patterns, [...wanted.base, ...wanted.head], { facts: kept.facts, all, words });
}
