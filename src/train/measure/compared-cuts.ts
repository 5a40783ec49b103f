import { seededRandom } from '../../design/images/random';
import { type ComparedRows, type FeatureTable, featureTable, standardised } from './feature-table';

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
 * @throws RangeError where a feature is no finite number
 */
export function comparedCuts(tables: readonly (() => FeatureTable)[]): FeatureTable {
  const share = Math.sqrt(tables.length);
  const parts = tables.map((table, at) => directionsOf(rowsOf(standardised(table()), at), share));
  const columns = parts.reduce((sum, [first]) => sum + (first?.length ?? 0), 0);
  const rows = (parts[0] ?? []).map((_, row) => {
    const own = new Float32Array(columns + 1).fill(1);
    let from = 0;
    for (const part of parts) {
      own.set(part[row] ?? [], from);
      from += part[row]?.length ?? 0;
    }
    return own;
  });
  return featureTable(rows);
}

/** How alike two images are: 1 for the same, about 0 for any two. */
export function likeness({ own: { rows }, products }: ComparedRows, one: number, other: number): number {
  return (products[one * rows + other] as number) - 1;
}

/** Each row with a length of 1, as shares. */
function directionsOf(rows: readonly Float32Array[], share: number): readonly Float32Array[] {
  return rows.map((row) => {
    const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    return length === 0 ? row : row.map((value) => value / length / share);
  });
}

/**
 * The rows of a standardised table, without the constant. Many features of many images are told as few sums of them, each
 * feature in some sums and with either sign, at random: lengths and angles stay within some hundredths (Kane and Nelson 2014,
 * "Sparser Johnson-Lindenstrauss transforms").
 */
function rowsOf({ rows, columns: wide, values }: FeatureTable, seed: number): readonly Float32Array[] {
  const columns = wide - 1;
  const all = Array.from({ length: rows }, (_, row) =>
    Float32Array.from(values.subarray(row * wide, row * wide + columns)),
  );
  if (rows <= exactUpTo || columns <= narrow) return all;
  const random = seededRandom('narrowed', seed);
  const targets = Int32Array.from({ length: columns * spread }, () => Math.floor(random() * narrow));
  const signs = Int8Array.from({ length: columns * spread }, () => (random() < 0.5 ? -1 : 1));
  return all.map((row) => {
    const sums = new Float32Array(narrow);
    for (const [column, value] of row.entries()) {
      if (value === 0) continue;
      for (let at = column * spread; at < (column + 1) * spread; at += 1)
        sums[targets[at] as number] = (sums[targets[at] as number] as number) + value * (signs[at] as number);
    }
    return sums;
  });
}
