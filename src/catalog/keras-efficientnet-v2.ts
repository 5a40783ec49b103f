import type { CatalogBase } from './catalog-base';
import {
  imageNet,
  type KerasApplication,
  type KerasFamily,
  kerasAddress,
  kerasBases,
} from './keras-application';

const family: KerasFamily = {
  family: 'EfficientNet V2',
  trainedOn: imageNet,
  licence: 'Apache-2.0',
  attribution: [
    'EfficientNetV2, Google LLC, as Keras converted it from google/automl, which is under Apache-2.0',
  ],
  scale: '0..255',
};

const networks: readonly KerasApplication[] = [
  {
    name: 'efficientnet-v2-b0',
    title: 'EfficientNetV2-B0',
    size: 224,
    accuracy: 78.7,
    addresses: [
      `${kerasAddress}/efficientnet_v2/efficientnetv2-b0.h5`,
      `${kerasAddress}/efficientnet_v2/efficientnetv2-b0_notop.h5`,
    ],
    hashes: ['21ecbf6da12460d5c40bb2f29ceb2188', '893217f2bb855e2983157299931e43ff'],
    params: [7_200_312, 5_919_312],
    layers: [273, 270],
  },
  {
    name: 'efficientnet-v2-b1',
    title: 'EfficientNetV2-B1',
    size: 240,
    accuracy: 79.8,
    addresses: [
      `${kerasAddress}/efficientnet_v2/efficientnetv2-b1.h5`,
      `${kerasAddress}/efficientnet_v2/efficientnetv2-b1_notop.h5`,
    ],
    hashes: ['069f0534ff22adf035c89e2d9547a9dc', '0e80663031ca32d657f9caa404b6ec37'],
    params: [8_212_124, 6_931_124],
    layers: [337, 334],
  },
  {
    name: 'efficientnet-v2-b2',
    title: 'EfficientNetV2-B2',
    size: 260,
    accuracy: 80.5,
    addresses: [
      `${kerasAddress}/efficientnet_v2/efficientnetv2-b2.h5`,
      `${kerasAddress}/efficientnet_v2/efficientnetv2-b2_notop.h5`,
    ],
    hashes: ['424e49f28180edbde1e94797771950a7', '1dfe2e7a5d45b6632553a8961ea609eb'],
    params: [10_178_374, 8_769_374],
    layers: [352, 349],
  },
  {
    name: 'efficientnet-v2-b3',
    title: 'EfficientNetV2-B3',
    size: 300,
    accuracy: 82.0,
    addresses: [
      `${kerasAddress}/efficientnet_v2/efficientnetv2-b3.h5`,
      `${kerasAddress}/efficientnet_v2/efficientnetv2-b3_notop.h5`,
    ],
    hashes: ['1f1fc43bd98a6e4fd8fdfd551e02c7a0', 'f6abf7b5849ac99a89b50dd3fd532856'],
    params: [14_467_622, 12_930_622],
    layers: [412, 409],
  },
  {
    name: 'efficientnet-v2-s',
    title: 'EfficientNetV2-S',
    size: 384,
    accuracy: 83.9,
    addresses: [
      `${kerasAddress}/efficientnet_v2/efficientnetv2-s.h5`,
      `${kerasAddress}/efficientnet_v2/efficientnetv2-s_notop.h5`,
    ],
    hashes: ['e1d88a8495beba45748fedd0cecbe016', 'af0682fb74e8c54910f2d4393339c070'],
    params: [21_612_360, 20_331_360],
    layers: [516, 513],
  },
  {
    name: 'efficientnet-v2-m',
    title: 'EfficientNetV2-M',
    size: 480,
    accuracy: 85.3,
    addresses: [
      `${kerasAddress}/efficientnet_v2/efficientnetv2-m.h5`,
      `${kerasAddress}/efficientnet_v2/efficientnetv2-m_notop.h5`,
    ],
    hashes: ['a3bf6aa3276309f4fc6a34aa114c95cd', '1b8dc055df72dde80d614482840fe342'],
    params: [54_431_388, 53_150_388],
    layers: [743, 740],
  },
  {
    name: 'efficientnet-v2-l',
    title: 'EfficientNetV2-L',
    size: 480,
    accuracy: 85.7,
    addresses: [
      `${kerasAddress}/efficientnet_v2/efficientnetv2-l.h5`,
      `${kerasAddress}/efficientnet_v2/efficientnetv2-l_notop.h5`,
    ],
    hashes: ['27e6d408b53c7ebc868fefa357689935', 'b0b66b5c863aef5b46e8608fe1711615'],
    params: [119_027_848, 117_746_848],
    layers: [1031, 1028],
  },
];

/** EfficientNetV2, which rescales pixels by itself. */
export const kerasEfficientNetV2: readonly CatalogBase[] = kerasBases(family, networks);
