import type {
  BatchShape,
  Convolution,
  Doing,
  Operation,
  Pairing,
  Pooling,
  Value,
} from '../../compiler/operation';
import { DilatedNodes } from './dilated-nodes';
import {
  floats,
  type GraphNodes,
  numberSetting,
  type Settings,
  shapeSetting,
  textSetting,
  truthSetting,
  typeSetting,
  wholeSetting,
  wholesSetting,
} from './graph-nodes';
import { DataType } from './tensorflow_pb';

const functionNodes = {
  elu: 'Elu',
  erf: 'Erf',
  exp: 'Exp',
  log: 'Log',
  negative: 'Neg',
  relu: 'Relu',
  relu6: 'Relu6',
  root: 'Sqrt',
  selu: 'Selu',
  sigmoid: 'Sigmoid',
  softplus: 'Softplus',
  tanh: 'Tanh',
} as const;

const pairNodes = {
  add: 'AddV2',
  divide: 'RealDiv',
  larger: 'Maximum',
  multiply: 'Mul',
  smaller: 'Minimum',
  subtract: 'Sub',
} as const;

const enlargingNodes = { linear: 'ResizeBilinear', nearest: 'ResizeNearestNeighbor' } as const;

const reductionNodes = { largest: 'Max', mean: 'Mean', sum: 'Sum' } as const;

/**
 * Writes operations of a compiled graph as nodes of a TensorFlow graph. Those that are fed are placeholders by their
 * names; variables are the caller's.
 */
export class OperationNodes {
  readonly #names = new Map<Value, string>();
  #examples: string | undefined;

  /** @param variable the node that reads a variable, by the variable's name */
  constructor(
    private readonly graph: GraphNodes,
    private readonly variable: (name: string) => string,
  ) {}

  /** Writes an operation; those that it takes were written before. */
  write(operation: Operation): void {
    const names = this.#written(operation);
    for (const [part, output] of operation.outputs.entries()) {
      this.#names.set(output, (typeof names === 'string' ? [names] : names)[part] as string);
    }
  }

  /** What stands for a value among a node's inputs. */
  nameOf(value: Value): string {
    const name = this.#names.get(value);
    if (name === undefined) throw new RangeError(`A value of ${value.operation.does.kind} is not written.`);
    return name;
  }

