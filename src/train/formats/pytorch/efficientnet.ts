import type { Architecture } from './architecture';
import {
  type BlockStage,
  type ConvolutionNames,
  type Habits,
  layOutBlocks,
  type Naming,
  normalisedConvolution,
  numberedParts,
  portNaming,
  timmNaming,
} from './inverted-residuals';
import type { TensorNetwork } from './tensor-network';

/** Tan and Le (arXiv 1905.11946), table 1, stages 2 to 8. */
const first: readonly BlockStage[] = [
  { blocks: 1, kernel: 3, stride: 1 },
  { blocks: 2, kernel: 3, stride: 2 },
  { blocks: 2, kernel: 5, stride: 2 },
  { blocks: 3, kernel: 3, stride: 2 },
  { blocks: 3, kernel: 5, stride: 1 },
  { blocks: 4, kernel: 5, stride: 2 },
  { blocks: 1, kernel: 3, stride: 1 },
];

/** Tan and Le, EfficientNetV2 (arXiv 2104.00298), table 4. */
function second(blocks: readonly number[]): readonly BlockStage[] {
  const strides = [1, 2, 2, 2, 1, 2, 1];
  return blocks.map((count, index) => ({
    blocks: count,
    kernel: 3,
    stride: strides[index] ?? 1,
    ...(index < 3 ? { fused: true } : { squeezes: true }),
  }));
}

interface Variant {
  readonly name: string;
  readonly size: number;
  readonly stages: readonly BlockStage[];
  /** Channels of the third stage, which tell those of equal depth apart. */
  readonly third: number;
}

interface Scaled {
  readonly name: string;
  readonly size: number;
  /** Times the blocks, and times the channels, of the smallest. */
  readonly depth: number;
  readonly width: number;
}

function squeezing({ name, size, depth, width }: Scaled): Variant {
  const blocks = ({ blocks: least }: BlockStage) => Math.ceil(least * depth);
  const stages = first.map((stage) => ({ ...stage, blocks: blocks(stage), squeezes: true }));
  return { name, size, stages, third: 40 * width };
}

/** Ends are as deep in all of them. */
function lite({ name, size, depth, width }: Scaled): Variant {
  const isEnd = (index: number) => index === 0 || index === first.length - 1;
  const stages = first.map((stage, index) => ({
    ...stage,
    blocks: isEnd(index) ? stage.blocks : Math.ceil(stage.blocks * depth),
  }));
  return { name, size, stages, third: 40 * width };
}

/** Lists of those that are equally deep. */
const small: readonly (readonly Scaled[])[] = [
  [{ name: 'efficientnet_b0', size: 224, depth: 1, width: 1 }],
  [
    { name: 'efficientnet_b1', size: 240, depth: 1.1, width: 1 },
    { name: 'efficientnet_b2', size: 260, depth: 1.2, width: 1.1 },
  ],
  [{ name: 'efficientnet_b3', size: 300, depth: 1.4, width: 1.2 }],
  [{ name: 'efficientnet_b4', size: 380, depth: 1.8, width: 1.4 }],
];
const large: readonly Scaled[] = [
  { name: 'efficientnet_b5', size: 456, depth: 2.2, width: 1.6 },
  { name: 'efficientnet_b6', size: 528, depth: 2.6, width: 1.8 },
  { name: 'efficientnet_b7', size: 600, depth: 3.1, width: 2 },
];
const lites: readonly (readonly Scaled[])[] = [
  [{ name: 'efficientnet_lite0', size: 224, depth: 1, width: 1 }],
  [
    { name: 'efficientnet_lite1', size: 240, depth: 1.1, width: 1 },
    { name: 'efficientnet_lite2', size: 260, depth: 1.2, width: 1.1 },
  ],
  [{ name: 'efficientnet_lite3', size: 280, depth: 1.4, width: 1.2 }],
  [{ name: 'efficientnet_lite4', size: 300, depth: 1.8, width: 1.4 }],
];

const secondSmall: readonly Variant[] = [
  { name: 'efficientnetv2_b0', size: 224, depth: 1 },
  { name: 'efficientnetv2_b1', size: 240, depth: 1.1 },
  { name: 'efficientnetv2_b2', size: 260, depth: 1.2 },
  { name: 'efficientnetv2_b3', size: 300, depth: 1.4 },
].map(({ name, size, depth }) => ({
  ...{ name, size, third: 48 },
  stages: second([1, 2, 2, 3, 5, 8].map((least) => Math.ceil(least * depth))),
}));
const secondLarge: readonly Variant[] = [
  { name: 'efficientnet_v2_s', size: 384, blocks: [2, 4, 4, 6, 9, 15] },
  { name: 'efficientnet_v2_m', size: 480, blocks: [3, 5, 5, 7, 14, 18, 5] },
  { name: 'efficientnet_v2_l', size: 480, blocks: [4, 7, 7, 10, 19, 25, 7] },
].map(({ name, size, blocks }) => ({ name, size, stages: second(blocks), third: 64 }));

