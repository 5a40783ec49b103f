import type { CatalogBase } from './catalog-base';
import { imageNet, type KerasApplication, type KerasFamily, kerasBases } from './keras-application';

const family: KerasFamily = {
  family: 'EfficientNet',
  trainedOn: imageNet,
  licence: 'Apache-2.0',
  attribution: [
    'EfficientNet, Google LLC, as Keras converted it from tensorflow/tpu, which is under Apache-2.0',
  ],
  scale: '0..255',
};

const networks: readonly KerasApplication[] = [
  {
    name: 'efficientnet-b0',
    title: 'EfficientNet-B0',
    size: 224,
    accuracy: 77.1,
    addresses: [
      'https://storage.googleapis.com/keras-applications/efficientnetb0.h5',
      'https://storage.googleapis.com/keras-applications/efficientnetb0_notop.h5',
    ],
    hashes: ['902e53a9f72be733fc0bcb005b3ebbac', '50bc09e76180e00e4465e1a485ddc09d'],
    params: [5_330_571, 4_049_571],
    layers: [241, 238],
  },
  {
    name: 'efficientnet-b1',
    title: 'EfficientNet-B1',
    size: 240,
    accuracy: 79.1,
    addresses: [
      'https://storage.googleapis.com/keras-applications/efficientnetb1.h5',
      'https://storage.googleapis.com/keras-applications/efficientnetb1_notop.h5',
    ],
    hashes: ['1d254153d4ab51201f1646940f018540', '74c4e6b3e1f6a1eea24c589628592432'],
    params: [7_856_239, 6_575_239],
    layers: [343, 340],
  },
  {
    name: 'efficientnet-b2',
    title: 'EfficientNet-B2',
    size: 260,
    accuracy: 80.1,
    addresses: [
      'https://storage.googleapis.com/keras-applications/efficientnetb2.h5',
      'https://storage.googleapis.com/keras-applications/efficientnetb2_notop.h5',
    ],
    hashes: ['b15cce36ff4dcbd00b6dd88e7857a6ad', '111f8e2ac8aa800a7a99e3239f7bfb39'],
    params: [9_177_569, 7_768_569],
    layers: [343, 340],
  },
  {
    name: 'efficientnet-b3',
    title: 'EfficientNet-B3',
    size: 300,
    accuracy: 81.6,
    addresses: [
      'https://storage.googleapis.com/keras-applications/efficientnetb3.h5',
      'https://storage.googleapis.com/keras-applications/efficientnetb3_notop.h5',
    ],
    hashes: ['ffd1fdc53d0ce67064dc6a9c7960ede0', 'af6d107764bb5b1abb91932881670226'],
    params: [12_320_535, 10_783_535],
    layers: [388, 385],
  },
  {
    name: 'efficientnet-b4',
    title: 'EfficientNet-B4',
    size: 380,
    accuracy: 82.9,
    addresses: [
      'https://storage.googleapis.com/keras-applications/efficientnetb4.h5',
      'https://storage.googleapis.com/keras-applications/efficientnetb4_notop.h5',
    ],
    hashes: ['18c95ad55216b8f92d7e70b3a046e2fc', 'ebc24e6d6c33eaebbd558eafbeedf1ba'],
    params: [19_466_823, 17_673_823],
    layers: [478, 475],
  },
  {
    name: 'efficientnet-b5',
    title: 'EfficientNet-B5',
    size: 456,
    accuracy: 83.6,
    addresses: [
      'https://storage.googleapis.com/keras-applications/efficientnetb5.h5',
      'https://storage.googleapis.com/keras-applications/efficientnetb5_notop.h5',
    ],
    hashes: ['ace28f2a6363774853a83a0b21b9421a', '38879255a25d3c92d5e44e04ae6cec6f'],
    params: [30_562_527, 28_513_527],
    layers: [580, 577],
  },
  {
    name: 'efficientnet-b6',
    title: 'EfficientNet-B6',
    size: 528,
    accuracy: 84.0,
    addresses: [
      'https://storage.googleapis.com/keras-applications/efficientnetb6.h5',
      'https://storage.googleapis.com/keras-applications/efficientnetb6_notop.h5',
    ],
    hashes: ['165f6e37dce68623721b423839de8be5', '9ecce42647a20130c1f39a5d4cb75743'],
    params: [43_265_143, 40_960_143],
    layers: [670, 667],
  },
  {
    name: 'efficientnet-b7',
    title: 'EfficientNet-B7',
    size: 600,
    accuracy: 84.3,
    addresses: [
      'https://storage.googleapis.com/keras-applications/efficientnetb7.h5',
      'https://storage.googleapis.com/keras-applications/efficientnetb7_notop.h5',
    ],
    hashes: ['8c03f828fec3ef71311cd463b6759d99', 'cbcfe4450ddf6f3ad90b1b398090fe4a'],
    params: [66_658_687, 64_097_687],
    layers: [817, 814],
  },
];

/** EfficientNet, which rescales pixels by itself. */
export const kerasEfficientNet: readonly CatalogBase[] = kerasBases(family, networks);
