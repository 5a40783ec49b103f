import type { TrainConfig } from '../config';
import { planProblem } from '../problems/plan-problems';
import type { Report } from '../problems/report';
import { thresholds } from '../thresholds';
import { nearestName } from '../words/nearest-name';
import type { ClassCount } from './training-images';

const largestWeight = 10;

/**
 * The weight of each class in the training loss, in the order of the classes; null where all count alike. `auto`
 * is n / (C * n_k), at most 10 (scikit-learn's `balanced`), where the largest class is three times the smallest.
 */
export function classWeightsOf(
  setting: TrainConfig['classWeights'],
  classes: readonly ClassCount[],
  report: Report,
): readonly number[] | null {
  if (setting === 'off' || classes.length === 0) return null;
  if (typeof setting === 'object') return declaredWeights(setting, classes, report);
  const counts = classes.map(({ images }) => images);
  if (Math.max(...counts) < thresholds.imbalance * Math.min(...counts)) return null;
  const images = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => Math.min(largestWeight, images / (counts.length * count)));
}

/** A class that the file gives no weight has weight 1. */
function declaredWeights(
  weights: Readonly<Record<string, number>>,
  classes: readonly ClassCount[],
  report: Report,
): readonly number[] {
  const names = classes.map(({ name }) => name);
  const declared = new Map(Object.entries(weights));
  for (const name of declared.keys()) {
    if (names.includes(name)) continue;
    const nearest = nearestName(name, names);
    report(planProblem('class-weight-of-no-class', { name, nearest }), ['train', 'classWeights', name]);
  }
  return names.map((name) => declared.get(name) ?? 1);
}
