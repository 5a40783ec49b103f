/**
 * Round numbers (1, 2 or 5 times a power of ten apart) that cover `low`..`high`, about `wanted` of them. The
 * first is at most `low` and the last at least `high`.
 */
export function roundTicks(low: number, high: number, wanted: number): readonly number[] {
  const span = high > low ? high - low : Math.max(1e-9, Math.abs(high));
  const rough = span / Math.max(1, wanted - 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((each) => each * power >= rough * 0.999) ?? 10) * power;
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
  const digits = Math.max(0, -Math.floor(Math.log10(step)));
  // Decimal rounding takes off the noise of binary fractions (0.30000000000000004).
  return Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toFixed(Math.min(20, digits))),
  );
}

/** Round whole numbers from 1 to `last` for an axis of epochs: 1 and the last one always, others in between. */
export function epochTicks(last: number, wanted: number): readonly number[] {
  if (last <= 1) return [1];
  const step = Math.max(1, roundTicks(0, last, wanted)[1] ?? 1);
  const between = Array.from({ length: Math.floor(last / step) }, (_, index) => (index + 1) * step);
  // The last epoch's own number takes the place of a round one too close to it to be read.
  return [1, ...between.filter((each) => each > step * 0.45 && last - each >= step * 0.45 && each > 1), last];
}
