/** Features of some images: those of one after those of the other. */
export interface FeatureTable {
  readonly rows: number;
  readonly columns: number;
  /** rows × columns, finite. */
  readonly values: Float32Array;
}

/**
 * Rows side by side.
 *
 * @throws RangeError where they are not as long, or hold what is no finite number
 */
export function featureTable(rows: readonly ArrayLike<number>[]): FeatureTable {
  const columns = rows[0]?.length ?? 0;
  const values = new Float32Array(rows.length * columns);
  for (const [row, own] of rows.entries()) {
    if (own.length !== columns) throw new RangeError('Rows of features are not as long as each other.');
    values.set(own as number[], row * columns);
  }
  const table = { rows: rows.length, columns, values };
  if (rowsWithoutNumbers(table).length > 0) throw new RangeError('A feature is no finite number.');
  return table;
}

/** Rows that hold what is no finite number. */
export function rowsWithoutNumbers({ rows, columns, values }: FeatureTable): readonly number[] {
  const found: number[] = [];
  for (let row = 0; row < rows; row += 1) {
    // Whatever is added to what is no finite number, the sum of differences from itself is none either.
    let sum = 0;
    for (let at = row * columns; at < (row + 1) * columns; at += 1)
      sum += (values[at] as number) - (values[at] as number);
    if (sum !== 0) found.push(row);
  }
  return found;
}

/** Some rows of a table, in their order here. */
export function someRows({ columns, values }: FeatureTable, rows: readonly number[]): FeatureTable {
  const chosen = new Float32Array(rows.length * columns);
  for (const [at, row] of rows.entries())
    chosen.set(values.subarray(row * columns, (row + 1) * columns), at * columns);
  return { rows: rows.length, columns, values: chosen };
}

/**
 * Each column with a mean of 0 and a standard deviation of 1, those that are the same in all rows with zeros, and behind them
 * a column of ones.
 */
export function standardised({ rows, columns, values }: FeatureTable): FeatureTable {
  const means = new Float64Array(columns);
  const largest = new Float64Array(columns);
  const squares = new Float64Array(columns);
  // Row by row, as they lie in memory.
  for (let row = 0, at = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1, at += 1) {
      const value = values[at] as number;
      means[column] = (means[column] as number) + value / rows;
      largest[column] = Math.max(largest[column] as number, Math.abs(value));
    }
  for (let row = 0, at = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1, at += 1) {
      const away = (values[at] as number) - (means[column] as number);
      squares[column] = (squares[column] as number) + away * away;
    }
  const factors = squares.map((sum, column) => {
    const deviation = Math.sqrt(sum / rows);
    // What is left of a constant is rounding.
    return deviation <= (largest[column] as number) * 1e-7 ? 0 : 1 / deviation;
  });
  const wide = columns + 1;
  const own = new Float32Array(rows * wide);
  for (let row = 0, at = 0; row < rows; row += 1) {
    const first = row * wide;
    for (let column = 0; column < columns; column += 1, at += 1)
      own[first + column] =
        ((values[at] as number) - (means[column] as number)) * (factors[column] as number);
    own[first + columns] = 1;
  }
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

/** Some of the rows, as they were standardised with all. */
export function someCompared({ own, products }: ComparedRows, rows: readonly number[]): ComparedRows {
  const some = new Float64Array(rows.length * rows.length);
  for (const [at, row] of rows.entries())
    for (const [beside, other] of rows.entries())
      some[at * rows.length + beside] = products[row * own.rows + other] as number;
  return { own: someRows(own, rows), products: some };
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

const stretch = 1024;

/** Adds the products of a stretch of a row with those of four neighbouring rows. */
function addFour(
  products: Float64Array,
  place: number,
  own: Float32Array,
  values: Float32Array,
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

/**
 * Whether there are so many fewer columns than rows that products of columns take less time than those of rows, which are
 * there already.
 */
export function isTall({ rows, columns }: FeatureTable): boolean {
  return 4 * columns < 3 * rows;
}

/** The table with rows and columns exchanged. */
export function turned({ rows, columns, values }: FeatureTable): FeatureTable {
  const own = new Float32Array(values.length);
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1)
      own[column * rows + row] = values[row * columns + column] as number;
  return { rows: columns, columns: rows, values: own };
}
