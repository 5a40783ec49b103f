import { valuesIn } from '../../design/base/tensor-shape';
import type { LayerConfig } from '../network/topology';
import type {
  BatchShape,
  Convolution,
  Doing,
  Enlargement,
  Operation,
  Pairing,
  Pooling,
  SlopedFunction,
  Value,
  ValueFunction,
  Window,
} from './operation';

/**
 * Puts a graph together, one operation after those that it takes, and works out shapes. What does not fit is the caller's
 * mistake, for networks are checked before they are compiled.
 *
 * @throws RangeError from any method, for values whose shapes do not go together
 */
export class GraphBuilder {
  readonly #operations: Operation[] = [];

  /** The layer whose operations come, by its name. */
  layer = '';

  /** In the order in which they were made. */
  get operations(): readonly Operation[] {
    return this.#operations;
  }

  fed(name: string, shape: BatchShape): Value {
    return this.#one({ kind: 'fed', name }, [], shape);
  }

  /** @param name of a weight */
  constant(values: Float32Array, shape: readonly number[], name?: string): Value {
    return this.#one({ kind: 'constant', values, name }, [], shape);
  }

  number(value: number): Value {
    return this.constant(Float32Array.of(value), []);
  }

  variable(name: string, shape: readonly number[]): Value {
    return this.#one({ kind: 'variable', name }, [], shape);
  }

  apply(called: ValueFunction, input: Value): Value {
    return this.#one({ kind: 'apply', called }, [input], input.shape);
  }

  /** @param known the function's output; of `softplus` its input */
  applySlope(called: SlopedFunction, slope: Value, known: Value): Value {
    return this.#one({ kind: 'applySlope', called }, [slope, known], known.shape);
  }

  pair(pairing: Pairing, first: Value, second: Value): Value {
    return this.#one({ kind: 'pair', pairing }, [first, second], pairedShape(first.shape, second.shape));
  }

  add(first: Value, second: Value): Value {
    return this.pair('add', first, second);
  }

  multiply(first: Value, second: Value): Value {
    return this.pair('multiply', first, second);
  }

  /** @param second of two axes, but where the first one's are exchanged: then of as many rows as that */
  multiplyMatrices(first: Value, second: Value, turned: 'none' | 'first' | 'second' = 'none'): Value {
    const [rows, inner] = [first.shape.slice(0, -1), first.shape.at(-1) ?? null];
    const [one, other] = [second.shape.slice(0, -1), second.shape.at(-1) ?? null];
    const [length, columns] = turned === 'second' ? [[other], one[0] ?? null] : [one, other];
    if (!sameShapes(turned === 'first' ? rows : [inner], length)) throw misfit('matrices', first, second);
    const shape = [...(turned === 'first' ? [inner] : rows), columns];
    return this.#one({ kind: 'multiplyMatrices', turned }, [first, second], shape);
  }

