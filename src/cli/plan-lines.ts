import { measuredAnswers } from '../design/advice/measured-answers';
import { answerSentences, drawnWords, staleWords } from '../design/advice/measured-words';
import type { Suggestion } from '../design/advice/suggestion';
import type { Difference } from '../design/advice/your-file';
import type { DatasetFacts } from '../design/dataset-facts';
import type { DrawnMeasurement, StaleMeasurement } from '../design/measurement';
import type { Plan, PlanLayer, PlanPhase } from '../design/plan';
import {
  fateOf,
  type LayerFate,
  phasesOf,
  stretchesOfOneFate,
  trainedWords,
} from '../design/plan/plan-reading';
import { byteSize, count, counted, shapeText } from '../design/words/number-text';
import { weightsAnImage } from '../design/words/wording';
import { shownPath } from './shown-path';
import { harmless, type Style } from './style';
import { type Cell, shortName, tableLines } from './text-table';

/** Longer networks are folded: of neighbours in the same state only the first and the last are shown. */
const longestTable = 40;

/**
 * The plan for people: what is kept, frozen and trained, and how.
 *
 * @param trainingImages how many images train it, without those that validate and test
 */
export function planLines(plan: Plan, trainingImages: number, style: Style): readonly string[] {
  return [
    ...settingLines(plan, style),
    '',
    ...layerLines(plan, style),
    '',
    `${counted(plan.trainableParams, 'weight')} can train, ${weightsAnImage(plan.trainableParams, trainingImages)} for each of ${counted(trainingImages, 'training image')}; ${count(plan.frozenParams)} stay frozen.`,
    '',
    ...phaseLines(plan, plan.phases, style),
    ...fallbackLines(plan, style),
  ];
}

/** Which case is suggested and why. */
export function suggestionLines(suggestion: Suggestion, style: Style): readonly string[] {
  return [
    `${style.bold('Suggested:')} case ${suggestion.case}, ${harmless(suggestion.name)}`,
    ...suggestion.reasons.map((reason) => `  - ${harmless(reason)}`),
  ];
}

/** What the file does, and what of that it does otherwise than is suggested. */
export function yourFileLines(
  trains: string,
  differences: readonly Difference[],
  style: Style,
): readonly string[] {
  return [
    `${style.bold('Your file:')} trains ${plainNames(trains)}`,
    ...differences.map(({ words }) => `  - ${plainNames(words)}`),
  ];
}

/** What was measured of base and images last; empty where nothing was. */
export function measuredLines(
  drawn: DrawnMeasurement | StaleMeasurement | undefined,
  style: Style,
): readonly string[] {
  const answers = drawn && measuredAnswers(drawn.measurement);
  if (!drawn || !answers) return [];
  const stale = 'changed' in drawn ? ` (${staleWords(drawn.changed)}: nothing is planned by it)` : '';
  return [
    `${style.bold('Answers:')} ${drawnWords(drawn)}${stale}`,
    ...answerSentences(answers).map((sentence) => `  - ${harmless(sentence)}`),
  ];
}

/** Names stand as they are in a terminal, without the marks that make them code elsewhere. */
function plainNames(words: string): string {
  return harmless(words.replaceAll('`', ''));
}

/** How many images each class has, in one line. */
export function datasetLine(facts: DatasetFacts, classes: readonly string[]): string | undefined {
  if (!facts.train.found) return undefined;
  const sizes = new Map(facts.train.facts.classes.map(({ name, images }) => [name, images.length]));
  const names = classes.map((name) => `${shortName(harmless(name))} ${count(sizes.get(name) ?? 0)}`);
  const shown = names.length > 12 ? [...names.slice(0, 11), `${names.length - 11} more`] : names;
  const images = classes.reduce((sum, name) => sum + (sizes.get(name) ?? 0), 0);
  return `${counted(images, 'image')} in ${counted(classes.length, 'class', 'classes')}: ${shown.join(', ')}`;
}

function settingLines(plan: Plan, style: Style): readonly string[] {
  const { training, dataset } = plan;
  const validation =
    typeof dataset.validation === 'number'
      ? `${Math.round(dataset.validation * 100)} % of the images`
      : harmless(shownPath(dataset.validation));
  const rows: [string, string][] = [
    ['case', String(plan.case)],
    [
      'base',
      `${harmless(plan.base.model)}, images at ${shapeText(plan.base.input.size)}, start ${plan.init}`,
    ],
    ['cut', `after ${harmless(plan.cut)}`],
    ['head', headWords(plan)],
    ['images', `${count(dataset.images)} for training and validation`],
    ['validation', validation],
    ['test', dataset.test === null ? 'none' : harmless(shownPath(dataset.test))],
    ['training', `${training.optimizer}, batches of ${training.batchSize}, seed ${training.seed}`],
  ];
  if (training.augment) rows.push(['views', `${training.augment.views} of each training image`]);
  if (training.classWeights) {
    const weights = training.classWeights.map(
      (weight, index) => `${harmless(dataset.classes[index] ?? '')} ${Number(weight.toPrecision(3))}`,
    );
    rows.push(['class weights', weights.join(', ')]);
  }
  return tableLines(
    rows.map(([name, value]) => [{ text: name, mark: style.bold }, value]),
    ['left', 'left'],
  );
}

