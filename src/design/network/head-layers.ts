import { areTokens, channelsLast, type Shape, valuesIn } from '../base/tensor-shape';
import type { HeadLayerConfig, Pool } from '../config';
import type { GraphLayer } from '../layer-graph';

/** A layer of the new head. */
export interface HeadLayer {
  readonly name: string;
  readonly type:
    | 'Permute'
    | 'GlobalAveragePooling1D'
    | 'GlobalAveragePooling2D'
    | 'Flatten'
    | 'Dense'
    | 'Dropout'
    | 'Softmax';
  /** Without the batch axis. */
  readonly outputShape: readonly number[];
  readonly params: number;
  readonly multiplyAdds: number;
}

/**
 * The head's layers: pooling or flattening, the hidden layers (dense ones with ReLU), then one unit per class and
 * the softmax. Feature maps that have their channels first are turned round before. Names that the base has already get
 * a number.
 */
export function headLayers(
  cut: Pick<GraphLayer, 'outputShape' | 'channelsFirst'>,
  pool: Pool | 'none',
  hidden: readonly HeadLayerConfig[],
  units: number,
  taken: (name: string) => boolean,
): readonly HeadLayer[] {
  const layers: HeadLayer[] = [];
  const shape = channelsLast(cut);
  let values = pool === 'average' ? (shape.at(-1) ?? 1) : valuesIn(shape);
  const add = (name: string, type: HeadLayer['type'], size: number, params = 0, multiplyAdds = 0) => {
    layers.push({ name: freeName(name, taken), type, outputShape: [size], params, multiplyAdds });
    values = size;
  };
  const addDense = (name: string, size: number) =>
    add(name, 'Dense', size, values * size + size, values * size);
  if (cut.channelsFirst && pool !== 'none') {
    const outputShape = shape.map((edge) => edge ?? 1);
    const name = freeName('head_channels_last', taken);
    layers.push({ name, type: 'Permute', outputShape, params: 0, multiplyAdds: 0 });
  }
  const average = areTokens(shape) ? 'GlobalAveragePooling1D' : 'GlobalAveragePooling2D';
  if (pool !== 'none') add('head_pool', pool === 'average' ? average : 'Flatten', values);
  let denses = 0;
  let dropouts = 0;
  for (const layer of hidden) {
    if ('dense' in layer) addDense(`head_dense_${++denses}`, layer.dense);
    else add(`head_dropout_${++dropouts}`, 'Dropout', values);
  }
  addDense('head_classes', units);
  add('head_softmax', 'Softmax', units);
  return layers;
}

function freeName(name: string, taken: (name: string) => boolean): string {
  let free = name;
  for (let number = 2; taken(free); number++) free = `${name}_${number}`;
  return free;
}

/** Whether the head has to pool or flatten: the tensor is no plain vector yet. */
export function needsPool(shape: Shape): boolean {
  return shape.length > 1;
}
