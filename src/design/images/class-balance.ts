import type { ParsedFile } from '../parsed-file';
import type { Report } from '../problems/report';
import { count } from '../words/number-text';
import { counted } from '../words/wording';
import type { ClassCount } from './training-images';

/** Where the largest class has so many times the images of the smallest, the classes are weighted. */
export const imbalanceFrom = 3;

const noneOfThese =
  /^(none|neither|other|others|nothing|negative|unknown|background|rest|misc|no[ _-].*|none[ _-].*)$/i;

/** What the counts of the classes tell before a run: imbalance, no class for anything else. */
export function reportClassBalance(file: ParsedFile, classes: readonly ClassCount[], report: Report): void {
  if (classes.length < 2) return;
  const place = file.has(['dataset', 'classes']) ? ['dataset', 'classes'] : ['dataset', 'path'];
  reportImbalance(file, classes, place, report);
  if (!classes.some(({ name }) => noneOfThese.test(name))) {
    report(
      'no-class-for-the-rest',
      place,
      `A picture of anything else will still be put into one of these ${classes.length} classes: a softmax has no answer ` +
        'for "none of these". If that can happen, add a folder such as `neither` with such pictures.',
    );
  }
}

function reportImbalance(
  file: ParsedFile,
  classes: readonly ClassCount[],
  place: readonly (string | number)[],
  report: Report,
): void {
  const [smallest, largest] = extremes(classes);
  if (largest.images < imbalanceFrom * smallest.images) return;
  const counts = `\`${largest.name}\` has ${counted(largest.images, 'image')}, \`${smallest.name}\` ${count(smallest.images)}`;
  const weights = file.config.train.classWeights ?? 'auto';
  if (weights === 'off') {
    report(
      'imbalance-not-weighted',
      ['train', 'classWeights'],
      `The classes are out of balance (${counts}) and not weighted, so the rare ones will be missed. Let them be ` +
        'weighted, or add images.',
      [{ title: 'Weight the classes (classWeights: auto)', path: ['train', 'classWeights'], value: 'auto' }],
    );
  } else if (weights === 'auto') {
    report(
      'imbalance-weighted',
      place,
      `The classes are out of balance (${counts}): each image is weighted so that all classes count alike in ` +
        'training. More images of the rare ones are better still.',
    );
  }
}

function extremes(classes: readonly ClassCount[]): readonly [ClassCount, ClassCount] {
  const sorted = [...classes].sort((one, other) => one.images - other.images);
  return [sorted[0]!, sorted.at(-1)!];
}
