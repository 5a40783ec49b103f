import type { CatalogBase } from './catalog-base';
import {
  imageNet,
  type KerasApplication,
  type KerasFamily,
  kerasAddress,
  kerasBases,
} from './keras-application';

const family: KerasFamily = {
  family: 'ResNet',
  trainedOn: imageNet,
  licence: 'MIT',
  attribution: [
    'ResNet, Kaiming He and others, MIT, as Keras converted it (Keras’s documentation names the licence)',
  ],
  scale: 'caffe',
};

const networks: readonly KerasApplication[] = [
  {
    name: 'resnet50',
    title: 'ResNet50',
    size: 224,
    accuracy: 74.9,
    addresses: [
      `${kerasAddress}/resnet/resnet50_weights_tf_dim_ordering_tf_kernels.h5`,
      `${kerasAddress}/resnet/resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5`,
    ],
    hashes: ['2cb95161c43110f7111970584f804107', '4d473c1dd8becc155b73f8504c6f6626'],
    params: [25_636_712, 23_587_712],
    layers: [177, 175],
  },
  {
    name: 'resnet101',
    title: 'ResNet101',
    size: 224,
    accuracy: 76.4,
    addresses: [
      `${kerasAddress}/resnet/resnet101_weights_tf_dim_ordering_tf_kernels.h5`,
      `${kerasAddress}/resnet/resnet101_weights_tf_dim_ordering_tf_kernels_notop.h5`,
    ],
    hashes: ['f1aeb4b969a6efcfb50fad2f0c20cfc5', '88cf7a10940856eca736dc7b7e228a21'],
    params: [44_707_176, 42_658_176],
    layers: [347, 345],
  },
  {
    name: 'resnet152',
    title: 'ResNet152',
    size: 224,
    accuracy: 76.6,
    addresses: [
      `${kerasAddress}/resnet/resnet152_weights_tf_dim_ordering_tf_kernels.h5`,
      `${kerasAddress}/resnet/resnet152_weights_tf_dim_ordering_tf_kernels_notop.h5`,
    ],
    hashes: ['100835be76be38e30d865e96f2aaae62', 'ee4c566cf9a93f14d82f913c2dc6dd0c'],
    params: [60_419_944, 58_370_944],
    layers: [517, 515],
  },
];

/** ResNet, which takes blue first. */
export const kerasResNet: readonly CatalogBase[] = kerasBases(family, networks);
