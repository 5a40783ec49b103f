import type { FeatureTable } from './feature-table';

/** Features as a head gets them, and a constant behind them. */
export interface HeadRows {
  readonly own: FeatureTable;
  /** What the features were divided by. */
  readonly unit: number;
}

/**
 * No column is brought to the spread of the others, for a head learns most from what is large. All are divided by their root
 * mean square, so that a unit of the base's numbers means nothing.
 */
export function headRows({ rows, columns, values }: FeatureTable): HeadRows {
  let squares = 0;
  for (const value of values) squares += value * value;
  const unit = Math.sqrt(squares / values.length) || 1;
  const wide = columns + 1;
  const own = new Float32Array(rows * wide);
  for (let row = 0, at = 0; row < rows; row += 1) {
    const first = row * wide;
    for (let column = 0; column < columns; column += 1, at += 1)
      own[first + column] = (values[at] as number) / unit;
    own[first + columns] = 1;
  }
  return { own: { rows, columns: wide, values: own }, unit };
}
