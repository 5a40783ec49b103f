import type { Resize, Scale } from './config';

/** A tensor of weights of a layer, e.g. `{ name: 'conv1/kernel', shape: [3, 3, 3, 32] }`. */
export interface WeightFact {
  readonly name: string;
  readonly shape: readonly number[];
}

/** The value of a layer's setting, e.g. `[3, 3]` or `same`. */
export type LayerSetting = string | number | boolean | readonly number[];

export interface GraphLayer {
  readonly name: string;
  /** The Keras class name, e.g. `Conv2D`, `BatchNormalization`, `InputLayer`. */
  readonly type: string;
  /** Names of the layers whose outputs it takes, in order; empty for the input layer. */
  readonly inbound: readonly string[];
  /** Without the batch axis; `null` where the size is only known from the image. */
  readonly outputShape: readonly (number | null)[];
  /** Its feature maps are channels × height × width, and not height × width × channels. */
  readonly channelsFirst?: true;
  readonly weights: readonly WeightFact[];
  /** The number of weights, statistics of batch normalisation included. */
  readonly params: number;
  /** Multiplications with addition for one image; 0 for layers that only move or compare values. */
  readonly multiplyAdds: number;
  /** What its answers depend on beside its weights, by the names that its format has for them, e.g. `kernel_size`. */
  readonly settings?: Readonly<Record<string, LayerSetting>>;
}

/** Something that a base says of itself and that can't be meant. */
export interface UnusableSaying {
  readonly about: 'size' | 'resize' | 'scale' | 'classes';
  /** The end of a sentence, e.g. `its std holds 0`. */
  readonly why: string;
}

/**
 * A base as the design needs it: its layers in topological order (the input layer first, the output layer
 * last), with one input and one output. Made by the inspecting process, kept in `.transfer/`, plain JSON.
 */
export interface LayerGraph {
  readonly name: string;
  /** sha256 over its files, in hexadecimal. */
  readonly fingerprint: string;
  readonly layers: readonly GraphLayer[];
  /** What the base says of its own input, as far as it does. */
  readonly input: {
    readonly size?: readonly [number, number];
    readonly resize?: Resize;
    readonly scale?: Scale;
  };
  /** Names of the layer types in the base that rescale or normalise pixels themselves, e.g. `Rescaling`. */
  readonly ownScaling: readonly string[];
  /** The classes the base was trained on, in the order of its outputs, if it says so. */
  readonly classes?: readonly string[];
  /** `false` where its network can only be run: none of its layers trains. */
  readonly trainsBase?: false;
  /** Rewrites made in reading it, in sentences (e.g. batch normalisation without scale). */
  readonly rewrites: readonly string[];
  /**
   * It takes pictures of any size. The layers' shapes are then those for the size that the file says or else the base;
   * `null` where neither does.
   */
  readonly inputIsOpen?: boolean;
  /** Layers of its file that do nothing when a network answers, and are not among `layers`. */
  readonly leftOut?: readonly { readonly name: string; readonly className: string }[];
  /** What it says of itself and is not believed. */
  readonly unusable?: readonly UnusableSaying[];
}
