import type { CatalogBase } from './catalog-base';
import {
  imageNet,
  type KerasApplication,
  type KerasFamily,
  kerasAddress,
  kerasBases,
} from './keras-application';

const family: KerasFamily = {
  family: 'ResNet V2',
  trainedOn: imageNet,
  licence: 'BSD',
  attribution: ['ResNetV2, Facebook, BSD, as Keras converted it (Keras’s documentation names the licence)'],
  scale: '-1..1',
};

const networks: readonly KerasApplication[] = [
  {
    name: 'resnet50-v2',
    title: 'ResNet50V2',
    size: 224,
    accuracy: 76.0,
    addresses: [
      `${kerasAddress}/resnet/resnet50v2_weights_tf_dim_ordering_tf_kernels.h5`,
      `${kerasAddress}/resnet/resnet50v2_weights_tf_dim_ordering_tf_kernels_notop.h5`,
    ],
    hashes: ['3ef43a0b657b3be2300d5770ece849e0', 'fac2f116257151a9d068a22e544a4917'],
    params: [25_613_800, 23_564_800],
    layers: [192, 190],
  },
  {
    name: 'resnet101-v2',
    title: 'ResNet101V2',
    size: 224,
    accuracy: 77.2,
    addresses: [
      `${kerasAddress}/resnet/resnet101v2_weights_tf_dim_ordering_tf_kernels.h5`,
      `${kerasAddress}/resnet/resnet101v2_weights_tf_dim_ordering_tf_kernels_notop.h5`,
    ],
    hashes: ['6343647c601c52e1368623803854d971', 'c0ed64b8031c3730f411d2eb4eea35b5'],
    params: [44_675_560, 42_626_560],
    layers: [379, 377],
  },
  {
    name: 'resnet152-v2',
    title: 'ResNet152V2',
    size: 224,
    accuracy: 78.0,
    addresses: [
      `${kerasAddress}/resnet/resnet152v2_weights_tf_dim_ordering_tf_kernels.h5`,
      `${kerasAddress}/resnet/resnet152v2_weights_tf_dim_ordering_tf_kernels_notop.h5`,
    ],
    hashes: ['a49b44d1979771252814e80f8ec446f9', 'ed17cf2e0169df9d443503ef94b23b33'],
    params: [60_380_648, 58_331_648],
    layers: [566, 564],
  },
];

/** ResNetV2. */
export const kerasResNetV2: readonly CatalogBase[] = kerasBases(family, networks);
