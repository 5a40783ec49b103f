import type { CatalogBase } from './catalog-base';
import {
  imageNet,
  type KerasApplication,
  type KerasFamily,
  kerasAddress,
  kerasBases,
} from './keras-application';

const family: KerasFamily = {
  family: 'Xception',
  trainedOn: imageNet,
  licence: 'MIT',
  attribution: ['Xception, François Chollet, MIT (Keras’s documentation names the licence)'],
  scale: '-1..1',
};

const networks: readonly KerasApplication[] = [
  {
    name: 'xception',
    title: 'Xception',
    size: 299,
    accuracy: 79.0,
    addresses: [
      `${kerasAddress}/xception/xception_weights_tf_dim_ordering_tf_kernels.h5`,
      `${kerasAddress}/xception/xception_weights_tf_dim_ordering_tf_kernels_notop.h5`,
    ],
    hashes: ['0a58e3b7378bc2990ea3b43d5981f1f6', 'b0042744bf5b25fce3cb969f33bebb97'],
    params: [22_910_480, 20_861_480],
    layers: [134, 132],
  },
];

/** Xception. */
export const kerasXception: readonly CatalogBase[] = kerasBases(family, networks);