  #written({ does, inputs, outputs }: Operation): string | readonly string[] {
    const { graph } = this;
    const given = inputs.map((input) => this.nameOf(input));
    const [first = '', second = ''] = given;
    const [output] = outputs as readonly [Value];
    switch (does.kind) {
      case 'fed':
        return this.#placeholder(does.name, output.shape);
      case 'constant':
        return graph.constant(does.values, output.shape as readonly number[]);
      case 'variable':
        return this.variable(does.name);
      case 'apply':
        return graph.add(functionNodes[does.called], given, floats);
      case 'applySlope':
        return this.#applySlope(does.called, first, second);
      case 'pair':
        return this.#pair(does.pairing, inputs as readonly [Value, Value], output.shape);
      case 'multiplyMatrices': {
        const [rows, others] = inputs.map((input) => this.#asMatrix(input));
        const product = graph.add('MatMul', [rows ?? '', others ?? ''], {
          ...floats,
          transpose_a: truthSetting(does.turned === 'first'),
          transpose_b: truthSetting(does.turned === 'second'),
        });
        return output.shape.length === 2 ? product : this.#reshape(product, output.shape);
      }
      case 'convolve':
        return this.#convolve(does, inputs as readonly [Value, Value]);
      case 'convolveSlope':
        return this.#convolveSlope(does, inputs as readonly [Value, Value], output.shape);
      case 'kernelSlope':
        return this.#kernelSlope(does, inputs as readonly [Value, Value], output.shape);
      case 'pool':
        return graph.add(does.pool === 'mean' ? 'AvgPool' : 'MaxPool', given, pooling(does));
      case 'poolSlope':
        return does.pool === 'mean'
          ? graph.add('AvgPoolGrad', [this.#lengths(output.shape), given[2] ?? ''], pooling(does))
          : graph.add('MaxPoolGrad', given, pooling(does));
      case 'enlarge': {
        const [, height, width] = output.shape as readonly number[];
        return graph.add(
          enlargingNodes[does.between],
          [first, graph.wholes([height ?? 0, width ?? 0])],
          floats,
        );
      }
      case 'enlargeSlope': {
        const [, height, width] = output.shape as readonly number[];
        const of = does.between === 'linear' ? first : graph.wholes([height ?? 0, width ?? 0]);
        return graph.add(`${enlargingNodes[does.between]}Grad`, [second, of], floats);
      }
      case 'reduce':
        return this.#reduce(does, inputs[0] as Value, output.shape);
      case 'spread':
        return graph.add('BroadcastTo', [first, this.#lengths(output.shape)], {
          ...floats,
          ...wholes('Tidx'),
        });
      case 'reshape':
        return this.#reshape(first, output.shape);
      case 'transpose':
        return graph.add('Transpose', [first, graph.wholes(does.order)], { ...floats, ...wholes('Tperm') });
      case 'concatenate':
        return graph.add('ConcatV2', [...given, graph.constant(Int32Array.of(does.axis), [])], {
          ...floats,
          ...wholes('Tidx'),
          N: wholeSetting(given.length),
        });
      case 'slice': {
        const lengths = output.shape.map((length) => length ?? -1);
        const box = [first, graph.wholes(does.begin), graph.wholes(lengths)];
        return graph.add('Slice', box, { ...floats, ...wholes('Index') });
      }
      case 'pad': {
        const edges = does.before.flatMap((before, axis) => [before, does.after[axis] ?? 0]);
        const paddings = graph.constant(Int32Array.from(edges), [does.before.length, 2]);
        return graph.add('Pad', [first, paddings], { ...floats, ...wholes('Tpaddings') });
      }
      case 'softmax':
        return graph.add('Softmax', given, floats);
      case 'normalise':
        return this.#normalise(does, given);
      case 'normaliseSlope':
        return this.#normaliseSlope(does, given);
      case 'crossEntropySlope': {
        const node = graph.add('SparseSoftmaxCrossEntropyWithLogits', [first, this.#whole(second)], {
          ...floats,
          ...wholes('Tlabels'),
        });
        return `${node}:1`;
      }
      case 'random': {
        const stream = graph.add('AddV2', [this.#whole(first), graph.wholes([does.stream, 0])], {
          T: typeSetting(DataType.DT_INT32),
        });
        return graph.add('StatelessRandomUniform', [this.#lengths(output.shape), stream], {
          dtype: typeSetting(DataType.DT_FLOAT),
          ...wholes('T'),
          ...wholes('Tseed'),
        });
      }
      case 'nodesOfFile':
        throw new RangeError('TensorFlow has no nodes of ONNX files.');
    }
  }

  #placeholder(name: string, shape: BatchShape): string {
    const settings = { dtype: typeSetting(DataType.DT_FLOAT), shape: shapeSetting(shape) };
    const node = this.graph.add('Placeholder', [], settings, name);
    if (name === 'examples') this.#examples = this.#length(node);
    return node;
  }

  /** How many examples a tensor holds. */
  #length(node: string): string {
    const { graph } = this;
    const lengths = graph.add('Shape', [node], { ...floats, ...wholes('out_type') });
    return graph.add('StridedSlice', [lengths, ...[[0], [1], [1]].map((place) => graph.wholes(place))], {
      T: typeSetting(DataType.DT_INT32),
      ...wholes('Index'),
      shrink_axis_mask: wholeSetting(1),
    });
  }

