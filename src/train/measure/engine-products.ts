import { type Engines, engineFor } from '../engines/load-engines';
import { inputLayer, type Topology } from '../network/topology';
import { type FeatureTable, rowProducts, turned } from './feature-table';

/** So many columns are multiplied at once, so that memory does not hold the table again. */
const mostColumns = 8_192;
/** Fewer multiplications take less time here than an engine takes to be made ready. */
const fewest = 20e6;

/**
 * What `rowProducts` gives, within the rounding of 32 bit floats, by the fastest engine: the rows are run through a dense
 * layer whose weights they are.
 */
export async function productsBy(
  engines: Pick<Engines, 'answering'>,
  table: FeatureTable,
): Promise<Float64Array> {
  const { rows, columns } = table;
  if ((rows * rows * columns) / 2 < fewest) return rowProducts(table);
  const products = new Float64Array(rows * rows);
  for (let from = 0; from < columns; from += mostColumns) {
    const some = someColumns(table, from, Math.min(columns, from + mostColumns));
    const network = denseNetwork(some.columns, rows);
    const weights = new Map([
      ['products/kernel', { shape: [some.columns, rows], values: turned(some).values }],
    ]);
    const runnable = await engineFor(network, weights, engines).network(network, weights);
    const outputs = await runnable.outputs({ values: some.values, shape: [rows, some.columns] });
    runnable.dispose();
    for (let at = 0; at < products.length; at += 1)
      products[at] = (products[at] as number) + (outputs[at] as number);
  }
  // Squares of very large features are no number in 32 bits, and then no sum of them is one.
  const sum = products.reduce((all, one) => all + one, 0);
  return Number.isFinite(sum) ? products : rowProducts(table);
}

function denseNetwork(columns: number, rows: number): Topology {
  const config = { units: rows, activation: 'linear', use_bias: false };
  return {
    name: 'products',
    layers: [
      inputLayer('rows', [columns]),
      { name: 'products', className: 'Dense', config, inbound: ['rows'] },
    ],
  };
}

function someColumns({ rows, columns, values }: FeatureTable, from: number, to: number): FeatureTable {
  if (from === 0 && to === columns) return { rows, columns, values };
  const size = to - from;
  const own = new Float32Array(rows * size);
  for (let row = 0; row < rows; row += 1)
    own.set(values.subarray(row * columns + from, row * columns + to), row * size);
  return { rows, columns: size, values: own };
}
