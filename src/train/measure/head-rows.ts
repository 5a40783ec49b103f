import { type ComparedRows, type FeatureTable, rowProducts } from './feature-table';

/**
 * Features as a head gets them, and a constant: no column is brought to the spread of the others, for a head learns most from
 * what is large. All are divided by their root mean square, so that a unit of the base's numbers means nothing.
 */
export function headRows({ rows, columns, values }: FeatureTable): ComparedRows {
  const squares = values.reduce((sum, value) => sum + value * value, 0);
  const size = Math.sqrt(squares / values.length) || 1;
  const wide = columns + 1;
  const own = new Float64Array(rows * wide);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1)
      own[row * wide + column] = (values[row * columns + column] as number) / size;
    own[row * wide + columns] = 1;
  }
  const table = { rows, columns: wide, values: own };
  return { own: table, products: rowProducts(table) };
}
