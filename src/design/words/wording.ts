import type { KeyPath } from '../problem';
import { byteSize, count } from './number-text';

// Problems are searched for and copied: they have plain spaces, where a report's page has no-break ones.

/** `1 image`, `12,345 images`. */
export function countText(value: number, noun: string, plural = `${noun}s`): string {
  return `${count(value)} ${value === 1 ? noun : plural}`;
}

/** `4.2 MB`. */
export function bytesText(bytes: number): string {
  return byteSize(bytes).replace('\u00a0', ' ');
}

/** `a, b and c`; a long list is cut after `most` items: `a, b, c, d and 8 more`. */
export function listed(items: readonly string[], most = 4): string {
  const shown = items.length > most + 1 ? items.slice(0, most) : items;
  const rest = items.length - shown.length;
  const parts = rest > 0 ? [...shown, `${count(rest)} more`] : shown;
  if (parts.length < 2) return parts[0] ?? 'none';
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
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
