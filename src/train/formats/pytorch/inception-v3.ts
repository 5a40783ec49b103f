import type { Architecture } from './architecture';
import type { Kernel, TensorNetwork } from './tensor-network';

/** A module's convolutions one after the other, each with its normalisation and ReLU. */
type Chain = readonly (readonly [module: string, settings: Kernel])[];

const wide: Kernel = { kernel: [1, 7] };
const high: Kernel = { kernel: [7, 1] };
const halving: Kernel = { kernel: 3, stride: 2, padding: 'none' };

/**
 * Szegedy et al. (arXiv 1512.00567), as torchvision and timm have it. The classifier in its middle is for training. The
 * pictures that it takes are those behind torchvision's `transform_input`.
 */
export const inceptionV3: Architecture = {
  family: 'Inception v3',
  layOut(network) {
    const chain = (before: string, module: string, links: Chain) =>
      links.reduce((last, [name, settings]) => convolved(network, module + name, last, settings), before);
    let last = chain(network.image(null), '', [
      ['Conv2d_1a_3x3', halving],
      ['Conv2d_2a_3x3', { kernel: 3, padding: 'none' }],
      ['Conv2d_2b_3x3', { kernel: 3 }],
    ]);
    last = chain(network.maxPool('maxpool1', last, 3, 2), '', [
      ['Conv2d_3b_1x1', { kernel: 1 }],
      ['Conv2d_4a_3x3', { kernel: 3, padding: 'none' }],
    ]);
    last = network.maxPool('maxpool2', last, 3, 2);
    for (const name of ['Mixed_5b', 'Mixed_5c', 'Mixed_5d']) {
      const from = last;
      const module = `${name}.`;
      last = network.concatenate(`${module}concat`, [
        chain(from, module, [['branch1x1', { kernel: 1 }]]),
        chain(from, module, [
          ['branch5x5_1', { kernel: 1 }],
          ['branch5x5_2', { kernel: 5 }],
        ]),
        chain(from, module, [
          ['branch3x3dbl_1', { kernel: 1 }],
          ['branch3x3dbl_2', { kernel: 3 }],
          ['branch3x3dbl_3', { kernel: 3 }],
        ]),
        chain(averaged(network, module, from), module, [['branch_pool', { kernel: 1 }]]),
      ]);
    }
    last = network.concatenate('Mixed_6a.concat', [
      chain(last, 'Mixed_6a.', [['branch3x3', halving]]),
      chain(last, 'Mixed_6a.', [
        ['branch3x3dbl_1', { kernel: 1 }],
        ['branch3x3dbl_2', { kernel: 3 }],
        ['branch3x3dbl_3', halving],
      ]),
      network.maxPool('Mixed_6a.pool', last, 3, 2),
    ]);
    for (const name of ['Mixed_6b', 'Mixed_6c', 'Mixed_6d', 'Mixed_6e']) {
      const from = last;
      const module = `${name}.`;
      last = network.concatenate(`${module}concat`, [
        chain(from, module, [['branch1x1', { kernel: 1 }]]),
        chain(from, module, [
          ['branch7x7_1', { kernel: 1 }],
          ['branch7x7_2', wide],
          ['branch7x7_3', high],
        ]),
        chain(from, module, [
          ['branch7x7dbl_1', { kernel: 1 }],
          ['branch7x7dbl_2', high],
          ['branch7x7dbl_3', wide],
          ['branch7x7dbl_4', high],
          ['branch7x7dbl_5', wide],
        ]),
        chain(averaged(network, module, from), module, [['branch_pool', { kernel: 1 }]]),
      ]);
    }
    last = network.concatenate('Mixed_7a.concat', [
      chain(last, 'Mixed_7a.', [
        ['branch3x3_1', { kernel: 1 }],
        ['branch3x3_2', halving],
      ]),
      chain(last, 'Mixed_7a.', [
        ['branch7x7x3_1', { kernel: 1 }],
        ['branch7x7x3_2', wide],
        ['branch7x7x3_3', high],
        ['branch7x7x3_4', halving],
      ]),
      network.maxPool('Mixed_7a.pool', last, 3, 2),
    ]);
    for (const name of ['Mixed_7b', 'Mixed_7c']) {
      const from = last;
      const module = `${name}.`;
      const middle = chain(from, module, [['branch3x3_1', { kernel: 1 }]]);
      const double = chain(from, module, [
        ['branch3x3dbl_1', { kernel: 1 }],
        ['branch3x3dbl_2', { kernel: 3 }],
      ]);
      last = network.concatenate(`${module}concat`, [
        chain(from, module, [['branch1x1', { kernel: 1 }]]),
        chain(middle, module, [['branch3x3_2a', { kernel: [1, 3] }]]),
        chain(middle, module, [['branch3x3_2b', { kernel: [3, 1] }]]),
        chain(double, module, [['branch3x3dbl_3a', { kernel: [1, 3] }]]),
        chain(double, module, [['branch3x3dbl_3b', { kernel: [3, 1] }]]),
        chain(averaged(network, module, from), module, [['branch_pool', { kernel: 1 }]]),
      ]);
    }
    last = network.globalPool('avgpool', last);
    network.tensors.passOver('AuxLogits');
    if (network.tensors.hasHead('fc', 'fc')) network.dense('fc', last);
    return { name: 'inception_v3', size: 299 };
  },
};

function convolved(network: TensorNetwork, module: string, before: string, settings: Kernel): string {
  const last = network.convolution(`${module}.conv`, before, settings);
  return network.activation(`${module}.relu`, network.normalisation(`${module}.bn`, last, 1e-3), 'relu');
}

/** PyTorch counts the zeros around the picture in the average, as Keras's `same` does not. */
function averaged(network: TensorNetwork, module: string, before: string): string {
  return network.averagePool(`${module}pool`, network.zeros(`${module}pool.pad`, before, 1), 3, 1);
}
