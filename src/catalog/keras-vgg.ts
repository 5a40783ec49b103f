import type { CatalogBase } from './catalog-base';
import {
  imageNet,
  type KerasApplication,
  type KerasFamily,
  kerasAddress,
  kerasBases,
} from './keras-application';

const family: KerasFamily = {
  family: 'VGG',
  trainedOn: imageNet,
  licence: 'CC-BY-4.0',
  attribution: [
    'VGG, Visual Geometry Group, University of Oxford, CC BY 4.0, as Keras converted it (Keras’s documentation names the licence)',
  ],
  scale: 'caffe',
};

const networks: readonly KerasApplication[] = [
  {
    name: 'vgg16',
    title: 'VGG16',
    size: 224,
    accuracy: 71.3,
    addresses: [
      `${kerasAddress}/vgg16/vgg16_weights_tf_dim_ordering_tf_kernels.h5`,
      `${kerasAddress}/vgg16/vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5`,
    ],
    hashes: ['64373286793e3c8b2b4e3219cbf3544b', '6d6bbae143d832006294945121d1f1fc'],
    params: [138_357_544, 14_714_688],
    layers: [23, 19],
  },
  {
    name: 'vgg19',
    title: 'VGG19',
    size: 224,
    accuracy: 71.3,
    addresses: [
      `${kerasAddress}/vgg19/vgg19_weights_tf_dim_ordering_tf_kernels.h5`,
      `${kerasAddress}/vgg19/vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5`,
    ],
    hashes: ['cbe5617147190e668d6c5d5026f83318', '253f8cb515780f3b799900260a226db6'],
    params: [143_667_240, 20_024_384],
    layers: [26, 22],
  },
];

/** VGG, which takes blue first; most of its weights are in its classifier. */
export const kerasVgg: readonly CatalogBase[] = kerasBases(family, networks);
