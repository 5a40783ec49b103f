/** Features of some images: those of one after those of the other. */
export interface FeatureTable {
  readonly rows: number;
  readonly columns: number;
  /** rows × columns, finite. */
  readonly values: Float64Array;
}

/**
 * Rows side by side.
 *
 * @throws RangeError where they are not as long, or hold what is no finite number
 */
export function featureTable(rows: readonly ArrayLike<number>[]): FeatureTable {
  const columns = rows[0]?.length ?? 0;
  const values = new Float64Array(rows.length * columns);
  for (const [row, own] of rows.entries()) {
    if (own.length !== columns) throw new RangeError('Rows of features are not as long as each other.');
    values.set(own as number[], row * columns);
  }
  if (!values.every(Number.isFinite)) throw new RangeError('A feature is no finite number.');
  return { rows: rows.length, columns, values };
}

/** Some rows of a table, in their order here. */
export function someRows({ columns, values }: FeatureTable, rows: readonly number[]): FeatureTable {
  const chosen = new Float64Array(rows.length * columns);
  for (const [at, row] of rows.entries())
    chosen.set(values.subarray(row * columns, (row + 1) * columns), at * columns);
  return { rows: rows.length, columns, values: chosen };
}

/**
 * Each column with a mean of 0 and a standard deviation of 1, those that are the same in all rows with zeros, and behind them
 * a column of ones.
 */
export function standardised({ rows, columns, values }: FeatureTable): FeatureTable {
  const wide = columns + 1;
  const own = new Float64Array(rows * wide);
  for (let column = 0; column < columns; column += 1) {
    let sum = 0;
    let largest = 0;
    for (let row = 0; row < rows; row += 1) {
      const value = values[row * columns + column] as number;
      sum += value;
      largest = Math.max(largest, Math.abs(value));
    }
    const mean = sum / rows;
    let squares = 0;
    for (let row = 0; row < rows; row += 1)
      squares += ((values[row * columns + column] as number) - mean) ** 2;
    const deviation = Math.sqrt(squares / rows);
    // What is left of a constant is rounding.
    if (deviation <= largest * 1e-7) continue;
    for (let row = 0; row < rows; row += 1)
      own[row * wide + column] = ((values[row * columns + column] as number) - mean) / deviation;
  }
  for (let row = 0; row < rows; row += 1) own[row * wide + columns] = 1;
  return { rows, columns: wide, values: own };
}

/** Products of all pairs of rows, rows × rows. */
export function rowProducts({ rows, columns, values }: FeatureTable): Float64Array {
  const products = new Float64Array(rows * rows);
  // In stretches that stay in a processor's cache.
  const stretch = 512;
  for (let from = 0; from < columns; from += stretch) {
    const to = Math.min(columns, from + stretch);
    for (let one = 0; one < rows; one += 1)
      for (let other = 0; other <= one; other += 1) {
        let sum = 0;
        const [first, second] = [one * columns, other * columns];
        for (let at = from; at < to; at += 1)
          sum += (values[first + at] as number) * (values[second + at] as number);
        products[one * rows + other] = (products[one * rows + other] as number) + sum;
      }
  }
  for (let one = 0; one < rows; one += 1)
    for (let other = 0; other < one; other += 1)
      products[other * rows + one] = products[one * rows + other] as number;
  return products;
}

/** The table with rows and columns exchanged. */
export function turned({ rows, columns, values }: FeatureTable): FeatureTable {
  const own = new Float64Array(values.length);
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1)
      own[column * rows + row] = values[row * columns + column] as number;
  return { rows: columns, columns: rows, values: own };
}
