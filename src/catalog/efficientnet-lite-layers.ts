import type { NamedLayer, SourcedWeight } from './named-layers';

/** How an EfficientNet-Lite differs from the smallest. */
export interface EfficientNetLite {
  /** Height and width of the pictures, in pixels. */
  readonly size: number;
  /** Times the channels, and times the blocks, of Lite0. */
  readonly width: number;
  readonly depth: number;
}

interface Stage {
  readonly repeats: number;
  readonly kernel: number;
  readonly stride: number;
  /** Times the channels between a block's convolutions. */
  readonly expansion: number;
  readonly filters: number;
}

/** Tan and Le, EfficientNet (arXiv 1905.11946), table 1, stages 2 to 8. */
const stages: readonly Stage[] = [
  { repeats: 1, kernel: 3, stride: 1, expansion: 1, filters: 16 },
  { repeats: 2, kernel: 3, stride: 2, expansion: 6, filters: 24 },
  { repeats: 2, kernel: 5, stride: 2, expansion: 6, filters: 40 },
  { repeats: 3, kernel: 3, stride: 2, expansion: 6, filters: 80 },
  { repeats: 3, kernel: 5, stride: 1, expansion: 6, filters: 112 },
  { repeats: 4, kernel: 5, stride: 2, expansion: 6, filters: 192 },
  { repeats: 1, kernel: 3, stride: 1, expansion: 6, filters: 320 },
];

/** Stem and top are as wide in all of the family, and the first and the last stage as deep. */
const stemFilters = 32;
const topFilters = 1280;
const classes = 1000;

/**
 * The layers of an EfficientNet-Lite, named as Keras names those of its EfficientNets, with the places of their weights
 * in the state dictionary of its PyTorch port. Against EfficientNet it lacks squeeze-and-excitation and has ReLU6 in
 * place of swish (https://blog.tensorflow.org/2020/03/higher-accuracy-on-vision-models-with-efficientnet-lite.html).
 */
export function efficientNetLiteLayers({ size, width, depth }: EfficientNetLite): readonly NamedLayer[] {
  const network = new Layers();
  let before = network.input(size);
  before = network.convolution(
    'stem',
    before,
    { from: 3, to: stemFilters, kernel: 3, stride: 2 },
    '_conv_stem',
    '_bn0',
  );
  before = network.relu('stem_activation', before);
  let from = stemFilters;
  let block = 0;
  for (const [index, stage] of stages.entries()) {
    const scaled = index > 0 && index < stages.length - 1;
    const repeats = scaled ? Math.ceil(stage.repeats * depth) : stage.repeats;
    const to = roundedFilters(stage.filters * width);
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      const name = `block${index + 1}${String.fromCharCode(97 + repeat)}`;
      const stride = repeat === 0 ? stage.stride : 1;
      const source = `_blocks.${block}`;
      before = network.block({ name, source, before, from, to, stride, stage });
      from = to;
      block += 1;
    }
  }
  const top = { from, to: topFilters, kernel: 1, stride: 1 };
  before = network.convolution('top', before, top, '_conv_head', '_bn1');
  before = network.relu('top_activation', before);
  network.classifier(before);
  return network.layers;
}

/** To a multiple of 8, and never by more than a tenth down. */
function roundedFilters(filters: number): number {
  const rounded = Math.max(8, Math.floor((filters + 4) / 8) * 8);
  return rounded < 0.9 * filters ? rounded + 8 : rounded;
}

interface Convolution {
  readonly from: number;
  readonly to: number;
  readonly kernel: number;
  readonly stride: number;
}

interface Block {
  readonly name: string;
  /** What its weights' names begin with. */
  readonly source: string;
  readonly before: string;
  readonly from: number;
  readonly to: number;
  readonly stride: number;
  readonly stage: Stage;
}

class Layers {
  readonly layers: NamedLayer[] = [];

