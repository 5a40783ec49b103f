import type { Architecture } from './architecture';
import type { TensorNetwork } from './tensor-network';

const epsilon = 1e-5;

/** Blocks of each stage; blocks have two convolutions or, as bottlenecks, three. */
const known: readonly { readonly name: string; readonly blocks: string; readonly bottleneck: boolean }[] = [
  { name: 'resnet18', blocks: '2,2,2,2', bottleneck: false },
  { name: 'resnet34', blocks: '3,4,6,3', bottleneck: false },
  { name: 'resnet26', blocks: '2,2,2,2', bottleneck: true },
  { name: 'resnet50', blocks: '3,4,6,3', bottleneck: true },
  { name: 'resnet101', blocks: '3,4,23,3', bottleneck: true },
  { name: 'resnet152', blocks: '3,8,36,3', bottleneck: true },
];
const wide: ReadonlyMap<string, string> = new Map([
  ['resnet50', 'wide_resnet50_2'],
  ['resnet101', 'wide_resnet101_2'],
]);

/** He et al. (arXiv 1512.03385), with the stride in the 3×3 convolution, as torchvision and timm have it. */
export const resNet: Architecture = {
  family: 'ResNet',
  layOut(network) {
    const blocks = [1, 2, 3, 4].map((stage) => network.tensors.count(`layer${stage}.`));
    const bottleneck = network.tensors.has('layer1.0.conv3.weight');
    let last = network.convolution('conv1', network.image(null), { kernel: 7, stride: 2 });
    last = network.normalisation('bn1', last, epsilon);
    last = network.activation('relu', last, 'relu');
    // PyTorch pads with what is less than everything; after a ReLU nothing is less than zero.
    last = network.maxPool('maxpool', network.zeros('maxpool.pad', last, 1), 3, 2);
    for (const [index, count] of blocks.entries()) {
      if (count === 0) network.tensors.lacks(`layer${index + 1}.0.conv1.weight`);
      for (let place = 0; place < count; place += 1) {
        const stride = place === 0 && index > 0 ? 2 : 1;
        last = block(network, `layer${index + 1}.${place}`, last, { stride, bottleneck });
      }
    }
    last = network.globalPool('avgpool', last);
    if (network.tensors.hasHead('fc', 'fc')) network.dense('fc', last);
    return { name: nameOf(network, blocks, bottleneck), size: 224 };
  },
};

interface Block {
  readonly stride: number;
  readonly bottleneck: boolean;
}

function block(network: TensorNetwork, name: string, before: string, { stride, bottleneck }: Block): string {
  // In a bottleneck the 3×3 convolution is the middle one, else the first of two.
  const convolutions = bottleneck
    ? [{ kernel: 1 }, { kernel: 3, stride }, { kernel: 1 }]
    : [{ kernel: 3, stride }, { kernel: 3 }];
  let last = before;
  for (const [index, settings] of convolutions.entries()) {
    last = network.convolution(`${name}.conv${index + 1}`, last, settings);
    last = network.normalisation(`${name}.bn${index + 1}`, last, epsilon);
    if (index < convolutions.length - 1) last = network.activation(`${name}.relu${index + 1}`, last, 'relu');
  }
  let shortcut = before;
  if (stride > 1 || network.tensors.has(`${name}.downsample.0.weight`)) {
    shortcut = network.convolution(`${name}.downsample.0`, before, { kernel: 1, stride });
    shortcut = network.normalisation(`${name}.downsample.1`, shortcut, epsilon);
  }
  return network.activation(`${name}.relu`, network.add(`${name}.add`, last, shortcut), 'relu');
}

function nameOf(network: TensorNetwork, blocks: readonly number[], bottleneck: boolean): string {
  const plain = known.find((one) => one.blocks === blocks.join() && one.bottleneck === bottleneck)?.name;
  const [out = 0, middle = 0] = network.tensors.shapeOf('layer1.0.conv3.weight') ?? [];
  return (bottleneck && out === 2 * middle ? wide.get(plain ?? '') : plain) ?? 'ResNet';
}
