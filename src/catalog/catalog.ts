import type { CatalogBase } from './catalog-base';
import { efficientNetLite0 } from './efficientnet-lite0';
import { efficientNetLite1 } from './efficientnet-lite1';
import { efficientNetLite2 } from './efficientnet-lite2';
import { convNeXt } from './keras-convnext';
import { denseNet } from './keras-densenet';
import { efficientNet } from './keras-efficientnet';
import { efficientNetV2 } from './keras-efficientnet-v2';
import { inception } from './keras-inception';
import { mobileNetV1 } from './keras-mobilenet-v1';
import { mobileNetV2 } from './keras-mobilenet-v2';
import { mobileNetV3 } from './keras-mobilenet-v3';
import { nasNet } from './keras-nasnet';
import { resNet } from './keras-resnet';
import { resNetV2 } from './keras-resnet-v2';
import { vgg } from './keras-vgg';
import { xception } from './keras-xception';

/**
 * The published bases that `base:` can name, each or each family in a file of its own, small ones first. They are fetched
 * once for all projects.
 */
export const catalog: readonly CatalogBase[] = [
  ...[efficientNetLite0, efficientNetLite1, efficientNetLite2],
  ...mobileNetV2,
  ...mobileNetV3,
  ...mobileNetV1,
  ...efficientNet,
  ...efficientNetV2,
  ...nasNet,
  ...denseNet,
  ...resNet,
  ...resNetV2,
  ...inception,
  ...xception,
  ...convNeXt,
  ...vgg,
];

const byName: ReadonlyMap<string, CatalogBase> = new Map(catalog.map((base) => [base.name, base]));

/** The published base of that name, if it is one. */
export function catalogBase(name: string): CatalogBase | undefined {
  return byName.get(name);
}
