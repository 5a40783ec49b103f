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
export function rowProducts(table: FeatureTable): Float64Array {
  const { rows, columns } = table;
  const products = new Float64Array(rows * rows);
  // In stretches that stay in a processor's cache, and two rows with four at once: each value that is read is used many times.
  for (let from = 0; from < columns; from += stretch) {
    const to = Math.min(columns, from + stretch);
    for (let one = 0; one < rows; one += 2) {
      const isPair = one + 1 < rows;
      let other = 0;
      for (; isPair && other + 3 <= one; other += 4) addEight(products, table, one, other, from, to);
      for (; other <= one; other += 1) {
        addProduct(products, table, one, other, from, to);
        if (isPair) addProduct(products, table, one + 1, other, from, to);
      }
      if (isPair) addProduct(products, table, one + 1, one + 1, from, to);
    }
  }
  for (let one = 0; one < rows; one += 1)
    for (let other = 0; other < one; other += 1)
      products[other * rows + one] = products[one * rows + other] as number;
  return products;
}

const stretch = 1024;

/** Adds the product of a stretch of two rows. */
function addProduct(
  products: Float64Array,
  { rows, columns, values }: FeatureTable,
  one: number,
  other: number,
  from: number,
  to: number,
): void {
  const [own, beside] = [one * columns, other * columns];
  let sum = 0;
  for (let at = from; at < to; at += 1) sum += (values[own + at] as number) * (values[beside + at] as number);
  products[one * rows + other] = (products[one * rows + other] as number) + sum;
}

/** Adds those of a row and the next one with four neighbouring rows. */
function addEight(
  products: Float64Array,
  { rows, columns, values }: FeatureTable,
  one: number,
  other: number,
  from: number,
  to: number,
): void {
  const own = values.subarray(one * columns + from, one * columns + to);
  const next = values.subarray((one + 1) * columns + from, (one + 1) * columns + to);
  const first = other * columns + from;
  const second = first + columns;
  const third = second + columns;
  const fourth = third + columns;
  // Written out: lists of them take several times as long.
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let nextA = 0;
  let nextB = 0;
  let nextC = 0;
  let nextD = 0;
  for (let at = 0; at < own.length; at += 1) {
    const value = own[at] as number;
    const nextValue = next[at] as number;
    const ofA = values[first + at] as number;
    const ofB = values[second + at] as number;
    const ofC = values[third + at] as number;
    const ofD = values[fourth + at] as number;
    a += value * ofA;
    b += value * ofB;
    c += value * ofC;
    d += value * ofD;
    nextA += nextValue * ofA;
    nextB += nextValue * ofB;
    nextC += nextValue * ofC;
    nextD += nextValue * ofD;
  }
  addAt(products, one * rows + other, a, b, c, d);
  addAt(products, (one + 1) * rows + other, nextA, nextB, nextC, nextD);
}

function addAt(products: Float64Array, place: number, a: number, b: number, c: number, d: number): void {
  products[place] = (products[place] as number) + a;
  products[place + 1] = (products[place + 1] as number) + b;
  products[place + 2] = (products[place + 2] as number) + c;
  products[place + 3] = (products[place + 3] as number) + d;
}

/**
 * Whether there are so many fewer columns than rows that products of columns take less time than those of rows, which are
 * there already.
 */
export function isTall({ rows, columns }: FeatureTable): boolean {
  return 3 * columns < 2 * rows;
}

/** The table with rows and columns exchanged. */
export function turned({ rows, columns, values }: FeatureTable): FeatureTable {
  const own = new Float32Array(values.length);
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1)
      own[column * rows + row] = values[row * columns + column] as number;
  return { rows: columns, columns: rows, values: own };
}
