import type { KeyPath } from '../problem';

/** A path as the user reads it: `train.phases[1].learningRate`. */
export function keyPathText(path: KeyPath): string {
  return path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : index > 0 ? `.${step}` : step))
    .join('');
}
