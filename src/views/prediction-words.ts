import path from 'node:path';
import { percent, plain } from '../design/words/number-text';
import type { Prediction } from '../shared/prediction';

/** E.g. `rex.jpg: dog 92 % (cat 6 %, neither 2 %)`. */
export function predictionWords(prediction: Prediction): string {
  const name = path.basename(prediction.file);
  if ('error' in prediction) return `${name}: ${prediction.error}`;
  const others = Object.entries(prediction.probabilities)
    .filter(([label]) => label !== prediction.label)
    .sort(([, one], [, other]) => other - one)
    .slice(0, 3)
    .map(([label, probability]) => `${label} ${plain(percent(probability))}`);
  return `${name}: ${prediction.label} ${plain(percent(prediction.probability))} (${others.join(', ')})`;
}
