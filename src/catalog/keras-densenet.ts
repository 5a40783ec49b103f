import type { CatalogBase } from './catalog-base';
import {
  imageNet,
  type KerasApplication,
  type KerasFamily,
  kerasAddress,
  kerasBases,
} from './keras-application';

const family: KerasFamily = {
  family: 'DenseNet',
  trainedOn: imageNet,
  licence: 'BSD-3-Clause',
  attribution: [
    'DenseNet, Gao Huang and others, BSD-3-Clause, as Keras converted it (Keras’s documentation names the licence)',
  ],
  scale: 'torch',
};

const networks: readonly KerasApplication[] = [
  {
    name: 'densenet121',
    title: 'DenseNet121',
    size: 224,
    accuracy: 75.0,
    addresses: [
      `${kerasAddress}/densenet/densenet121_weights_tf_dim_ordering_tf_kernels.h5`,
      `${kerasAddress}/densenet/densenet121_weights_tf_dim_ordering_tf_kernels_notop.h5`,
    ],
    hashes: ['9d60b8095a5708f2dcce2bca79d332c7', '30ee3e1110167f948a6b9946edeeb738'],
    params: [8_062_504, 7_037_504],
    layers: [429, 427],
  },
  {
    name: 'densenet169',
    title: 'DenseNet169',
    size: 224,
    accuracy: 76.2,
    addresses: [
      `${kerasAddress}/densenet/densenet169_weights_tf_dim_ordering_tf_kernels.h5`,
      `${kerasAddress}/densenet/densenet169_weights_tf_dim_ordering_tf_kernels_notop.h5`,
    ],
    hashes: ['d699b8f76981ab1b30698df4c175e90b', 'b8c4d4c20dd625c148057b9ff1c1176b'],
    params: [14_307_880, 12_642_880],
    layers: [597, 595],
  },
  {
    name: 'densenet201',
    title: 'DenseNet201',
    size: 224,
    accuracy: 77.3,
    addresses: [
      `${kerasAddress}/densenet/densenet201_weights_tf_dim_ordering_tf_kernels.h5`,
      `${kerasAddress}/densenet/densenet201_weights_tf_dim_ordering_tf_kernels_notop.h5`,
    ],
    hashes: ['1ceb130c1ea1b78c3bf6114dbdfd8807', 'c13680b51ded0fb44dff2d8f86ac8bb1'],
    params: [20_242_984, 18_321_984],
    layers: [709, 707],
  },
];

/** DenseNet. */
export const kerasDenseNet: readonly CatalogBase[] = kerasBases(family, networks);
