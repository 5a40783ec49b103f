import type { MeasuredShift } from '../measurement';

/** What is given lies a whole deviation off, or is all the same: pictures hardly ever do that to the first layers alone. */
const plainlyOff = 1;

/**
 * How far what the batch normalisations are given lies from what they were trained on, by depth, as a sentence; evidence, not
 * an answer.
 *
 * @param shift in the order of the data
 * @returns undefined where there is none
 */
export function shiftText(shift: readonly MeasuredShift[] | undefined): string | undefined {
  const [first, last] = [shift?.[0], shift?.at(-1)];
  if (shift === undefined || first === undefined || last === undefined) return undefined;
  const largest = shift.reduce((most, one) => (one.shift > most.shift ? one : most));
  const beside = largest === first || largest === last ? '' : `, at most by ${named(largest)}`;
  const off =
    first.shift >= plainlyOff
      ? ' As much as that at the first layer may mean that pixels are scaled otherwise than the base wants them.'
      : '';
  const by = first === last ? `by ${named(first)}` : `by ${named(first)} to ${named(last)}${beside}`;
  return `What its batch normalisations are given is off from what they were trained on ${by} (0: the same; 1: a whole deviation).${off}`;
}

function named({ layer, shift }: MeasuredShift): string {
  return `${shift.toFixed(2)} (${layer})`;
}
