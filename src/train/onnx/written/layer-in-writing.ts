import type { TopologyLayer } from '../../network/topology';
import type { GraphWriter, LayerOutput } from './graph-writer';

/** A layer that is being written, with what its nodes are made of. */
export interface LayerInWriting {
  readonly writer: GraphWriter;
  readonly layer: TopologyLayer;
  /** The first of `inputs`. */
  readonly input: LayerOutput;
  readonly inputs: readonly LayerOutput[];
  /** The tensor of one of its weights. @throws TransferError `base-weights` where there are no values for it */
  weight(name: string): string;
}

/** Writes the nodes of one layer. @throws RangeError for settings that can't be written */
export type LayerNodes = (written: LayerInWriting) => LayerOutput;

export function isChannelsFirst({ config }: TopologyLayer): boolean {
  return config.data_format === 'channels_first' || config.data_format === 'channelsFirst';
}

/** A setting by axis, which may be one number for all. */
export function byAxis(value: unknown, axes: number): readonly number[] {
  const numbers = [value].flat().map(Number);
  return numbers.length === 1 ? Array.from({ length: axes }, () => numbers[0] ?? 1) : numbers;
}

/** An axis as a layer's settings count it, the batch's included, from the front. */
export function axisOf(value: unknown, rank: number): number {
  const axis = Number(value ?? -1);
  return axis < 0 ? axis + rank : axis;
}
