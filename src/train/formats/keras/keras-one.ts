import { type Fields, isFields, mostDepth, tooDeep } from '../../network/written-model';

/** What Keras 1 called its layers, by their names since. */
const classes: ReadonlyMap<string, string> = new Map([
  ['AtrousConvolution2D', 'Conv2D'],
  ['Convolution1D', 'Conv1D'],
  ['Convolution2D', 'Conv2D'],
  ['SeparableConvolution2D', 'SeparableConv2D'],
]);

/** The layers that its `Merge` is, by its mode. */
const merges: ReadonlyMap<unknown, string> = new Map([
  ['sum', 'Add'],
  ['mul', 'Multiply'],
  ['ave', 'Average'],
  ['max', 'Maximum'],
  ['concat', 'Concatenate'],
]);

/** Settings by their names since. */
const settings: ReadonlyMap<string, string> = new Map([
  ['atrous_rate', 'dilation_rate'],
  ['bias', 'use_bias'],
  ['border_mode', 'padding'],
  ['concat_axis', 'axis'],
  ['nb_filter', 'filters'],
  ['output_dim', 'units'],
  ['p', 'rate'],
  ['pool_length', 'pool_size'],
  ['subsample', 'strides'],
]);

/** How weights were drawn and held down, how many there are of the input, and modes that only one value was used of. */
const leftOut = /^(init|mode|input_dim|input_length|.*_init|[Wb]_(regularizer|constraint))$/;

/** A model that Keras 1 wrote, as Keras 2 would have. */
export function asKerasTwo(model: Fields, depth = 0): Fields {
  if (depth > mostDepth) throw tooDeep();
  const { class_name: className, config } = model;
  const each = (layers: readonly unknown[]) =>
    layers.map((layer) => (isFields(layer) ? asKerasTwo(layer, depth + 1) : layer));
  if (Array.isArray(config)) return { ...model, config: each(config) };
  if (!isFields(config)) return model;
  if (Array.isArray(config.layers)) return { ...model, config: { ...config, layers: each(config.layers) } };
  const merge = className === 'Merge' ? merges.get(config.mode) : undefined;
  const since = merge ?? classes.get(String(className)) ?? className;
  return { ...model, class_name: since, config: renamed(config) };
}

function renamed({
  nb_row: rows,
  nb_col: columns,
  filter_length: length,
  dim_ordering: order,
  ...config
}: Fields): Fields {
  const since: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(config))
    if (!leftOut.test(key)) since[settings.get(key) ?? key] = value;
  if (rows !== undefined) since.kernel_size = [rows, columns];
  if (length !== undefined) since.kernel_size = length;
  if (order !== undefined) since.data_format = order === 'th' ? 'channels_first' : 'channels_last';
  return since;
}