function headWords({ head }: Plan): string {
  const pool = { average: ['average pooling'], flatten: ['flattening'], none: [] }[head.pool];
  const hidden = head.layers.map((layer) =>
    'dense' in layer ? counted(layer.dense, 'unit') : `dropout ${layer.dropout}`,
  );
  return [...pool, ...hidden, `softmax over ${counted(head.units, 'class', 'classes')}`].join(', ');
}

function layerLines(plan: Plan, style: Style): readonly string[] {
  const { phases } = plan;
  const titles = ['layer', 'type', 'output', 'weights', ...phaseTitles(phases)].map(
    (text): Cell => ({ text, mark: style.bold }),
  );
  const shown = foldedLayers(plan);
  const rows = shown.map((row) => ('count' in row ? foldedRow(row, style) : layerRow(row, phases, style)));
  const lines = tableLines(
    [titles, ...rows],
    ['left', 'left', 'left', 'right', ...phases.map(() => 'left' as const)],
  );
  const headBegins = shown.findIndex((row) => 'origin' in row && row.origin === 'head');
  if (headBegins < 0) return lines;
  const width = 60;
  const rule = ` cut: the base ends after ${harmless(plan.cut)}, the new head begins `;
  const cutLine = style.cyan(`──${rule}${'─'.repeat(Math.max(2, width - rule.length))}`);
  return [...lines.slice(0, headBegins + 1), cutLine, ...lines.slice(headBegins + 1)];
}

function foldedRow({ count: layers, params, fates }: FoldedLayers, style: Style): readonly (Cell | string)[] {
  return [
    { text: `  … ${count(layers)} more`, mark: style.dim },
    '',
    '',
    { text: count(params), mark: style.dim },
    ...fates.map((fate) => fateCell(fate, style)),
  ];
}

function phaseTitles(phases: readonly PlanPhase[]): readonly string[] {
  return phases.length === 1 ? ['state'] : phases.map((_, index) => `phase ${index + 1}`);
}

function layerRow(layer: PlanLayer, phases: readonly PlanPhase[], style: Style): readonly (Cell | string)[] {
  const states = phases.map((phase) => fateCell(fateOf(layer, phase), style));
  const weights = layer.params > 0 ? count(layer.params) : '–';
  return [shortName(harmless(layer.name)), layer.type, shapeText(layer.outputShape), weights, ...states];
}

function fateCell(fate: LayerFate, style: Style): Cell {
  return { text: fate, mark: { frozen: style.cyan, trained: style.yellow, follows: style.dim }[fate] };
}

/** Neighbours of one fate that are folded away. */
interface FoldedLayers {
  /** By phase. */
  readonly fates: readonly LayerFate[];
  readonly count: number;
  readonly params: number;
}

function foldedLayers(plan: Plan): readonly (PlanLayer | FoldedLayers)[] {
  if (plan.layers.length <= longestTable) return plan.layers;
  const parts = (['base', 'head'] as const).map((origin) =>
    plan.layers.filter((layer) => layer.origin === origin),
  );
  const stretches = parts.flatMap((layers) => stretchesOfOneFate(layers, plan.phases));
  return stretches.flatMap((stretch): readonly (PlanLayer | FoldedLayers)[] => {
    const first = stretch[0];
    const last = stretch.at(-1);
    if (!first || !last || stretch.length < 5) return stretch;
    const between = stretch.slice(1, -1);
    const params = between.reduce((sum, layer) => sum + layer.params, 0);
    const one = between.find((layer) => layer.params > 0) ?? first;
    const fates = plan.phases.map((phase) => fateOf(one, phase));
    return [first, { count: between.length, params, fates }, last];
  });
}

function phaseLines(plan: Plan, phases: readonly PlanPhase[], style: Style): readonly string[] {
  return phases.map((phase, index) => {
    const number = style.bold(phases.length === 1 ? 'Training:' : `Phase ${index + 1}:`);
    const steps = phase.minimumSteps > 0 ? ` (but at least ${counted(phase.minimumSteps, 'step')})` : '';
    const what = `trains ${trainedWords(plan, phase)}, up to ${counted(phase.epochs, 'epoch')}${steps}`;
    return `${number} ${what}, learning rate ${phase.learningRate}, patience ${phase.patience}; ${cacheWords(phase, plan)}.`;
  });
}

function cacheWords({ cache }: PlanPhase, plan: Plan): string {
  if (!cache) return 'nothing is cached';
  const inputs = plan.layers[0]?.name === cache.cut;
  const what = inputs ? 'decoded images' : `outputs of ${harmless(cache.cut)}`;
  return `${what} are cached (${byteSize(cache.bytes)})`;
}

function fallbackLines(plan: Plan, style: Style): readonly string[] {
  const phases = phasesOf(plan, 'random');
  const { fallback } = plan.training;
  if (fallback === null || phases.length === 0) return [];
  const when = fallback === 'compare' ? 'Also from random weights:' : 'If that fails, from random weights:';
  return [style.bold(when), ...phaseLines(plan, phases, style).map((line) => `  ${line}`)];
}
