import { valuesIn } from '../../design/base/tensor-shape';
import type { LayerConfig } from '../network/topology';
import { activationOf } from './activations';
import type { GraphBuilder } from './graph-builder';
import type { BatchShape, Value, Window } from './operation';

/** What a layer is compiled with. */
export interface LayerSurroundings {
  readonly graph: GraphBuilder;
  /** A weight of the layer by its own name, e.g. `kernel`; undefined where it has none of it. */
  readonly weight: (name: string) => Value | undefined;
  /** Whether it answers as in a step of training, and not as when the network is asked. */
  readonly learns: boolean;
  /** Random numbers, even in [0, 1): anew in every step. */
  readonly random: (shape: BatchShape, like: Value) => Value;
  /** Takes note of a weight's new value, which it has from the step at hand on. */
  readonly change: (weight: string, to: Value) => void;
  /** One divided by the number of the batch's examples. */
  readonly shareOfExample: () => Value;
}

/**
 * What a layer gives, or undefined where its settings are none that are known here.
 * @throws RangeError where its inputs are none that it could take
 */
export type CompiledLayer = (
  inputs: readonly Value[],
  config: LayerConfig,
  surroundings: LayerSurroundings,
) => Value | undefined;

/** A layer of one input. */
export function one(
  layer: (input: Value, config: LayerConfig, surroundings: LayerSurroundings) => Value | undefined,
): CompiledLayer {
  return ([input], config, surroundings) => layer(input as Value, config, surroundings);
}

/** With bias and activation. */
export function finished(
  values: Value,
  { activation }: LayerConfig,
  { graph, weight }: LayerSurroundings,
): Value | undefined {
  const bias = weight('bias');
  return activationOf(activation)?.(graph, bias === undefined ? values : graph.add(values, bias));
}

export function windowOf({ padding = 'valid' }: LayerConfig, strides: unknown): Window | undefined {
  const both = pairOf(strides);
  if (both === undefined || (padding !== 'same' && padding !== 'valid')) return undefined;
  return { strides: both, padding: padding === 'same' ? 'SAME' : 'VALID' };
}

/** One number for both sides, or one each. */
export function pairOf(value: unknown): readonly [number, number] | undefined {
  const [first, second = first] = [value].flat();
  return typeof first === 'number' && typeof second === 'number' ? [first, second] : undefined;
}

/** As a place among the axes, the batch's included, counted from the front. */
export function placeOfAxis(axis: unknown, shape: BatchShape): number | undefined {
  const [place] = [axis].flat();
  if (typeof place !== 'number') return undefined;
  return place < 0 ? place + shape.length : place;
}

/** Of an example. @throws RangeError where it depends on what is given */
export function knownSize(edges: BatchShape): number {
  if (edges.includes(null)) throw new RangeError('A tensor has no known size.');
  return valuesIn(edges);
}
