import type { CatalogBase } from './catalog-base';
import {
  imageNet,
  type KerasApplication,
  type KerasFamily,
  kerasAddress,
  kerasBases,
} from './keras-application';

const family: KerasFamily = {
  family: 'ConvNeXt',
  trainedOn: imageNet,
  licence: 'MIT',
  attribution: [
    'ConvNeXt, Facebook AI Research, as Keras converted it from facebookresearch/ConvNeXt, which is under MIT',
  ],
  scale: '0..255',
};

const networks: readonly KerasApplication[] = [
  {
    name: 'convnext-tiny',
    title: 'ConvNeXt Tiny',
    size: 224,
    accuracy: 81.3,
    addresses: [
      `${kerasAddress}/convnext/convnext_tiny.h5`,
      `${kerasAddress}/convnext/convnext_tiny_notop.h5`,
    ],
    hashes: [
      '8ae6e78ce2933352b1ef4008e6dd2f17bc40771563877d156bc6426c7cf503ff',
      'd547c096cabd03329d7be5562c5e14798aa39ed24b474157cef5e85ab9e49ef1',
    ],
    params: [28_589_128, 27_820_128],
    layers: [153, 151],
  },
  {
    name: 'convnext-small',
    title: 'ConvNeXt Small',
    size: 224,
    accuracy: 82.3,
    addresses: [
      `${kerasAddress}/convnext/convnext_small.h5`,
      `${kerasAddress}/convnext/convnext_small_notop.h5`,
    ],
    hashes: [
      'ce1277d8f1ee5a0ef0e171469089c18f5233860ceaf9b168049cb9263fd7483c',
      '6fc8009faa2f00c1c1dfce59feea9b0745eb260a7dd11bee65c8e20843da6eab',
    ],
    params: [50_223_688, 49_454_688],
    layers: [297, 295],
  },
  {
    name: 'convnext-base',
    title: 'ConvNeXt Base',
    size: 224,
    accuracy: 85.3,
    addresses: [
      `${kerasAddress}/convnext/convnext_base.h5`,
      `${kerasAddress}/convnext/convnext_base_notop.h5`,
    ],
    hashes: [
      '52cbb006d3dadd03f6e095a8ca1aca47aecdd75acb4bc74bce1f5c695d0086e6',
      '40a20c5548a5e9202f69735ecc06c990e6b7c9d2de39f0361e27baeb24cb7c45',
    ],
    params: [88_591_464, 87_566_464],
    layers: [297, 295],
  },
  {
    name: 'convnext-large',
    title: 'ConvNeXt Large',
    size: 224,
    accuracy: 86.3,
    addresses: [
      `${kerasAddress}/convnext/convnext_large.h5`,
      `${kerasAddress}/convnext/convnext_large_notop.h5`,
    ],
    hashes: [
      '070c5ed9ed289581e477741d3b34beffa920db8cf590899d6d2c67fba2a198a6',
      '96f02b6f0753d4f543261bc9d09bed650f24dd6bc02ddde3066135b63d23a1cd',
    ],
    params: [197_767_336, 196_230_336],
    layers: [297, 295],
  },
];

/** ConvNeXt, which rescales pixels by itself. */
export const kerasConvNeXt: readonly CatalogBase[] = kerasBases(family, networks);