  /** A shape as a tensor: its open length is that of the examples, or so many times as much. */
  #lengths(shape: BatchShape, times = 1): string {
    const { graph } = this;
    const [first = null, ...edges] = shape;
    if (first !== null || this.#examples === undefined) return graph.wholes(shape as readonly number[]);
    const single = { T: typeSetting(DataType.DT_INT32), ...wholes('Tdim') };
    const each = graph.add('ExpandDims', [this.#examples, graph.constant(Int32Array.of(0), [])], single);
    const product = { T: typeSetting(DataType.DT_INT32) };
    const examples = times === 1 ? each : graph.add('Mul', [each, graph.wholes([times])], product);
    const joined = [examples, graph.wholes(edges as readonly number[]), graph.constant(Int32Array.of(0), [])];
    return graph.add('ConcatV2', joined, {
      T: typeSetting(DataType.DT_INT32),
      ...wholes('Tidx'),
      N: wholeSetting(2),
    });
  }

  #whole(node: string): string {
    const types = { SrcT: typeSetting(DataType.DT_FLOAT), DstT: typeSetting(DataType.DT_INT32) };
    return this.graph.add('Cast', [node], types);
  }

  #reshape(node: string, shape: BatchShape): string {
    const lengths = this.graph.wholes(shape.map((length) => length ?? -1));
    return this.graph.add('Reshape', [node, lengths], { ...floats, ...wholes('Tshape') });
  }

