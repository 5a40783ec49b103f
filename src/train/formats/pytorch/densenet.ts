import type { Architecture } from './architecture';
import type { TensorNetwork } from './tensor-network';

const epsilon = 1e-5;

/** Layers of each block. */
const known: ReadonlyMap<string, string> = new Map([
  ['6,12,24,16', 'densenet121'],
  ['6,12,36,24', 'densenet161'],
  ['6,12,32,32', 'densenet169'],
  ['6,12,48,32', 'densenet201'],
]);

/** Huang et al. (arXiv 1608.06993), as torchvision and timm have it. */
export const denseNet: Architecture = {
  family: 'DenseNet',
  layOut(network) {
    const layers = [1, 2, 3, 4].map((block) =>
      network.tensors.count(`features.denseblock${block}.denselayer`, 1),
    );
    let last = network.convolution('features.conv0', network.image(null), { kernel: 7, stride: 2 });
    last = normalised(network, 'features.norm0', last);
    // PyTorch pads with what is less than everything; after a ReLU nothing is less than zero.
    last = network.maxPool('features.pool0', network.zeros('features.pool0.pad', last, 1), 3, 2);
    for (const [index, count] of layers.entries()) {
      const block = `features.denseblock${index + 1}`;
      if (count === 0) network.tensors.lacks(`${block}.denselayer1.norm1.weight`);
      for (let layer = 1; layer <= count; layer += 1)
        last = denseLayer(network, `${block}.denselayer${layer}`, last);
      if (index < layers.length - 1) last = transition(network, `features.transition${index + 1}`, last);
    }
    last = network.globalPool('avgpool', normalised(network, 'features.norm5', last));
    if (network.tensors.hasHead('classifier', 'classifier')) network.dense('classifier', last);
    return { name: known.get(layers.join()) ?? 'DenseNet', size: 224 };
  },
};

/** What comes in, and beside it what is made of it. */
function denseLayer(network: TensorNetwork, name: string, before: string): string {
  // The files that torchvision publishes are of a time when names had a dot there.
  const [norm, convolution] = network.tensors.has(`${name}.norm.1.weight`)
    ? ['norm.', 'conv.']
    : ['norm', 'conv'];
  let last = normalised(network, `${name}.${norm}1`, before);
  last = network.convolution(`${name}.${convolution}1`, last, { kernel: 1 });
  last = normalised(network, `${name}.${norm}2`, last);
  last = network.convolution(`${name}.${convolution}2`, last, { kernel: 3 });
  return network.concatenate(`${name}.concat`, [before, last]);
}

function transition(network: TensorNetwork, name: string, before: string): string {
  const last = network.convolution(`${name}.conv`, normalised(network, `${name}.norm`, before), {
    kernel: 1,
  });
  return network.averagePool(`${name}.pool`, last, 2, 2);
}

function normalised(network: TensorNetwork, name: string, before: string): string {
  return network.activation(`${name}.relu`, network.normalisation(name, before, epsilon), 'relu');
}
