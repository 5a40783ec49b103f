import type { CatalogBase } from './catalog-base';
import {
  imageNet,
  type KerasApplication,
  type KerasFamily,
  kerasAddress,
  kerasBases,
} from './keras-application';

const family: KerasFamily = {
  family: 'Inception',
  trainedOn: imageNet,
  licence: 'Apache-2.0',
  attribution: [
    'Inception V3, Google LLC, Apache-2.0, as Keras converted it (Keras’s documentation names the licence)',
  ],
  scale: '-1..1',
};

const networks: readonly KerasApplication[] = [
  {
    name: 'inception-v3',
    title: 'Inception V3',
    size: 299,
    accuracy: 77.9,
    addresses: [
      `${kerasAddress}/inception_v3/inception_v3_weights_tf_dim_ordering_tf_kernels.h5`,
      `${kerasAddress}/inception_v3/inception_v3_weights_tf_dim_ordering_tf_kernels_notop.h5`,
    ],
    hashes: ['9a0d58056eeedaa3f26cb7ebd46da564', 'bcbd6486424b2319ff4ef7d526e38f63'],
    params: [23_851_784, 21_802_784],
    layers: [313, 311],
  },
];

/** Inception V3. */
export const kerasInception: readonly CatalogBase[] = kerasBases(family, networks);