  /** All axes but the last as its rows. */
  #asMatrix(value: Value): string {
    const name = this.nameOf(value);
    return value.shape.length === 2 ? name : this.#reshape(name, [null, value.shape.at(-1) ?? null]);
  }

  #convolve(how: Convolution, [pictures, kernel]: readonly [Value, Value]): string {
    const { graph } = this;
    const node = how.depthwise ? 'DepthwiseConv2dNative' : 'Conv2D';
    const [given, weights] = [this.nameOf(pictures), this.nameOf(kernel)];
    if (!hasHoles(how)) return graph.add(node, [given, weights], convolution(how));
    const dilated = new DilatedNodes(graph, how, pictures.shape, kernel.shape);
    const parts = graph.add(node, [dilated.apart(given, 'pictures'), weights], convolution(dilated.plain));
    return dilated.together(parts, 'places');
  }

  #convolveSlope(how: Convolution, [kernel, slope]: readonly [Value, Value], shape: BatchShape): string {
    const { graph } = this;
    const node = how.depthwise ? 'DepthwiseConv2dNativeBackpropInput' : 'Conv2DBackpropInput';
    const [weights, given] = [this.nameOf(kernel), this.nameOf(slope)];
    if (!hasHoles(how)) return graph.add(node, [this.#lengths(shape), weights, given], convolution(how));
    const dilated = new DilatedNodes(graph, how, shape, kernel.shape);
    const lengths = this.#lengths(dilated.shapeOfParts, dilated.parts);
    const parts = [lengths, weights, dilated.apart(given, 'places')];
    return dilated.together(graph.add(node, parts, convolution(dilated.plain)), 'pictures');
  }

  #kernelSlope(how: Convolution, [pictures, slope]: readonly [Value, Value], shape: BatchShape): string {
    const { graph } = this;
    const node = how.depthwise ? 'DepthwiseConv2dNativeBackpropFilter' : 'Conv2DBackpropFilter';
    const lengths = graph.wholes(shape as readonly number[]);
    const given = [this.nameOf(pictures), this.nameOf(slope)] as const;
    if (!hasHoles(how)) return graph.add(node, [given[0], lengths, given[1]], convolution(how));
    const dilated = new DilatedNodes(graph, how, pictures.shape, shape);
    const parts = [dilated.apart(given[0], 'pictures'), lengths, dilated.apart(given[1], 'places')];
    return graph.add(node, parts, convolution(dilated.plain));
  }

  #applySlope(called: string, slope: string, known: string): string {
    const { graph } = this;
    // These two take the function's output first.
    if (called === 'sigmoid') return graph.add('SigmoidGrad', [known, slope], floats);
    if (called === 'tanh') return graph.add('TanhGrad', [known, slope], floats);
    const node = functionNodes[called as keyof typeof functionNodes];
    return graph.add(`${node}Grad`, [slope, known], floats);
  }

  #pair(pairing: Pairing, inputs: readonly [Value, Value], shape: BatchShape): string {
    const { graph } = this;
    const given = inputs.map((input) => this.nameOf(input));
    if (pairing === 'isAtLeast') {
      const types = { SrcT: typeSetting(DataType.DT_BOOL), DstT: typeSetting(DataType.DT_FLOAT) };
      return graph.add('Cast', [graph.add('GreaterEqual', given, floats)], types);
    }
    const [first, second] = inputs;
    if (pairing === 'leak') return this.#leak(given, second);
    // The one form of it that TensorFlow joins to the convolution before it.
    const isBias = second.shape.length === 1 && second.shape[0] === shape.at(-1) && first.shape.length > 1;
    if (pairing === 'add' && isBias) return graph.add('BiasAdd', given, floats);
    return graph.add(pairNodes[pairing], given, floats);
  }

  #leak([input = '', share = '']: readonly string[], { operation: { does } }: Value): string {
    const { graph } = this;
    if (does.kind === 'constant' && does.values.length === 1)
      return graph.add('LeakyRelu', [input], { ...floats, alpha: numberSetting(does.values[0] ?? 0) });
    const none = graph.constant(new Float32Array(1), []);
    const below = graph.add('Mul', [graph.add('Minimum', [input, none], floats), share], floats);
    return graph.add('AddV2', [graph.add('Relu', [input], floats), below], floats);
  }

  #reduce({ reduction, axes }: Extract<Doing, { kind: 'reduce' }>, input: Value, shape: BatchShape): string {
    const { graph } = this;
    const name = this.nameOf(input);
    // All but the last axis: an operation of its own, in several threads.
    if (
      reduction === 'sum' &&
      axes.length === shape.length - 1 &&
      axes.every((axis, place) => axis === place)
    )
      return this.#reshape(graph.add('BiasAddGrad', [name], floats), shape);
    return graph.add(reductionNodes[reduction], [name, graph.wholes(axes)], {
      ...floats,
      ...wholes('Tidx'),
      keep_dims: truthSetting(true),
    });
  }

  #normalise(
    { epsilon, byBatch }: Extract<Doing, { kind: 'normalise' }>,
    given: readonly string[],
  ): string[] {
    const [pictures = '', scale = '', centre = '', mean = '', variance = ''] = given;
    const none = byBatch ? this.graph.constant(new Float32Array(0), [0]) : '';
    const statistics = byBatch ? [none, none] : [mean, variance];
    const node = this.graph.add(
      'FusedBatchNormV3',
      [pictures, scale, centre, ...statistics],
      normalisation(epsilon, byBatch),
    );
    return [node, `${node}:1`, `${node}:2`];
  }

  #normaliseSlope(
    { epsilon, of }: Extract<Doing, { kind: 'normaliseSlope' }>,
    [slope = '', pictures = '', scale = '', , mean = '', variance = '']: readonly string[],
  ): string[] {
    const byBatch = of.does.kind === 'normalise' && of.does.byBatch;
    const forward = this.nameOf(of.outputs[0] as Value);
    // What the operation kept for this; statistics that are not the batch's own are known from before.
    const kept = byBatch ? [`${forward}:3`, `${forward}:4`] : [mean, variance];
    const node = this.graph.add(
      'FusedBatchNormGradV3',
      [slope, pictures, scale, ...kept, `${forward}:5`],
      normalisation(epsilon, byBatch),
    );
    return [node, `${node}:1`, `${node}:2`];
  }
}

function wholes(name: string): Settings {
  return { [name]: typeSetting(DataType.DT_INT32) };
}

function normalisation(epsilon: number, byBatch: boolean): Settings {
  return {
    ...floats,
    U: typeSetting(DataType.DT_FLOAT),
    data_format: textSetting('NHWC'),
    epsilon: numberSetting(epsilon),
    is_training: truthSetting(byBatch),
  };
}

function hasHoles({ holes }: Convolution): boolean {
  return holes.some((pixels) => pixels > 1);
}

function convolution({ strides, padding }: Convolution): Settings {
  return {
    ...floats,
    strides: wholesSetting([1, ...strides, 1]),
    padding: textSetting(padding),
    data_format: textSetting('NHWC'),
  };
}

function pooling({ size, strides, padding }: Pooling): Settings {
  return {
    ...floats,
    ksize: wholesSetting([1, ...size, 1]),
    strides: wholesSetting([1, ...strides, 1]),
    padding: textSetting(padding),
    data_format: textSetting('NHWC'),
  };
}
