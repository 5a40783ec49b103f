import path from 'node:path';
import { count, counted, duration, figure, percent, scientific } from '../design/words/number-text';
import { isShownBetter, resultSentence, resultVerdict } from '../design/words/result-words';
import { type JudgedDataset, judgedImages } from '../shared/judged-images';
import {
  type CacheEvent,
  type ClusterAnswers,
  type EngineNames,
  type EpochEvent,
  type Proof,
  type RunResult,
  trainedWith,
} from '../shared/run-events';
import { wholeSeconds } from '../shared/run-pace';
import { paceLine } from './pace-line';
import { harmless, type Style } from './style';
import { type Cell, shortName, stackedLines, tableLines, tableWidth } from './text-table';

export interface FinishedRun {
  /** The run's folder as the user is to read it. */
  readonly folder: string;
  readonly dataset: JudgedDataset;
  /** All that count, also those of earlier starts of the run. */
  readonly epochs: readonly EpochEvent[];
  readonly result: RunResult;
  readonly caches: readonly CacheEvent[];
  readonly engines: EngineNames | undefined;
}

/** What a run came to, for people. Tables wider than `columns` become lists. */
export function runSummary(
  run: FinishedRun,
  style: Style,
  columns = Number.POSITIVE_INFINITY,
): readonly string[] {
  const { result } = run;
  const start = result.start === 'random' ? ' from random weights' : '';
  return [
    ...resultLines(run, style),
    '',
    ...recallLines(run.dataset.classes, result, style, columns),
    '',
    `${style.bold('Best:')} epoch ${result.epoch} of phase ${result.phase}${start}, validation loss ${figure(result.validation.loss)}`,
    `${style.bold('Proof:')} ${proofWords(result.proof)}`,
    ...(result.clusterAnswers ? [`${style.bold('Judged:')} ${clusterWords(result.clusterAnswers)}`] : []),
    ...(run.caches.length > 0 ? [`${style.bold('Cache:')} ${cacheWords(run.caches)}`] : []),
    `${style.bold('Time:')} ${timeWords(result)}`,
    ...(result.rates ? [`${style.bold('Images a second:')} ${paceLine(result.rates)}`] : []),
    ...(run.engines ? [`${style.bold('Engine:')} ${engineWords(run.engines, result)}`] : []),
    `${style.bold('Model:')} ${path.join(run.folder, result.model)}`,
    `${style.bold('Report:')} ${path.join(run.folder, result.report)}`,
  ];
}

/** What was shown about the frozen weights and the saved model. */
export function proofWords(proof: Proof): string {
  const frozen = proof.frozenIdentical
    ? `all ${counted(proof.frozenTensors, 'frozen tensor')} of the saved model equal those of the base, bit for bit`
    : `of ${counted(proof.frozenTensors, 'frozen tensor')} some differ from those of the base`;
  const rewrites =
    proof.rewrites.length > 0 ? ` (rewritten on purpose: ${proof.rewrites.map(harmless).join('; ')})` : '';
  const golden = `the saved model gives the same answers for ${counted(proof.goldenImages, 'image')} (${differenceWords(proof.goldenDifference)})`;
  const cached =
    proof.cachedDifference === null
      ? ''
      : `; the cached path agrees with the whole network (${differenceWords(proof.cachedDifference)})`;
  const { recomputed } = proof;
  const anew = recomputed
    ? `; ${count(recomputed.rows)} of ${counted(recomputed.of, 'cached output')}, drawn at random, were made anew and are the same (${differenceWords(recomputed.difference)})`
    : '';
  return `${proof.frozenTensors === 0 ? 'nothing is frozen' : frozen}${rewrites}; ${golden}${cached}${anew}.`;
}

/** Where the images were judged, and how far the cluster and this machine were apart. */
function clusterWords({ engine, compared, of, difference, used }: ClusterAnswers): string {
  const where = used
    ? `on the cluster, by ${harmless(engine)}`
    : "on this machine, not by the cluster's answers";
  return `${where}; of ${count(compared)} of ${counted(of, 'image')} both were asked (${differenceWords(difference)}).`;
}

function differenceWords(difference: number): string {
  return difference === 0 ? 'no difference' : `largest difference ${scientific(difference)}`;
}

/** The result in one sentence for each set of images, and what may be made of the first. */
function resultLines({ result, dataset, epochs }: FinishedRun, style: Style): readonly string[] {
  const [first, ...others] = judgedImages(result, dataset, epochs);
  if (!first) return [];
  const mark = isShownBetter(first) ? style.green : style.yellow;
  return [
    mark(harmless(resultSentence(first))),
    harmless(resultVerdict(first)),
    ...others.map((judged) => harmless(resultSentence(judged))),
  ];
}

function recallLines(
  classes: readonly string[],
  result: RunResult,
  style: Style,
  columns: number,
): readonly string[] {
  const sets = [result.validation, ...(result.test ? [result.test] : [])];
  const titles = ['found of each class', 'validation', ...(result.test ? ['test'] : [])];
  const rows = classes.map((name, index) => [
    shortName(harmless(name)),
    ...sets.map((set) => recallWords(set.confusion[index] ?? [], index)),
  ]);
  return tableOrList(titles, rows, style, columns);
}

/** The first column to the left, figures to the right; rows below each other where that is too wide. */
function tableOrList(
  titles: readonly string[],
  rows: readonly (readonly (Cell | string)[])[],
  style: Style,
  columns: number,
): readonly string[] {
  if (tableWidth([titles, ...rows]) > columns) {
    const [about = ''] = titles;
    return [...(about ? [style.dim(about)] : []), ...stackedLines(titles, rows)];
  }
  return tableLines(
    [titles.map((text) => ({ text, mark: style.dim })), ...rows],
    titles.map((_, index) => (index === 0 ? 'left' : 'right')),
  );
}

function recallWords(row: readonly number[], index: number): string {
  const images = row.reduce((sum, value) => sum + value, 0);
  const right = row[index] ?? 0;
  return images === 0 ? 'no images' : `${percent(right / images)} (${count(right)} of ${count(images)})`;
}

function timeWords({ seconds, rates }: RunResult): string {
  const stages = Object.entries(seconds).map(([stage, value]) => `${stage} ${duration(value)}`);
  const total = wholeSeconds(seconds, rates);
  return stages.length > 1 ? `${duration(total)} (${stages.join(', ')})` : stages.join('') || 'not measured';
}

/** What trains, and what does the rest where that is another. */
export function engineWords(
  engines: EngineNames,
  { clusterAnswers }: Pick<RunResult, 'clusterAnswers'> = {},
): string {
  const { features } = engines;
  const training = trainedWith(engines);
  if (features === training) return training;
  return `${training}, ${clusterAnswers?.used ? 'proof' : 'frozen layers and answers'} with ${features}`;
}

/**
 * How much of the cache a run used: `148 of 148 outputs from the cache, no image decoded`. Of one on a cluster what lies there:
 * what this machine needs for judging is told while it does.
 */
export function cacheWords(events: readonly CacheEvent[]): string {
  const there = events.filter(({ onCluster }) => onCluster);
  if (there.length > 0)
    return `${cacheWords(there.map(({ onCluster: _, ...here }) => here))}, on the cluster`;
  const total = (name: 'reused' | 'computed' | 'decoded') =>
    events.reduce((sum, event) => sum + event[name], 0);
  const reused = total('reused');
  const decoded = total('decoded');
  const images = decoded === 0 ? 'no image decoded' : `${counted(decoded, 'image')} decoded`;
  return `${count(reused)} of ${counted(reused + total('computed'), 'output')} from the cache, ${images}`;
}
