import { seededRandom } from '../../design/images/random';
import { type ComparedRows, type FeatureTable, rowProducts, standardised } from './feature-table';

/** Up to so many images are compared with all features that there are; of more these are narrowed to as many values. */
const exactUpTo = 1_000;
const narrow = 512;
/** Sums that a feature goes into. */
const spread = 8;

/**
 * Images by their features at several cuts, each cut with the same say: of each the standardised features of an image have a
 * length of 1, so that two images' product is the mean of the cosines, and 1 more for the constant that a regression needs.
 *
 * @param tables one after the other: no two have to be in memory at once
 */
export function comparedCuts(tables: readonly (() => FeatureTable)[]): ComparedRows {
  const parts = tables.map((table, at) => directionsOf(narrowed(standardised(table()), at)));
  const rows = parts[0]?.rows ?? 0;
  const columns = parts.reduce((sum, part) => sum + part.columns, 0) + 1;
  const values = new Float64Array(rows * columns).fill(1);
  const share = Math.sqrt(parts.length);
  let first = 0;
  for (const part of parts) {
    for (let row = 0; row < rows; row += 1)
      for (let at = 0; at < part.columns; at += 1)
        values[row * columns + first + at] = (part.values[row * part.columns + at] as number) / share;
    first += part.columns;
  }
  const own = { rows, columns, values };
  return { own, products: rowProducts(own) };
}

/** How alike two images are: 1 for the same, about 0 for any two. */
export function likeness({ own: { rows }, products }: ComparedRows, one: number, other: number): number {
  return (products[one * rows + other] as number) - 1;
}

/** Each row, but for its last value, the constant, with a length of 1. */
function directionsOf({ rows, columns: wide, values }: FeatureTable): FeatureTable {
  const columns = wide - 1;
  const own = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row += 1) {
    const from = values.subarray(row * wide, row * wide + columns);
    const length = Math.sqrt(from.reduce((sum, value) => sum + value * value, 0));
    if (length > 0)
      own.set(
        from.map((value) => value / length),
        row * columns,
      );
  }
  return { rows, columns, values: own };
}

/**
 * Many features as few sums of them, each feature in some sums and with either sign, at random: lengths and angles stay within
 * some hundredths (Kane and Nelson 2014, "Sparser Johnson-Lindenstrauss transforms").
 */
function narrowed(table: FeatureTable, seed: number): FeatureTable {
  const { rows, columns: wide, values } = table;
  const columns = wide - 1;
  if (rows <= exactUpTo || columns <= narrow) return table;
  const random = seededRandom('narrowed', seed);
  const targets = Int32Array.from({ length: columns * spread }, () => Math.floor(random() * narrow));
  const signs = Float64Array.from({ length: columns * spread }, () => (random() < 0.5 ? -1 : 1));
  const own = new Float64Array(rows * (narrow + 1));
  for (let row = 0; row < rows; row += 1) {
    const sums = own.subarray(row * (narrow + 1), (row + 1) * (narrow + 1));
    for (let column = 0; column < columns; column += 1) {
      const value = values[row * wide + column] as number;
      if (value === 0) continue;
      for (let at = column * spread; at < (column + 1) * spread; at += 1)
        sums[targets[at] as number] = (sums[targets[at] as number] as number) + value * (signs[at] as number);
    }
  }
  return { rows, columns: narrow + 1, values: own };
}
