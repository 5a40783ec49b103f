import type { CatalogBase } from './catalog-base';
import {
  imageNet,
  type KerasApplication,
  type KerasFamily,
  kerasAddress,
  kerasBases,
} from './keras-application';

const family: KerasFamily = {
  family: 'MobileNet V3',
  trainedOn: imageNet,
  licence: 'Apache-2.0',
  attribution: [
    'MobileNetV3, Google LLC, as Keras converted it from TensorFlow’s models, which are under Apache-2.0',
  ],
  scale: '0..255',
};

const networks: readonly KerasApplication[] = [
  {
    name: 'mobilenet-v3-small-minimalistic',
    title: 'MobileNetV3 Small, minimalistic',
    size: 224,
    accuracy: 61.9,
    accuracyBy: 'as its authors report',
    addresses: [
      `${kerasAddress}/mobilenet_v3/weights_mobilenet_v3_small_minimalistic_224_1.0_float.h5`,
      `${kerasAddress}/mobilenet_v3/weights_mobilenet_v3_small_minimalistic_224_1.0_float_no_top_v2.h5`,
    ],
    hashes: ['99cd97fb2fcdad2bf028eb838de69e37', 'cde8136e733e811080d9fcd8a252f7e4'],
    params: [2_056_848, 441_000],
    layers: [110, 103],
  },
  {
    name: 'mobilenet-v3-small-0.75',
    title: 'MobileNetV3 Small 0.75',
    size: 224,
    accuracy: 65.4,
    accuracyBy: 'as its authors report',
    addresses: [
      `${kerasAddress}/mobilenet_v3/weights_mobilenet_v3_small_224_0.75_float.h5`,
      `${kerasAddress}/mobilenet_v3/weights_mobilenet_v3_small_224_0.75_float_no_top_v2.h5`,
    ],
    hashes: ['cb65d4e5be93758266aa0a7f2c6708b7', 'ebdb5cc8e0b497cd13a7c275d475c819'],
    params: [2_051_552, 583_160],
    layers: [239, 229],
  },
  {
    name: 'mobilenet-v3-small',
    title: 'MobileNetV3 Small',
    size: 224,
    accuracy: 68.1,
    accuracyBy: 'as its authors report',
    addresses: [
      `${kerasAddress}/mobilenet_v3/weights_mobilenet_v3_small_224_1.0_float.h5`,
      `${kerasAddress}/mobilenet_v3/weights_mobilenet_v3_small_224_1.0_float_no_top_v2.h5`,
    ],
    hashes: ['8768d4c2e7dee89b9d02b2d03d65d862', 'd3e8ec802a04aa4fc771ee12a9a9b836'],
    params: [2_554_968, 939_120],
    layers: [239, 229],
  },
  {
    name: 'mobilenet-v3-large-minimalistic',
    title: 'MobileNetV3 Large, minimalistic',
    size: 224,
    accuracy: 72.3,
    accuracyBy: 'as its authors report',
    addresses: [
      `${kerasAddress}/mobilenet_v3/weights_mobilenet_v3_large_minimalistic_224_1.0_float.h5`,
      `${kerasAddress}/mobilenet_v3/weights_mobilenet_v3_large_minimalistic_224_1.0_float_no_top_v2.h5`,
    ],
    hashes: ['675e7b876c45c57e9e63e6d90a36599c', 'ec5221f64a2f6d1ef965a614bdae7973'],
    params: [3_948_688, 1_437_608],
    layers: [146, 139],
  },
  {
    name: 'mobilenet-v3-large-0.75',
    title: 'MobileNetV3 Large 0.75',
    size: 224,
    accuracy: 73.3,
    accuracyBy: 'as its authors report',
    addresses: [
      `${kerasAddress}/mobilenet_v3/weights_mobilenet_v3_large_224_0.75_float.h5`,
      `${kerasAddress}/mobilenet_v3/weights_mobilenet_v3_large_224_0.75_float_no_top_v2.h5`,
    ],
    hashes: ['765b44a33ad4005b3ac83185abf1d0eb', '40af19a13ebea4e2ee0c676887f69a2e'],
    params: [4_012_616, 1_808_736],
    layers: [273, 263],
  },
  {
    name: 'mobilenet-v3-large',
    title: 'MobileNetV3 Large',
    size: 224,
    accuracy: 75.6,
    accuracyBy: 'as its authors report',
    addresses: [
      `${kerasAddress}/mobilenet_v3/weights_mobilenet_v3_large_224_1.0_float.h5`,
      `${kerasAddress}/mobilenet_v3/weights_mobilenet_v3_large_224_1.0_float_no_top_v2.h5`,
    ],
    hashes: ['59e551e166be033d707958cf9e29a6a7', '07fb09a5933dd0c8eaafa16978110389'],
    params: [5_507_432, 2_996_352],
    layers: [273, 263],
  },
];

/** MobileNetV3, which rescales pixels by itself. */
export const kerasMobileNetV3: readonly CatalogBase[] = kerasBases(family, networks);
