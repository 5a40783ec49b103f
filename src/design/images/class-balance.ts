import { defaults } from '../defaults';
import type { ParsedFile } from '../parsed-file';
import { planProblem } from '../problems/plan-problems';
import type { Report } from '../problems/report';
import { thresholds } from '../thresholds';
import type { ClassCount } from './training-images';

const noneOfThese =
  /^(none|neither|other|others|nothing|negative|unknown|background|rest|misc|no[ _-].*|none[ _-].*)$/i;

/** What the counts of the classes tell before a run: imbalance, no class for anything else. */
export function reportClassBalance(file: ParsedFile, classes: readonly ClassCount[], report: Report): void {
  if (classes.length < 2) return;
  const place = file.has(['dataset', 'classes']) ? ['dataset', 'classes'] : ['dataset', 'path'];
  reportImbalance(file, classes, place, report);
  if (!classes.some(({ name }) => noneOfThese.test(name))) {
    report(planProblem('no-class-for-the-rest', { classes: classes.length }), place);
  }
}

function reportImbalance(
  file: ParsedFile,
  classes: readonly ClassCount[],
  place: readonly (string | number)[],
  report: Report,
): void {
  const [smallest, largest] = extremes(classes);
  if (largest.images < thresholds.imbalance * smallest.images) return;
  const weights = file.config.train.classWeights ?? defaults.train.classWeights;
  if (weights === 'off') {
    report(
      planProblem('imbalance-not-weighted', { largest, smallest }),
      ['train', 'classWeights'],
      [{ title: 'Weight the classes (classWeights: auto)', path: ['train', 'classWeights'], value: 'auto' }],
    );
  } else if (weights === 'auto') {
    report(planProblem('imbalance-weighted', { largest, smallest }), place);
  }
}

function extremes(classes: readonly ClassCount[]): readonly [ClassCount, ClassCount] {
  const sorted = [...classes].sort((one, other) => one.images - other.images);
  return [sorted[0]!, sorted.at(-1)!];
}
