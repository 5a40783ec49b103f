import type { KeyPath } from '../problem';
import { byteSize, count, counted, duration, percent, plain, shapeText } from './number-text';

// Problems are searched for and copied, and what stands in the panel is read aloud: they have plain spaces, where a
// report's page has no-break ones.

/** `1 image`, `12,345 images`. */
export function countText(...words: Parameters<typeof counted>): string {
  return plain(counted(...words));
}

/** How much of all weights train, e.g. `81 %`; `under 0.1 %` for next to none. */
export function weightsShare(trainable: number, frozen: number): string {
  const share = trainable / Math.max(1, trainable + frozen);
  return share > 0 && share < 0.0005 ? 'under 0.1 %' : plain(percent(share));
}

/** How many weights train for each image that trains them, e.g. `6,661` or `3.3`; `–` without images. */
export function weightsAnImage(weights: number, trainingImages: number): string {
  if (trainingImages === 0) return '–';
  const each = weights / trainingImages;
  return each < 10 ? each.toFixed(1) : count(Math.round(each));
}

/** `4.2 MB`. */
export function bytesText(bytes: number): string {
  return plain(byteSize(bytes));
}

/** `8 × 8 × 128`; a size that only the image tells is `?`. */
export function shapeWords(shape: readonly (number | null)[]): string {
  return plain(shapeText(shape));
}

/** `a, b and c`; a long list is cut after `most` items: `a, b, c, d and 8 more`. */
export function listed(items: readonly string[], most = 4): string {
  const shown = items.length > most + 1 ? items.slice(0, most) : items;
  const rest = items.length - shown.length;
  return joined(rest > 0 ? [...shown, `${count(rest)} more`] : shown, 'and') || 'none';
}

/** `a, b and c`; empty for none. */
export function joined(items: readonly string[], word: 'and' | 'or'): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1)}`;
}

/** The names of layers, classes or files, each in backticks. */
export function named(names: readonly string[]): string {
  return listed(names.map((name) => `\`${name}\``));
}

/** `Is \`cats\` meant?`; what else to do where no known name is near. */
export function meantOr(nearest: string | undefined, otherwise: string): string {
  return nearest === undefined ? otherwise : `Is \`${nearest}\` meant?`;
}

/** A path as the user reads it: `train.phases[1].learningRate`. */
export function keyPathText(path: KeyPath): string {
  return path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : index > 0 ? `.${step}` : step))
    .join('');
}

/** A share, 0 to 1, as `12 %`. */
export function percentText(share: number): string {
  return plain(percent(share));
}

/** `12 s`, `3 min 05 s`. */
export function durationText(seconds: number): string {
  return plain(duration(seconds));
}
