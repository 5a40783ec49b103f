import type { Setting } from '../design/parsed-file';
import type { Plan } from '../design/plan';
import type { Project } from '../launch/project/project';
import { freezeValue } from './freeze-edit';
import { frozenNames } from './panel-graph';

/**
 * The settings that write down what `auto` stands for now, where the file says `auto` or nothing: so the file means
 * the same when images come or go. Empty while there is no plan.
 */
export function pinnedSettings({ parsed, result }: Pick<Project, 'parsed' | 'result'>): readonly Setting[] {
  const { plan, suggestion, network } = result;
  if (!plan || !suggestion || !network) return [];
  const { config } = parsed;
  const open = (value: unknown) => value === undefined || value === 'auto';
  const settings: (Setting & { readonly open: boolean })[] = [
    { path: ['dataset', 'size'], value: suggestion.size, open: open(config.dataset.size) },
    { path: ['dataset', 'similarity'], value: suggestion.similarity, open: open(config.dataset.similarity) },
    { path: ['case'], value: plan.case, open: open(config.case) },
    { path: ['cut'], value: plan.cut, open: open(config.cut) },
    {
      path: ['freeze'],
      value: freezeValue(network, [...frozenNames(network)]),
      // Phases say what trains; a freeze beside them would only be overruled.
      open: open(config.freeze) && !parsed.has(['train', 'phases']),
    },
    { path: ['init'], value: plan.init, open: open(config.init) },
    {
      path: ['head', 'pool'],
      value: plan.head.pool,
      open: open(config.head.pool) && plan.head.pool !== 'none',
    },
    {
      path: ['train', 'classWeights'],
      value: classWeights(plan),
      open: open(config.train.classWeights),
    },
  ];
  return settings.filter((setting) => setting.open).map(({ path, value }) => ({ path, value }));
}

function classWeights({ training, dataset }: Plan): Setting['value'] {
  const weights = training.classWeights;
  if (!weights) return 'off';
  return Object.fromEntries(
    dataset.classes.map((name, index) => [name, Number((weights[index] ?? 1).toPrecision(4))]),
  );
}
