/** A row of the results: milliseconds each, unless its name says otherwise. */
export interface Figure {
  readonly name: string;
  readonly values: readonly number[];
  /** At most so many milliseconds; left out for what is only reported. */
  readonly wanted?: number;
  /** Which of the values is held to it. */
  readonly held?: 'median' | 'p95' | 'most';
}

/** The value below which a share (0..1) of the values lie: of 20 values and 0.95 the nineteenth. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

const milliseconds = (value: number): string =>
  `${value.toFixed(value < 20 ? 1 : 0).replace(/\B(?=(\d{3})+$)/g, ',')} ms`;

/** A row of a Markdown table: name, count, median, 95th percentile, what was wanted, whether it was reached. */
export function figureRow({ name, values, wanted, held = 'median' }: Figure): string {
  const median = quantile(values, 0.5);
  const late = quantile(values, 0.95);
  const cells = [name, String(values.length), milliseconds(median), milliseconds(late)];
  if (wanted === undefined) return `| ${[...cells, '', ''].join(' | ')} |`;
  const reached = { median, p95: late, most: Math.max(...values) }[held] <= wanted;
  return `| ${[...cells, `${milliseconds(wanted)} (${held})`, reached ? 'reached' : '**missed**'].join(' | ')} |`;
}

export const figureHead = `| figure | times | median | p95 | wanted |  |
| --- | --- | --- | --- | --- | --- |`;