/** What a library calls its networks' parts. */
interface Library {
  readonly naming: Naming;
  readonly top: (stages: number) => ConvolutionNames;
  readonly head: string;
  readonly classifier: string;
}

const torchvision: Library = {
  naming: {
    stem: ['features.0.0', 'features.0.1'],
    block: (stage, inStage) => `features.${stage + 1}.${inStage}.block`,
    partsOf: numberedParts,
  },
  top: (stages) => [`features.${stages + 1}.0`, `features.${stages + 1}.1`],
  ...{ head: 'classifier', classifier: 'classifier.1' },
};
const timm: Library = {
  naming: timmNaming,
  top: () => ['conv_head', 'bn2'],
  ...{ head: 'classifier', classifier: 'classifier' },
};
/** efficientnet_pytorch. */
const port: Library = {
  naming: portNaming,
  top: () => ['_conv_head', '_bn1'],
  ...{ head: '_fc', classifier: '_fc' },
};

const swish = { activation: 'swish', squeeze: { activation: 'swish', gate: 'sigmoid' } } as const;
const capped = { activation: 'relu6', squeeze: { activation: 'relu', gate: 'sigmoid' } } as const;
const ofPyTorch = { epsilon: 1e-5, padding: 'symmetric' } as const;
const ofTensorFlow = { epsilon: 1e-3, padding: 'same' } as const;

/** As these libraries have those that are equally deep, however wide. */
function architecture(
  variants: readonly Variant[],
  libraries: readonly Library[],
  habits: Habits,
  prefix = '',
): Architecture {
  const { stages, third } = variants[0] as Variant;
  return {
    family: 'EfficientNet',
    layOut(network) {
      const library = libraries.find(({ naming }) => network.tensors.has(`${naming.stem[0]}.weight`));
      const { naming, top, head, classifier } = library ?? (libraries[0] as Library);
      let last = layOutBlocks(network, naming, stages, habits);
      last = normalisedConvolution(network, top(stages.length), last, { kernel: 1 }, habits);
      last = network.globalPool('avgpool', last);
      if (network.tensors.hasHead(head, classifier)) network.dense(classifier, last);
      const channels = thirdOf(network, naming, stages) ?? third;
      const [nearest] = variants.toSorted(
        (one, other) => Math.abs(one.third - channels) - Math.abs(other.third - channels),
      ) as [Variant];
      return { name: prefix + nearest.name, size: nearest.size };
    },
  };
}

/** Channels that come out of the third stage. */
function thirdOf(
  network: TensorNetwork,
  { block, partsOf }: Naming,
  stages: readonly BlockStage[],
): number | undefined {
  const place = (stages[0]?.blocks ?? 0) + (stages[1]?.blocks ?? 0);
  const [convolution] = partsOf(network, block(2, 0, place)).parts.at(-1) ?? [];
  return network.tensors.shapeOf(`${convolution}.weight`)?.[0];
}

/**
 * Those of torchvision and timm, and as `tf_` those with weights and habits of TensorFlow, which efficientnet_pytorch has as
 * well. Weights of timm fit with both habits: only a name tells.
 */
export const efficientNet: readonly Architecture[] = [
  ...small.map((group) =>
    architecture(group.map(squeezing), [torchvision, timm], { ...swish, ...ofPyTorch }),
  ),
  ...large.flatMap((one) => [
    architecture([squeezing(one)], [torchvision], { ...swish, epsilon: 1e-3, padding: 'symmetric' }),
    architecture([squeezing(one)], [timm], { ...swish, ...ofPyTorch }),
  ]),
  ...[...small, ...large.map((one) => [one])].map((group) =>
    architecture(group.map(squeezing), [timm, port], { ...swish, ...ofTensorFlow }, 'tf_'),
  ),
  ...lites.map((group) => architecture(group.map(lite), [timm], { ...capped, ...ofPyTorch })),
  ...lites.map((group) => architecture(group.map(lite), [timm, port], { ...capped, ...ofTensorFlow }, 'tf_')),
  ...secondLarge.map((one) =>
    architecture([one], [torchvision], { ...swish, epsilon: 1e-3, padding: 'symmetric' }),
  ),
  ...[...secondSmall, ...secondLarge.map(inTimmsWords)].map((one) =>
    architecture([one], [timm], { ...swish, ...ofTensorFlow }, 'tf_'),
  ),
  ...secondLarge.map((one) => architecture([inTimmsWords(one)], [timm], { ...swish, ...ofPyTorch })),
];

function inTimmsWords(variant: Variant): Variant {
  return { ...variant, name: variant.name.replace('efficientnet_v2', 'efficientnetv2') };
}
