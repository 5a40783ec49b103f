import type { Activation, Padding, TensorNetwork } from './tensor-network';

/** Blocks of one kind, of which the first may halve the picture. */
export interface BlockStage {
  readonly blocks: number;
  /** Height and width of its kernel. */
  readonly kernel: number;
  readonly stride: number;
  /** Where it is another than the network's. */
  readonly activation?: Activation;
  /** The channels are widened and moved over by one convolution. */
  readonly fused?: boolean;
  /** Channels are weighed by what they are on the average of the picture. */
  readonly squeezes?: boolean;
}

/** What all blocks of a network have in common. */
export interface Habits {
  readonly activation: Activation;
  readonly squeeze: { readonly activation: Activation; readonly gate: Activation };
  /** Of batch normalisation. */
  readonly epsilon: number;
  readonly padding: Padding;
}

/** Names of a convolution and of its normalisation. */
export type ConvolutionNames = readonly [convolution: string, norm: string];

/**
 * The tensors of a block by what they do: `[widen,] move over, make few`, or of a fused one
 * `widen and move over[, make few]`.
 */
interface BlockParts {
  readonly parts: readonly ConvolutionNames[];
  readonly squeeze: readonly [reduce: string, expand: string];
}

/** What a library calls a network's parts. */
export interface Naming {
  readonly stem: ConvolutionNames;
  /** @param place of the block, counted over all stages from 0 */
  readonly block: (stage: number, inStage: number, place: number) => string;
  readonly partsOf: (network: TensorNetwork, block: string) => BlockParts;
}

/** timm's `blocks.0.0.conv_dw`, which says by its names what kind of block it is. */
export const timmNaming: Naming = {
  stem: ['conv_stem', 'bn1'],
  block: (stage, inStage) => `blocks.${stage}.${inStage}`,
  partsOf(network, block) {
    const names = network.tensors.has(`${block}.conv.weight`)
      ? ['conv']
      : network.tensors.has(`${block}.conv_exp.weight`)
        ? ['conv_exp', 'conv_pwl']
        : network.tensors.has(`${block}.conv_pwl.weight`)
          ? ['conv_pw', 'conv_dw', 'conv_pwl']
          : ['conv_dw', 'conv_pw'];
    return {
      parts: names.map((name, index) => [`${block}.${name}`, `${block}.bn${index + 1}`]),
      squeeze: [`${block}.se.conv_reduce`, `${block}.se.conv_expand`],
    };
  },
};

/** That of efficientnet_pytorch: `_blocks.0._depthwise_conv`. */
export const portNaming: Naming = {
  stem: ['_conv_stem', '_bn0'],
  block: (_stage, _inStage, place) => `_blocks.${place}`,
  partsOf(network, block) {
    const all: readonly ConvolutionNames[] = [
      [`${block}._expand_conv`, `${block}._bn0`],
      [`${block}._depthwise_conv`, `${block}._bn1`],
      [`${block}._project_conv`, `${block}._bn2`],
    ];
    return {
      parts: network.tensors.has(`${block}._expand_conv.weight`) ? all : all.slice(1),
      squeeze: [`${block}._se_reduce`, `${block}._se_expand`],
    };
  },
};

/** torchvision numbers what follows each other: a convolution with its norm, or what weighs the channels. */
export function numberedParts(network: TensorNetwork, block: string): BlockParts {
  const parts: ConvolutionNames[] = [];
  let squeeze: BlockParts['squeeze'] = [`${block}.squeeze.fc1`, `${block}.squeeze.fc2`];
  const count = network.tensors.count(`${block}.`);
  for (let place = 0; place < count; place += 1) {
    const module = `${block}.${place}`;
    if (network.tensors.has(`${module}.0.weight`)) parts.push([`${module}.0`, `${module}.1`]);
    else if (network.tensors.has(`${module}.fc1.weight`)) squeeze = [`${module}.fc1`, `${module}.fc2`];
    else if (network.tensors.shapeOf(`${module}.weight`)?.length === 4)
      parts.push([module, `${block}.${place + 1}`]);
  }
  return { parts: parts.length > 0 ? parts : [[`${block}.0.0`, `${block}.0.1`]], squeeze };
}

/** Stem and blocks; what follows them differs. */
export function layOutBlocks(
  network: TensorNetwork,
  { stem, block, partsOf }: Naming,
  stages: readonly BlockStage[],
  habits: Habits,
): string {
  let last = normalisedConvolution(network, stem, network.image(null), { kernel: 3, stride: 2 }, habits);
  let place = 0;
  for (const [index, stage] of stages.entries()) {
    for (let inStage = 0; inStage < stage.blocks; inStage += 1) {
      const name = block(index, inStage, place);
      const stride = inStage === 0 ? stage.stride : 1;
      last = layOutBlock(network, name, last, { ...stage, stride }, partsOf(network, name), habits);
      place += 1;
    }
  }
  return last;
}

function layOutBlock(
  network: TensorNetwork,
  name: string,
  before: string,
  { kernel, stride, activation, fused = false, squeezes = false }: BlockStage,
  { parts, squeeze }: BlockParts,
  common: Habits,
): string {
  const habits = { ...common, activation: activation ?? common.activation };
  const moves = fused ? 0 : parts.length - 2;
  let last = before;
  for (const [index, part] of parts.entries()) {
    const settings = index === moves ? { kernel, stride, depthwise: !fused } : { kernel: 1 };
    const isNarrowing = index > moves;
    last = normalisedConvolution(network, part, last, settings, habits, !isNarrowing);
    if (index === moves && squeezes)
      last = weighed(network, `${name}.squeeze`, last, squeeze, habits.squeeze);
  }
  const isShort = stride === 1 && network.channelsOf(last) === network.channelsOf(before);
  return isShort ? network.add(`${name}.add`, last, before) : last;
}

/** @param isActive whether an activation follows */
export function normalisedConvolution(
  network: TensorNetwork,
  [convolution, norm]: ConvolutionNames,
  before: string,
  settings: { readonly kernel: number; readonly stride?: number; readonly depthwise?: boolean },
  { activation, epsilon, padding }: Pick<Habits, 'activation' | 'epsilon' | 'padding'>,
  isActive = true,
): string {
  const convolved = network.convolution(convolution, before, { ...settings, padding });
  const last = network.normalisation(norm, convolved, epsilon);
  return isActive ? network.activation(`${norm}.activation`, last, activation) : last;
}

function weighed(
  network: TensorNetwork,
  name: string,
  before: string,
  [reduce, expand]: BlockParts['squeeze'],
  { activation, gate }: Habits['squeeze'],
): string {
  let last = network.onePixel(`${name}.pixel`, network.globalPool(`${name}.pool`, before));
  last = network.activation(
    `${reduce}.activation`,
    network.convolution(reduce, last, { kernel: 1 }),
    activation,
  );
  last = network.activation(`${expand}.activation`, network.convolution(expand, last, { kernel: 1 }), gate);
  return network.multiply(name, before, last);
}
