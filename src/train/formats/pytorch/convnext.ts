import type { Architecture } from './architecture';
import type { TensorNetwork } from './tensor-network';

const epsilon = 1e-6;

/** Blocks of each stage, and channels of the first. */
const known: ReadonlyMap<string, string> = new Map([
  ['3,3,9,3 96', 'convnext_tiny'],
  ['3,3,27,3 96', 'convnext_small'],
  ['3,3,27,3 128', 'convnext_base'],
  ['3,3,27,3 192', 'convnext_large'],
]);

/** What a library calls its modules; stages and blocks are counted from 0. */
interface Names {
  readonly stem: readonly [convolution: string, norm: string];
  readonly downsample: (stage: number) => readonly [norm: string, convolution: string];
  /** Up to the number of the block. */
  readonly blocks: (stage: number) => string;
  readonly block: {
    readonly depthwise: string;
    readonly norm: string;
    readonly widen: string;
    readonly narrow: string;
    readonly factors: string;
  };
  /** Of the pooled features. */
  readonly norm: string;
  readonly classifier: string;
  /** What the names of all that follows the features begin with. */
  readonly head: string;
}

const torchvision: Names = {
  stem: ['features.0.0', 'features.0.1'],
  downsample: (stage) => [`features.${2 * stage}.0`, `features.${2 * stage}.1`],
  blocks: (stage) => `features.${2 * stage + 1}.`,
  block: {
    ...{ depthwise: 'block.0', norm: 'block.2', widen: 'block.3', narrow: 'block.5' },
    factors: 'layer_scale',
  },
  ...{ norm: 'classifier.0', classifier: 'classifier.2', head: 'classifier' },
};

const timm: Names = {
  stem: ['stem.0', 'stem.1'],
  downsample: (stage) => [`stages.${stage}.downsample.0`, `stages.${stage}.downsample.1`],
  blocks: (stage) => `stages.${stage}.blocks.`,
  block: { depthwise: 'conv_dw', norm: 'norm', widen: 'mlp.fc1', narrow: 'mlp.fc2', factors: 'gamma' },
  ...{ norm: 'head.norm', classifier: 'head.fc', head: 'head' },
};

const authors: Names = {
  stem: ['downsample_layers.0.0', 'downsample_layers.0.1'],
  downsample: (stage) => [`downsample_layers.${stage}.0`, `downsample_layers.${stage}.1`],
  blocks: (stage) => `stages.${stage}.`,
  block: { depthwise: 'dwconv', norm: 'norm', widen: 'pwconv1', narrow: 'pwconv2', factors: 'gamma' },
  ...{ norm: 'norm', classifier: 'head', head: 'head' },
};

/** Liu et al. (arXiv 2201.03545), as torchvision, timm and its authors have it. */
export const convNeXt: Architecture = {
  family: 'ConvNeXt',
  layOut(network) {
    const names = [torchvision, timm].find(({ stem }) => network.tensors.has(`${stem[0]}.weight`)) ?? authors;
    const blocks = [0, 1, 2, 3].map((stage) => network.tensors.count(names.blocks(stage)));
    const [stem, norm] = names.stem;
    let last = network.convolution(stem, network.image(null), { kernel: 4, stride: 4, padding: 'none' });
    last = network.layerNormalisation(norm, last, epsilon);
    for (const [stage, count] of blocks.entries()) {
      if (stage > 0) {
        const [before, convolution] = names.downsample(stage);
        last = network.layerNormalisation(before, last, epsilon);
        last = network.convolution(convolution, last, { kernel: 2, stride: 2, padding: 'none' });
      }
      const module = names.blocks(stage);
      if (count === 0) network.tensors.lacks(`${module}0.${names.block.depthwise}.weight`);
      for (let place = 0; place < count; place += 1)
        last = block(network, `${module}${place}`, last, names.block);
    }
    last = network.globalPool('avgpool', last);
    if (network.tensors.shapeOf(`${names.norm}.weight`)?.length === 1)
      last = network.layerNormalisation(names.norm, last, epsilon);
    if (network.tensors.hasHead(names.head, names.classifier)) network.dense(names.classifier, last);
    const [width] = network.tensors.shapeOf(`${stem}.weight`) ?? [];
    return { name: known.get(`${blocks} ${width}`) ?? 'ConvNeXt', size: 224 };
  },
};

function block(network: TensorNetwork, name: string, before: string, names: Names['block']): string {
  let last = network.convolution(`${name}.${names.depthwise}`, before, { kernel: 7, depthwise: true });
  last = network.layerNormalisation(`${name}.${names.norm}`, last, epsilon);
  last = network.activation(`${name}.gelu`, network.dense(`${name}.${names.widen}`, last), 'gelu');
  last = network.dense(`${name}.${names.narrow}`, last);
  last = network.channelFactors(`${name}.${names.factors}`, last);
  return network.add(`${name}.add`, last, before);
}
