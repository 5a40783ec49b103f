import type { Architecture } from './architecture';
import { convNeXt } from './convnext';
import { denseNet } from './densenet';
import { efficientNet } from './efficientnet';
import { inceptionV3 } from './inception-v3';
import { mobileNetV2 } from './mobilenet-v2';
import { mobileNetV3 } from './mobilenet-v3';
import { mobileNetV4 } from './mobilenet-v4';
import { resNet } from './resnet';
import { vgg } from './vgg';

/** What weights by PyTorch's names may be of. Several fit where names and shapes are the same and the arithmetic is not. */
export const architectures: readonly Architecture[] = [
  resNet,
  mobileNetV2,
  ...mobileNetV3,
  ...efficientNet,
  ...vgg,
  denseNet,
  inceptionV3,
  convNeXt,
  mobileNetV4,
];
