import type { CatalogBase } from './catalog-base';
import {
  imageNet,
  type KerasApplication,
  type KerasFamily,
  kerasAddress,
  kerasBases,
} from './keras-application';

const family: KerasFamily = {
  family: 'NASNet',
  trainedOn: imageNet,
  licence: 'Apache-2.0',
  attribution: [
    'NASNet, Google LLC, Apache-2.0, as Keras converted it (Keras’s documentation names the licence)',
  ],
  scale: '-1..1',
};

const networks: readonly KerasApplication[] = [
  {
    name: 'nasnet-mobile',
    title: 'NASNet Mobile',
    size: 224,
    accuracy: 74.4,
    addresses: [`${kerasAddress}/nasnet/NASNet-mobile.h5`, `${kerasAddress}/nasnet/NASNet-mobile-no-top.h5`],
    hashes: ['020fb642bf7360b370c678b08e0adf61', '1ed92395b5b598bdda52abe5c0dbfd63'],
    params: [5_326_716, 4_269_716],
    layers: [771, 769],
  },
  {
    name: 'nasnet-large',
    title: 'NASNet Large',
    size: 331,
    accuracy: 82.5,
    addresses: [`${kerasAddress}/nasnet/NASNet-large.h5`, `${kerasAddress}/nasnet/NASNet-large-no-top.h5`],
    hashes: ['11577c9a518f0070763c2b964a382f17', 'd81d89dc07e6e56530c4e77faddd61b5'],
    params: [88_949_818, 84_916_818],
    layers: [1041, 1039],
  },
];

/** NASNet. */
export const kerasNasNet: readonly CatalogBase[] = kerasBases(family, networks);
