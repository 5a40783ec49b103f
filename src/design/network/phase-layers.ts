import type { PhaseConfig, Start } from '../config';
import type { KeyPath } from '../problem';
import { planProblem } from '../problems/plan-problems';
import type { Report } from '../problems/report';
import { matchingNames } from '../words/glob';
import { nearestName } from '../words/nearest-name';
import type { KeptBase } from './freeze-map';
import type { HeadLayer } from './head-layers';
import { reportSplitNumber } from './split-number';

/** What the phases may train. */
export interface Trainables {
  readonly kept: KeptBase;
  readonly head: readonly HeadLayer[];
  /** Kept layers that are frozen where the file writes no phases. */
  readonly frozen: ReadonlySet<string>;
  readonly init: Start;
}

/**
 * The layers with weights that a phase trains, base and head, in the order of the data. Reports names that stand
 * for nothing, and a phase that trains nothing.
 */
export function trainedLayers(
  train: NonNullable<PhaseConfig['train']>,
  index: number,
  trainables: Trainables,
  report: Report,
): readonly string[] {
  const path = ['train', 'phases', index, 'train'];
  const patterns = typeof train === 'string' ? [train] : train;
  const names = new Set(
    patterns.flatMap((pattern, item) =>
      matched(pattern, typeof train === 'string' ? path : [...path, item], trainables, report),
    ),
  );
  const trained = weightedNames(trainables).filter((name) => names.has(name));
  // Without images no class is known, so the head has no weights yet; that is told of the images.
  const isHeadKnown = trainables.head.some(({ params }) => params > 0);
  if (trained.length === 0 && (isHeadKnown || !patterns.some((name) => name === 'head'))) {
    report(planProblem('phase-trains-nothing', { phase: index + 1, cut: trainables.kept.cut }), path, [
      { title: 'Train the head', path, value: 'head' },
    ]);
  }
  return trained;
}

function weightedNames({ kept, head }: Trainables): readonly string[] {
  return [...kept.weighted, ...head.filter(({ params }) => params > 0).map(({ name }) => name)];
}

function matched(pattern: string, path: KeyPath, trainables: Trainables, report: Report): readonly string[] {
  const { kept, head } = trainables;
  const headLayers = head.map(({ name }) => name);
  if (pattern === 'everything') return weightedNames(trainables);
  if (pattern === 'head') return headLayers;
  const names = matchingNames(pattern, [...kept.layers.map(({ name }) => name), ...headLayers]);
  if (names.length === 0) {
    reportNoMatch(pattern, path, trainables, report);
    return [];
  }
  const weighted = new Set(weightedNames(trainables));
  const trained = names.filter((name) => weighted.has(name));
  if (trained.length === 0) report(planProblem('train-without-weights', { names }), path);
  else reportSplitNumber(pattern, 'trains', trained, path, report);
  return trained;
}

function reportNoMatch(pattern: string, path: KeyPath, { kept, head }: Trainables, report: Report): void {
  const beyond = matchingNames(pattern, [...kept.facts.position.keys()]);
  if (beyond.length > 0) {
    report(planProblem('train-beyond-cut', { names: beyond, cut: kept.cut }), path);
    return;
  }
  const nearest = nearestName(pattern, [
    'head',
    'everything',
    ...kept.weighted,
    ...head.map(({ name }) => name),
  ]);
  report(
    planProblem('train-unknown', { name: pattern, nearest }),
    path,
    nearest === undefined ? [] : [{ title: `Change to ${nearest}`, path, value: nearest }],
  );
}
