import type { PhaseConfig } from '../config';
import { defaults, fineTuningRate } from '../defaults';
import type { ParsedFile } from '../parsed-file';
import type { PlanPhase } from '../plan';
import type { Report } from '../problems/report';
import { type Trainables, trainedLayers } from './phase-layers';
import { trainsBase } from './trained-layers';

const usual = defaults.phase;

/** A phase before its cache is known. */
export type Phase = Omit<PlanPhase, 'cache'>;

/** The file's phases with what they leave out filled in, else the usual ones for what is not frozen. */
export function choosePhases(file: ParsedFile, trainables: Trainables, report: Report): readonly Phase[] {
  const written = file.config.train.phases;
  if (written === undefined) return usualPhases(trainables);
  const phases: Phase[] = [];
  written.forEach((config, index) => {
    const trainable = trainedLayers(config.train ?? usual.train, index, trainables, report);
    phases.push(completed(config, trainable, phases, trainables));
  });
  return phases;
}

/** The head alone; then, if part of the base is not frozen, that part with it. A random start trains all at once. */
export function usualPhases(trainables: Trainables): readonly Phase[] {
  const { kept, frozen, init } = trainables;
  const head = headNames(trainables);
  const open = kept.weighted.filter((name) => !frozen.has(name));
  const batchNorm = usual.batchNorm[init];
  const headPhase = { trainable: head, ...usual.head, batchNorm };
  if (open.length === 0) return [headPhase];
  const trainable = [...open, ...head];
  return init === 'random'
    ? [{ trainable, ...usual.fromScratch, batchNorm }]
    : [headPhase, { trainable, ...usual.fineTuning, batchNorm }];
}

/**
 * Case 4's second start, from random weights: what the file says of the first one holds for it too, and what the file
 * leaves open is a random start's own. Phases that train the head alone are left out until the base has trained: there
 * is nothing to learn on random layers.
 *
 * @returns none where nothing of the base ever trains
 */
export function randomStartPhases(file: ParsedFile, trainables: Trainables): readonly Phase[] {
  // Whatever is wrong with the phases has been told of the first start.
  const phases = choosePhases(file, { ...trainables, init: 'random' }, () => {});
  const first = phases.findIndex((phase) => trainsBase(phase, trainables.kept));
  return first < 0 ? [] : phases.slice(first);
}

function headNames({ head }: Trainables): readonly string[] {
  return head.filter(({ params }) => params > 0).map(({ name }) => name);
}

function completed(
  config: PhaseConfig,
  trainable: readonly string[],
  before: readonly Phase[],
  { kept, init }: Trainables,
): Phase {
  const throughBase = trainsBase({ trainable }, kept);
  const ofKind = !throughBase ? usual.head : init === 'random' ? usual.fromScratch : usual.fineTuning;
  const headRate = before.findLast((phase) => !trainsBase(phase, kept))?.learningRate;
  const usualRate =
    throughBase && init === 'pretrained' && headRate !== undefined
      ? fineTuningRate(headRate)
      : ofKind.learningRate;
  return {
    trainable,
    epochs: config.epochs ?? ofKind.epochs,
    // Whoever sets the epochs or the patience wants the phase to end by them.
    minimumSteps: config.epochs === undefined && config.patience === undefined ? ofKind.minimumSteps : 0,
    learningRate: config.learningRate ?? usualRate,
    patience: config.patience ?? ofKind.patience,
    batchNorm: config.batchNorm ?? usual.batchNorm[init],
  };
}
