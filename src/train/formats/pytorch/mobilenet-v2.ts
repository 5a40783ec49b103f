import type { Architecture } from './architecture';
import {
  type BlockStage,
  type Habits,
  layOutBlocks,
  type Naming,
  normalisedConvolution,
  numberedParts,
  timmNaming,
} from './inverted-residuals';

/** Sandler et al. (arXiv 1801.04381), table 2. */
const stages: readonly BlockStage[] = [
  { blocks: 1, kernel: 3, stride: 1 },
  { blocks: 2, kernel: 3, stride: 2 },
  { blocks: 3, kernel: 3, stride: 2 },
  { blocks: 4, kernel: 3, stride: 2 },
  { blocks: 3, kernel: 3, stride: 1 },
  { blocks: 3, kernel: 3, stride: 2 },
  { blocks: 1, kernel: 3, stride: 1 },
];

const habits: Habits = {
  activation: 'relu6',
  squeeze: { activation: 'relu', gate: 'sigmoid' },
  epsilon: 1e-5,
  padding: 'symmetric',
};

const torchvisionNaming: Naming = {
  stem: ['features.0.0', 'features.0.1'],
  block: (_stage, _inStage, place) => `features.${place + 1}.conv`,
  partsOf: numberedParts,
};

/** As torchvision and timm have it, however wide. */
export const mobileNetV2: Architecture = {
  family: 'MobileNetV2',
  layOut(network) {
    const isTimm = network.tensors.has('conv_stem.weight');
    let last = layOutBlocks(network, isTimm ? timmNaming : torchvisionNaming, stages, habits);
    const top = isTimm ? (['conv_head', 'bn2'] as const) : (['features.18.0', 'features.18.1'] as const);
    last = network.globalPool('avgpool', normalisedConvolution(network, top, last, { kernel: 1 }, habits));
    const classifier = isTimm ? 'classifier' : 'classifier.1';
    if (network.tensors.hasHead('classifier', classifier)) network.dense(classifier, last);
    return { name: 'mobilenet_v2', size: 224 };
  },
};
