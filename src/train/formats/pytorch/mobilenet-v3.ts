import type { Architecture } from './architecture';
import {
  type BlockStage,
  type ConvolutionNames,
  type Habits,
  layOutBlocks,
  type Naming,
  normalisedConvolution,
  numberedParts,
  timmNaming,
} from './inverted-residuals';
import type { TensorNetwork } from './tensor-network';

/** Howard et al. (arXiv 1905.02244), tables 1 and 2; further up, activations are the cheaper. */
const large: readonly BlockStage[] = [
  { blocks: 1, kernel: 3, stride: 1, activation: 'relu' },
  { blocks: 2, kernel: 3, stride: 2, activation: 'relu' },
  { blocks: 3, kernel: 5, stride: 2, activation: 'relu', squeezes: true },
  { blocks: 4, kernel: 3, stride: 2 },
  { blocks: 2, kernel: 3, stride: 1, squeezes: true },
  { blocks: 3, kernel: 5, stride: 2, squeezes: true },
];
const small: readonly BlockStage[] = [
  { blocks: 1, kernel: 3, stride: 2, activation: 'relu', squeezes: true },
  { blocks: 2, kernel: 3, stride: 2, activation: 'relu' },
  { blocks: 3, kernel: 5, stride: 2, squeezes: true },
  { blocks: 2, kernel: 5, stride: 1, squeezes: true },
  { blocks: 3, kernel: 5, stride: 2, squeezes: true },
];

const common = {
  activation: 'hard swish',
  squeeze: { activation: 'relu', gate: 'hard sigmoid' },
} as const;

/** What follows the pooled features. */
interface Head {
  /** Their last convolution. */
  readonly top: ConvolutionNames;
  /** Dense layers; between them an activation. */
  readonly hidden: string;
  readonly classifier: string;
}

function torchvision(name: string, stages: readonly BlockStage[]): Architecture {
  const blocks = stages.reduce((sum, stage) => sum + stage.blocks, 0);
  const naming: Naming = {
    stem: ['features.0.0', 'features.0.1'],
    block: (_stage, _inStage, place) => `features.${place + 1}.block`,
    partsOf: numberedParts,
  };
  return {
    family: 'MobileNetV3',
    layOut(network) {
      const habits: Habits = { ...common, epsilon: 1e-3, padding: 'symmetric' };
      const top = [`features.${blocks + 1}.0`, `features.${blocks + 1}.1`] as const;
      layOut(network, naming, stages, habits, { top, hidden: 'classifier.0', classifier: 'classifier.3' });
      return { name, size: 224 };
    },
  };
}

/** timm's, by its own training or, as `tf_`, with weights and habits of TensorFlow. */
function ofTimm(name: string, stages: readonly BlockStage[], ofTensorFlow: boolean): Architecture {
  return {
    family: 'MobileNetV3',
    layOut(network) {
      const habits: Habits = {
        ...common,
        epsilon: ofTensorFlow ? 1e-3 : 1e-5,
        padding: ofTensorFlow ? 'same' : 'symmetric',
      };
      const top = [`blocks.${stages.length}.0.conv`, `blocks.${stages.length}.0.bn1`] as const;
      layOut(network, timmNaming, stages, habits, { top, hidden: 'conv_head', classifier: 'classifier' });
      return { name, size: 224 };
    },
  };
}

function layOut(
  network: TensorNetwork,
  naming: Naming,
  stages: readonly BlockStage[],
  habits: Habits,
  { top, hidden, classifier }: Head,
): void {
  let last = layOutBlocks(network, naming, stages, habits);
  last = normalisedConvolution(network, top, last, { kernel: 1 }, habits);
  last = network.globalPool('avgpool', last);
  if (hidden === 'conv_head') {
    // timm has a network of the same names without this bias, and with other activations.
    if (!network.tensors.has('conv_head.bias')) network.tensors.lacks('conv_head.bias');
    last = network.activation(`${hidden}.activation`, network.dense(hidden, last), habits.activation);
    if (network.tensors.hasHead(classifier, classifier)) network.dense(classifier, last);
  } else if (network.tensors.hasHead('classifier', hidden, classifier)) {
    last = network.activation(`${hidden}.activation`, network.dense(hidden, last), habits.activation);
    network.dense(classifier, last);
  }
}

export const mobileNetV3: readonly Architecture[] = [
  torchvision('mobilenet_v3_small', small),
  torchvision('mobilenet_v3_large', large),
  ofTimm('mobilenetv3_small_100', small, false),
  ofTimm('mobilenetv3_large_100', large, false),
  ofTimm('tf_mobilenetv3_small_100', small, true),
  ofTimm('tf_mobilenetv3_large_100', large, true),
];
