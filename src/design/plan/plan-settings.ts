import { scaleNumbers } from '../base/scale-numbers';
import type { ScaleNumbers } from '../config';
import type { Plan, PlanAugment, PlanHeadLayer, PlanPhase } from '../plan';
import { trainedWords } from './plan-reading';

/**
 * What a plan sets, by the file's own keys and in its own words, in the order of the file: `train.batchSize` is `32`,
 * `phase 1: epochs` is `200`. What follows from the rest is left out. For setting two plans beside each other.
 */
export function planSettings(plan: Plan): ReadonlyMap<string, string> {
  const { base, dataset, head, training, phases } = plan;
  const settings: readonly (readonly [string, string | number])[] = [
    ['base', base.model],
    ['fingerprint of the base', base.fingerprint.slice(0, 12)],
    ['base.input.size', base.input.size.join(' × ')],
    ['base.input.resize', base.input.resize],
    ['base.input.scale', scaleWords(base.input.scale)],
    ['dataset.path', dataset.path],
    ['number of images', dataset.images],
    ['dataset.validation', dataset.validation],
    ['dataset.test', dataset.test ?? 'none'],
    ['dataset.classes', dataset.classes.join(', ')],
    ['dataset.groupBy', dataset.groupBy ?? 'none'],
    ['case', plan.case],
    ['cut', plan.cut],
    ['freeze', freezeWords(plan)],
    [
      'init',
      plan.pretrainedThrough === undefined ? plan.init : `pretrained through ${plan.pretrainedThrough}`,
    ],
    ['head.pool', head.pool],
    ['head.layers', head.layers.map(headLayerWords).join(', ') || 'none'],
    ['train.batchSize', training.batchSize],
    ['train.optimizer', training.optimizer],
    ['train.seed', training.seed],
    ['train.cache', training.cache ? 'auto' : 'off'],
    ['train.augment', training.augment ? augmentWords(training.augment) : 'off'],
    ['train.classWeights', training.classWeights?.map(rounded).join(', ') ?? 'off'],
    ['train.fallback', training.fallback ?? 'none'],
    ['number of phases', phases.length],
    ...phases.flatMap((phase, index) => phaseSettings(plan, phase, `phase ${index + 1}: `)),
  ];
  return new Map(settings.map(([name, value]) => [name, String(value)]));
}

/** What of the base stays as it is in every phase, in the file's words as far as it has one. */
function freezeWords({ layers }: Plan): string {
  const weighted = layers.filter(({ origin, params }) => origin === 'base' && params > 0);
  const frozen = weighted.filter((layer) => layer.frozen);
  if (frozen.length === weighted.length) return 'all';
  if (frozen.length === 0) return 'none';
  const isLine = weighted.slice(0, frozen.length).every((layer) => layer.frozen);
  return isLine ? `through ${frozen.at(-1)?.name}` : `${frozen.length} of ${weighted.length} layers`;
}

/** A setting in which plans differ, and what each says; undefined where one has none, as of a phase that it lacks. */
export interface DifferingSetting {
  readonly name: string;
  readonly values: readonly (string | undefined)[];
}

/** The settings in which plans differ, in the order of the file. */
export function differingSettings(plans: readonly Plan[]): readonly DifferingSetting[] {
  const settings = plans.map(planSettings);
  const names = [...new Set(settings.flatMap((one) => [...one.keys()]))];
  return names
    .map((name) => ({ name, values: settings.map((one) => one.get(name)) }))
    .filter(({ values }) => values.some((value) => value !== values[0]));
}

function phaseSettings(
  plan: Plan,
  phase: PlanPhase,
  which: string,
): readonly (readonly [string, string | number])[] {
  return [
    [`${which}train`, trainedNames(plan, phase)],
    [`${which}epochs`, phase.epochs],
    [`${which}least number of steps`, phase.minimumSteps],
    [`${which}learningRate`, phase.learningRate],
    [`${which}patience`, phase.patience],
    [`${which}batchNorm`, phase.batchNorm],
    [`${which}cached at`, phase.cache?.cut ?? 'nothing'],
  ];
}

function trainedNames(plan: Plan, phase: PlanPhase): string {
  const words = trainedWords(plan, phase);
  if (words === 'the head') return 'head';
  if (words === 'everything') return words;
  return `${words} (${phase.trainable.join(', ')})`;
}

function scaleWords(scale: ScaleNumbers): string {
  const named = Object.entries(scaleNumbers).find(([, numbers]) => sameScale(numbers, scale));
  if (named) return named[0];
  const { mean, std, channels } = scale;
  return `mean ${mean.map(rounded).join(', ')}, std ${std.map(rounded).join(', ')}, ${channels}`;
}

function sameScale(one: ScaleNumbers, other: ScaleNumbers): boolean {
  return one.channels === other.channels && String([one.mean, one.std]) === String([other.mean, other.std]);
}

function headLayerWords(layer: PlanHeadLayer): string {
  return 'dense' in layer ? `dense ${layer.dense}` : `dropout ${layer.dropout}`;
}

function augmentWords({ flip, shift, brightness, views }: PlanAugment): string {
  return `flip ${flip}, shift ${shift}, brightness ${brightness}, views ${views}`;
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
