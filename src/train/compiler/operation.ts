import type { LayerConfig } from '../network/topology';

/** Lengths of a tensor's axes. The first may be null: as many examples as there are in a batch. */
export type BatchShape = readonly (number | null)[];

/** A tensor of 32 bit floats in a graph: one of the outputs of an operation. */
export interface Value {
  readonly operation: Operation;
  /** Which of the operation's outputs. */
  readonly part: number;
  readonly shape: BatchShape;
}

/** A node of a graph. Those that it takes were made before it. */
export interface Operation {
  /** Its place among all operations of its graph. */
  readonly index: number;
  /** The layer that it is a part of; '' where it is of none. */
  readonly layer: string;
  readonly does: Doing;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
}

/** What one value becomes by itself. */
export type ValueFunction =
  | 'elu'
  | 'erf'
  | 'exp'
  | 'log'
  | 'negative'
  | 'relu'
  | 'relu6'
  | 'root'
  | 'selu'
  | 'sigmoid'
  | 'softplus'
  | 'tanh';

/**
 * What two values make; the shape with fewer or shorter axes is repeated, aligned at the last axis. `leak`: the first where
 * that is above zero, elsewhere their product.
 */
export type Pairing =
  | 'add'
  | 'subtract'
  | 'multiply'
  | 'divide'
  | 'larger'
  | 'smaller'
  | 'leak'
  | 'isAtLeast';

/** How a window moves over pictures [examples, height, width, channels]. */
export interface Window {
  /** Height and width, in pixels. */
  readonly strides: readonly [number, number];
  /** As TensorFlow means these: `SAME` gives ceil(length / stride) places, with what is missing added half before, half after. */
  readonly padding: 'SAME' | 'VALID';
}

/** Kernels of convolutions are [height, width, channels, filters], of depthwise ones [height, width, channels, multiplier]. */
export interface Convolution extends Window {
  readonly depthwise: boolean;
  /** How many pixels apart those are that a kernel takes, down and across: 1 without holes; else the strides are 1. */
  readonly holes: readonly [number, number];
}

export interface Pooling extends Window {
  readonly pool: 'largest' | 'mean';
  /** Height and width of the window, in pixels. */
  readonly size: readonly [number, number];
}

export interface Enlargement {
  /** How many times as many pixels, down and across. */
  readonly times: readonly [number, number];
  /**
   * What stands between pixels: the one before, or a line from it to the next; behind the last one that itself. Pixels count
   * from their corners, so that each stays where it is.
   */
  readonly between: 'nearest' | 'linear';
}

/** What an operation does. Layouts and formulas are those of TensorFlow; a slope is a gradient of the loss. */
export type Doing =
  /** What is given with each run of the graph. */
  | { readonly kind: 'fed'; readonly name: string }
  /** A weight has its name, `layer/weight`. */
  | { readonly kind: 'constant'; readonly values: Float32Array; readonly name?: string | undefined }
  /** What stays from run to run, and changes by the graph's changes alone. */
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'apply'; readonly called: ValueFunction }
  /** The slope at a function's input. Takes the slope at its output, and this (of `softplus`, its input). */
  | { readonly kind: 'applySlope'; readonly called: SlopedFunction }
  | { readonly kind: 'pair'; readonly pairing: Pairing }
  /** Of matrices; the axes of the second one may be exchanged, or of the first. Of more axes all but the last are its rows. */
  | { readonly kind: 'multiplyMatrices'; readonly turned: 'none' | 'first' | 'second' }
  | ({ readonly kind: 'convolve' } & Convolution)
  /** The slope at a convolution's pictures, of a shape. Takes the kernel and the slope at its output. */
  | ({ readonly kind: 'convolveSlope' } & Convolution)
  /** The slope at a convolution's kernel, of a shape. Takes the pictures and the slope at its output. */
  | ({ readonly kind: 'kernelSlope' } & Convolution)
  | ({ readonly kind: 'pool' } & Pooling)
  /** The slope at a pooling's pictures. Takes these, its output, and the slope there. */
  | ({ readonly kind: 'poolSlope' } & Pooling)
  /** Larger pictures. */
  | ({ readonly kind: 'enlarge' } & Enlargement)
  /** The slope at the pictures. Takes these and the slope at the output. */
  | ({ readonly kind: 'enlargeSlope' } & Enlargement)
  /** Along axes, which stay with a length of 1. */
  | {
      readonly kind: 'reduce';
      readonly reduction: 'sum' | 'mean' | 'largest';
      readonly axes: readonly number[];
    }
  /** Repeats along axes of length 1, up to a shape. */
  | { readonly kind: 'spread' }
  | { readonly kind: 'reshape' }
  /** Axis i of the output is axis `order[i]` of the input. */
  | { readonly kind: 'transpose'; readonly order: readonly number[] }
  | { readonly kind: 'concatenate'; readonly axis: number }
  /** A box of the input that begins at these places, of a shape. */
  | { readonly kind: 'slice'; readonly begin: readonly number[] }
  /** Zeros before and after each axis. */
  | { readonly kind: 'pad'; readonly before: readonly number[]; readonly after: readonly number[] }
  /** Along the last axis. */
  | { readonly kind: 'softmax' }
  /**
   * Batch normalisation of pictures along their channels. Takes these, scale, centre, mean and variance. By the batch, it
   * normalises by the batch's own and gives these as well, the variance with the correction n / (n − 1).
   */
  | { readonly kind: 'normalise'; readonly epsilon: number; readonly byBatch: boolean }
  /** The slopes at pictures, scale and centre. Takes the slope at the output and the outputs' operation's inputs. */
  | { readonly kind: 'normaliseSlope'; readonly epsilon: number; readonly of: Operation }
  /** Softmax minus one at the true class, by example: the slope of its cross-entropy at logits. Takes these and the classes. */
  | { readonly kind: 'crossEntropySlope' }
  /** Even in [0, 1), of a shape: the same for the same seed. Takes the seed, and whatever is as many examples. */
  | { readonly kind: 'random'; readonly stream: number }
  /** Nodes of an ONNX file, as a layer's configuration has them. Takes what they read, and then their weights. */
  | { readonly kind: 'nodesOfFile'; readonly config: LayerConfig };

export type SlopedFunction = Extract<
  ValueFunction,
  'elu' | 'relu' | 'relu6' | 'selu' | 'sigmoid' | 'softplus' | 'tanh'
>;