  input(size: number): string {
    return this.#add(
      'input',
      'InputLayer',
      { batch_input_shape: [null, size, size, 3], dtype: 'float32' },
      [],
    );
  }

  /** A block's channels are widened, moved over, and made few again; what comes in is added where the shape fits. */
  block({ name, source, before, from, to, stride, stage }: Block): string {
    const wide = from * stage.expansion;
    const expands = stage.expansion > 1;
    let last = before;
    if (expands) {
      const expand = { from, to: wide, kernel: 1, stride: 1 };
      last = this.convolution(
        ...([`${name}_expand`, last, expand] as const),
        `${source}._expand_conv`,
        `${source}._bn0`,
      );
      last = this.relu(`${name}_expand_activation`, last);
    }
    last = this.#depthwise(
      ...([name, last, { channels: wide, kernel: stage.kernel, stride }] as const),
      `${source}._depthwise_conv`,
      `${source}._bn1`,
    );
    last = this.relu(`${name}_activation`, last);
    const project = { from: wide, to, kernel: 1, stride: 1 };
    last = this.convolution(
      ...([`${name}_project`, last, project] as const),
      `${source}._project_conv`,
      `${source}._bn2`,
    );
    return stride === 1 && from === to ? this.#add(`${name}_add`, 'Add', {}, [last, before]) : last;
  }

  /** A convolution without bias, and its batch normalisation. */
  convolution(
    name: string,
    before: string,
    { from, to, kernel, stride }: Convolution,
    source: string,
    norm: string,
  ): string {
    const config = {
      filters: to,
      kernel_size: [kernel, kernel],
      strides: [stride, stride],
      padding: 'same',
      use_bias: false,
    };
    const weights = [weight('kernel', [kernel, kernel, from, to], `${source}.weight`, [2, 3, 1, 0])];
    const convolved = this.#add(`${name}_conv`, 'Conv2D', config, [before], weights);
    return this.#normalisation(`${name}_bn`, convolved, to, norm);
  }

  relu(name: string, before: string): string {
    return this.#add(name, 'ReLU', { max_value: 6 }, [before]);
  }

  classifier(before: string): void {
    const pooled = this.#add('avg_pool', 'GlobalAveragePooling2D', {}, [before]);
    this.#add(
      'predictions',
      'Dense',
      { units: classes, activation: 'softmax', use_bias: true },
      [pooled],
      [
        weight('kernel', [topFilters, classes], '_fc.weight', [1, 0]),
        weight('bias', [classes], '_fc.bias', [0]),
      ],
    );
  }

  #depthwise(
    name: string,
    before: string,
    {
      channels,
      kernel,
      stride,
    }: { readonly channels: number; readonly kernel: number; readonly stride: number },
    source: string,
    norm: string,
  ): string {
    const config = {
      kernel_size: [kernel, kernel],
      strides: [stride, stride],
      padding: 'same',
      use_bias: false,
      depth_multiplier: 1,
    };
    const weights = [
      weight('depthwise_kernel', [kernel, kernel, channels, 1], `${source}.weight`, [2, 3, 0, 1]),
    ];
    const convolved = this.#add(`${name}_dwconv`, 'DepthwiseConv2D', config, [before], weights);
    return this.#normalisation(`${name}_bn`, convolved, channels, norm);
  }

  #normalisation(name: string, before: string, channels: number, source: string): string {
    const vector = (own: string, there: string) => weight(own, [channels], `${source}.${there}`, [0]);
    return this.#add(
      name,
      'BatchNormalization',
      { axis: 3, momentum: 0.99, epsilon: 0.001, center: true, scale: true },
      [before],
      [
        vector('gamma', 'weight'),
        vector('beta', 'bias'),
        vector('moving_mean', 'running_mean'),
        vector('moving_variance', 'running_var'),
      ],
    );
  }

  #add(
    name: string,
    className: string,
    config: Readonly<Record<string, unknown>>,
    inbound: readonly string[],
    weights: readonly SourcedWeight[] = [],
  ): string {
    this.layers.push({ name, className, config, inbound, weights });
    return name;
  }
}

function weight(
  name: string,
  shape: readonly number[],
  source: string,
  axes: readonly number[],
): SourcedWeight {
  return { name, shape, source, axes };
}
