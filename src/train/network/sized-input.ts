import { inputLayerOf, type Topology } from './topology';

/** Whether a network takes pictures of any size: its input layer leaves height and width open. */
export function hasOpenInput(topology: Topology): boolean {
  const shape = inputLayerOf(topology).config.batch_input_shape;
  return Array.isArray(shape) && shape.length === 4 && shape[1] === null && shape[2] === null;
}

/**
 * The network for pictures of one size, height and width in pixels, where it takes any; else as it is. Only then
 * do all its layers have sizes of their own.
 */
export function withInputSize(topology: Topology, [height, width]: readonly [number, number]): Topology {
  if (!hasOpenInput(topology)) return topology;
  const input = inputLayerOf(topology);
  const [batch, , , channels] = input.config.batch_input_shape as readonly (number | null)[];
  const layer = {
    ...input,
    config: { ...input.config, batch_input_shape: [batch, height, width, channels] },
  };
  return { ...topology, layers: [layer, ...topology.layers.slice(1)] };
}
