import type { Network } from '../design/network/network';
import type { KeyPath } from '../design/problem';
import { transferCases } from '../design/transfer-cases';
import { isGlob, matchingNames } from '../design/words/glob';
import { countText, listed } from '../design/words/wording';
import type { Project } from '../launch/project/project';
import { frozenNames } from './panel-graph';

/** A word shown after a value, without being in the text. */
export interface Hint {
  /** The offset that it stands at. */
  readonly offset: number;
  readonly text: string;
  readonly tooltip?: string;
}

/** What each written `auto` stands for, and how many layers a pattern or a prefix takes in. */
export function hintsOf(project: Pick<Project, 'parsed' | 'result'>): readonly Hint[] {
  const { parsed, result } = project;
  const after = (path: KeyPath, text: string | undefined, tooltip?: string): Hint[] =>
    text === undefined ? [] : [{ offset: parsed.rangeOf(path).end, text, ...(tooltip && { tooltip }) }];
  const autos = autoValues(project).flatMap(({ path, value, text }) =>
    value === 'auto' ? after(path, text && `= ${text}`) : [],
  );
  const { network } = result;
  if (!network) return autos;
  const counts = layerPatterns(project).flatMap(({ path, pattern }) => {
    const names = matchingNames(pattern, network.kept.weighted);
    return after(path, countText(names.length, 'layer'), listed(names, 20));
  });
  const { freeze } = parsed.config;
  const through = typeof freeze === 'object' && 'through' in freeze;
  const frozen = [...frozenNames(network)];
  const prefix = through
    ? after(['freeze', 'through'], countText(frozen.length, 'layer'), listed(frozen, 20))
    : [];
  return [...autos, ...prefix, ...counts];
}

function autoValues({ parsed, result }: Pick<Project, 'parsed' | 'result'>) {
  const { dataset, case: written, cut, freeze, init, head, train } = parsed.config;
  const { plan, suggestion, network } = result;
  const chosen = plan?.case ?? suggestion?.case;
  const source = suggestion?.similaritySource;
  return [
    { path: ['dataset', 'size'], value: dataset.size, text: suggestion?.size },
    {
      path: ['dataset', 'similarity'],
      value: dataset.similarity,
      text: suggestion && `${suggestion.similarity} (${source})`,
    },
    { path: ['case'], value: written, text: chosen && `${chosen} (${transferCases[chosen].name})` },
    { path: ['cut'], value: cut, text: network?.kept.cut },
    { path: ['freeze'], value: freeze, text: network && frozenWords(network) },
    { path: ['init'], value: init, text: network?.init },
    { path: ['head', 'pool'], value: head.pool, text: network && poolWords(network) },
    { path: ['train', 'classWeights'], value: train.classWeights, text: plan && weightWords(plan) },
  ];
}

function frozenWords(network: Network): string {
  const frozen = frozenNames(network).size;
  const all = network.kept.weighted.length;
  if (frozen === all) return 'all';
  return frozen === 0 ? 'none' : `${frozen} of ${countText(all, 'layer')}`;
}

function poolWords({ head }: Network): string {
  return head.pool === 'none' ? 'nothing to pool' : head.pool;
}

function weightWords({ training }: NonNullable<Project['result']['plan']>): string {
  if (!training.classWeights) return 'off';
  return training.classWeights.map((weight) => Number(weight.toPrecision(2))).join(', ');
}

function layerPatterns({ parsed }: Pick<Project, 'parsed'>) {
  const { freeze, train } = parsed.config;
  const found: { readonly path: KeyPath; readonly pattern: string }[] = [];
  const add = (path: KeyPath, patterns: readonly string[]) => {
    for (const [index, pattern] of patterns.entries()) {
      if (isGlob(pattern)) found.push({ path: [...path, index], pattern });
    }
  };
  if (typeof freeze === 'object' && !('through' in freeze)) add(['freeze'], freeze);
  for (const [index, phase] of (train.phases ?? []).entries()) {
    if (typeof phase.train === 'object') add(['train', 'phases', index, 'train'], phase.train);
  }
  return found;
}