  convolve(pictures: Value, kernel: Value, how: Convolution): Value {
    const [examples = null, height, width] = pictures.shape;
    const [kernelHeight = 1, kernelWidth = 1, channels = 1, last = 1] = kernel.shape as readonly number[];
    if (pictures.shape[3] !== channels) throw misfit('a convolution', pictures, kernel);
    const reach = [(kernelHeight - 1) * how.holes[0] + 1, (kernelWidth - 1) * how.holes[1] + 1];
    return this.#one(
      { ...how, kind: 'convolve' },
      [pictures, kernel],
      [examples, ...places([height, width], reach, how), how.depthwise ? channels * last : last],
    );
  }

  /** @param shape of the pictures */
  convolveSlope(kernel: Value, slope: Value, shape: BatchShape, how: Convolution): Value {
    return this.#one({ ...how, kind: 'convolveSlope' }, [kernel, slope], shape);
  }

  /** @param shape of the kernel */
  kernelSlope(pictures: Value, slope: Value, shape: BatchShape, how: Convolution): Value {
    return this.#one({ ...how, kind: 'kernelSlope' }, [pictures, slope], shape);
  }

  pool(pictures: Value, how: Pooling): Value {
    const [examples = null, height, width, channels = null] = pictures.shape;
    const shape = [examples, ...places([height, width], how.size, how), channels];
    return this.#one({ ...how, kind: 'pool' }, [pictures], shape);
  }

  poolSlope(pictures: Value, pooled: Value, slope: Value, how: Pooling): Value {
    return this.#one({ ...how, kind: 'poolSlope' }, [pictures, pooled, slope], pictures.shape);
  }

  enlarge(pictures: Value, how: Enlargement): Value {
    const [examples = null, height, width, channels = null] = pictures.shape;
    const edges = [height, width].map((length, side) => {
      if (typeof length !== 'number') throw unknownSize();
      return length * (how.times[side] as number);
    });
    return this.#one({ ...how, kind: 'enlarge' }, [pictures], [examples, ...edges, channels]);
  }

  enlargeSlope(pictures: Value, slope: Value, how: Enlargement): Value {
    return this.#one({ ...how, kind: 'enlargeSlope' }, [pictures, slope], pictures.shape);
  }

  reduce(reduction: 'sum' | 'mean' | 'largest', input: Value, axes: readonly number[]): Value {
    if (axes.length === 0) return input;
    const shape = input.shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
    return this.#one({ kind: 'reduce', reduction, axes }, [input], shape);
  }

  spread(input: Value, shape: BatchShape): Value {
    return sameShapes(input.shape, shape) ? input : this.#one({ kind: 'spread' }, [input], shape);
  }

  reshape(input: Value, shape: BatchShape): Value {
    if (sameShapes(input.shape, shape)) return input;
    if (valuesIn(input.shape) !== valuesIn(shape))
      throw new RangeError(`[${input.shape}] can't become [${shape}].`);
    return this.#one({ kind: 'reshape' }, [input], shape);
  }

  transpose(input: Value, order: readonly number[]): Value {
    return this.#one(
      { kind: 'transpose', order },
      [input],
      order.map((axis) => input.shape[axis] ?? null),
    );
  }

  concatenate(inputs: readonly Value[], axis: number): Value {
    const [first] = inputs;
    if (first === undefined) throw new RangeError('Nothing to put together.');
    const length = inputs.reduce((sum, { shape }) => sum + (shape[axis] ?? 0), 0);
    return this.#one({ kind: 'concatenate', axis }, inputs, first.shape.with(axis, length));
  }

  slice(input: Value, begin: readonly number[], shape: BatchShape): Value {
    return sameShapes(input.shape, shape) ? input : this.#one({ kind: 'slice', begin }, [input], shape);
  }

  pad(input: Value, before: readonly number[], after: readonly number[]): Value {
    const shape = input.shape.map((length, axis) =>
      length === null ? null : length + (before[axis] ?? 0) + (after[axis] ?? 0),
    );
    return sameShapes(input.shape, shape) ? input : this.#one({ kind: 'pad', before, after }, [input], shape);
  }

  softmax(input: Value): Value {
    return this.#one({ kind: 'softmax' }, [input], input.shape);
  }

  /**
   * @param statistics scale, centre, mean and variance, each of as many values as the pictures have channels
   * @returns the pictures and, by the batch, its mean and variance
   */
  normalise(
    pictures: Value,
    statistics: readonly [Value, Value, Value, Value],
    { epsilon, byBatch }: { readonly epsilon: number; readonly byBatch: boolean },
  ): readonly [pictures: Value, mean: Value, variance: Value] {
    const [{ shape }] = statistics;
    const shapes = [pictures.shape, shape, shape];
    const { outputs } = this.#make(
      { kind: 'normalise', epsilon, byBatch },
      [pictures, ...statistics],
      shapes,
    );
    return outputs as [Value, Value, Value];
  }

  /** @returns the slopes at pictures, scale and centre */
  normaliseSlope(slope: Value, of: Operation, epsilon: number): readonly [Value, Value, Value] {
    const [pictures, scale, centre] = of.inputs as [Value, Value, Value];
    const shapes = [pictures.shape, scale.shape, centre.shape];
    const { outputs } = this.#make({ kind: 'normaliseSlope', epsilon, of }, [slope, ...of.inputs], shapes);
    return outputs as [Value, Value, Value];
  }

  /** @param classes the true one of each example, counted from 0, as floats */
  crossEntropySlope(logits: Value, classes: Value): Value {
    return this.#one({ kind: 'crossEntropySlope' }, [logits, classes], logits.shape);
  }

  /**
   * @param stream tells one use of a seed from the others in the graph
   * @param like as many examples
   */
  random(stream: number, seed: Value, like: Value, shape: BatchShape): Value {
    return this.#one({ kind: 'random', stream }, [seed, like], shape);
  }

  /**
   * @param inputs what the nodes read, and then their weights
   * @param shape of what they give
   */
  nodesOfFile(config: LayerConfig, inputs: readonly Value[], shape: BatchShape): Value {
    return this.#one({ kind: 'nodesOfFile', config }, inputs, shape);
  }

  #one(does: Doing, inputs: readonly Value[], shape: BatchShape): Value {
    return this.#make(does, inputs, [shape]).outputs[0] as Value;
  }

  #make(does: Doing, inputs: readonly Value[], shapes: readonly BatchShape[]): Operation {
    const outputs: Value[] = [];
    const operation: Operation = {
      ...{ index: this.#operations.length, layer: this.layer },
      ...{ does, inputs, outputs },
    };
    for (const [part, shape] of shapes.entries()) outputs.push({ operation, part, shape });
    this.#operations.push(operation);
    return operation;
  }
}

export function sameShapes(one: BatchShape, other: BatchShape): boolean {
  return one.length === other.length && one.every((length, axis) => length === other[axis]);
}

function pairedShape(first: BatchShape, second: BatchShape): BatchShape {
  const axes = Math.max(first.length, second.length);
  return Array.from({ length: axes }, (_, place) => {
    const [one, other] = [first, second].map((shape) => {
      const axis = place - axes + shape.length;
      return axis < 0 ? 1 : (shape[axis] as number | null);
    }) as [number | null, number | null];
    if (one !== other && one !== 1 && other !== 1)
      throw new RangeError(`[${first}] and [${second}] do not go together.`);
    return one === 1 ? other : one;
  });
}

/** How many places a window has along height and width. */
function places(
  lengths: readonly (number | null | undefined)[],
  size: readonly number[],
  { strides, padding }: Window,
): number[] {
  return lengths.map((length, side) => {
    if (typeof length !== 'number') throw unknownSize();
    const stride = strides[side] as number;
    const reach = padding === 'SAME' ? length : length - (size[side] as number) + 1;
    if (reach < 1) throw new RangeError('The pictures are smaller than a window.');
    return Math.ceil(reach / stride);
  });
}

function unknownSize(): RangeError {
  return new RangeError('The pictures have no known size.');
}

function misfit(what: string, first: Value, second: Value): RangeError {
  return new RangeError(`The shapes [${first.shape}] and [${second.shape}] are none of ${what}.`);
}
