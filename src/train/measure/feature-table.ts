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

/** A table standardised, and the products of all pairs of its rows, which more than one measure is made of. */
export interface ComparedRows {
  readonly own: FeatureTable;
  readonly products: Float64Array;
}

export function comparedRows(features: FeatureTable): ComparedRows {
  const own = standardised(features);
  return { own, products: rowProducts(own) };
}

/** Products of all pairs of rows, rows × rows. */
export function rowProducts({ rows, columns, values }: FeatureTable): Float64Array {
  const products = new Float64Array(rows * rows);
  // In stretches that stay in a processor's cache, and four rows at once: each value that is read is used four times.
  for (let from = 0; from < columns; from += stretch) {
    const to = Math.min(columns, from + stretch);
    for (let one = 0; one < rows; one += 1) {
      const own = values.subarray(one * columns + from, one * columns + to);
      let other = 0;
      for (; other + 3 <= one; other += 4)
        addFour(products, one * rows + other, own, values, other, columns, from);
      for (; other <= one; other += 1) {
        const first = other * columns + from;
        let sum = 0;
        for (let at = 0; at < own.length; at += 1)
          sum += (own[at] as number) * (values[first + at] as number);
        products[one * rows + other] = (products[one * rows + other] as number) + sum;
      }
    }
  }
  for (let one = 0; one < rows; one += 1)
    for (let other = 0; other < one; other += 1)
      products[other * rows + one] = products[one * rows + other] as number;
  return products;
}

const stretch = 512;

/** Adds the products of a stretch of a row with those of four neighbouring rows. */
function addFour(
  products: Float64Array,
  place: number,
  own: Float64Array,
  values: Float64Array,
  other: number,
  columns: number,
  from: number,
): void {
  const first = other * columns + from;
  const [second, third, fourth] = [first + columns, first + 2 * columns, first + 3 * columns];
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let at = 0; at < own.length; at += 1) {
    const value = own[at] as number;
    a += value * (values[first + at] as number);
    b += value * (values[second + at] as number);
    c += value * (values[third + at] as number);
    d += value * (values[fourth + at] as number);
  }
  for (const [behind, sum] of [a, b, c, d].entries())
    products[place + behind] = (products[place + behind] as number) + sum;
}

/** The table with rows and columns exchanged. */
export function turned({ rows, columns, values }: FeatureTable): FeatureTable {
  const own = new Float64Array(values.length);
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1)
      own[column * rows + row] = values[row * columns + column] as number;
  return { rows: columns, columns: rows, values: own };
}
