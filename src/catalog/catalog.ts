import type { CatalogBase } from './catalog-base';
import { efficientNetLite0 } from './efficientnet-lite0';
import { efficientNetLite1 } from './efficientnet-lite1';
import { efficientNetLite2 } from './efficientnet-lite2';
import { kerasConvNeXt } from './keras-convnext';
import { kerasDenseNet } from './keras-densenet';
import { kerasEfficientNet } from './keras-efficientnet';
import { kerasEfficientNetV2 } from './keras-efficientnet-v2';
import { kerasInception } from './keras-inception';
import { kerasMobileNetV1 } from './keras-mobilenet-v1';
import { kerasMobileNetV2 } from './keras-mobilenet-v2';
import { kerasMobileNetV3 } from './keras-mobilenet-v3';
import { kerasNasNet } from './keras-nasnet';
import { kerasResNet } from './keras-resnet';
import { kerasResNetV2 } from './keras-resnet-v2';
import { kerasVgg } from './keras-vgg';
import { kerasXception } from './keras-xception';

/**
 * The published bases that `base:` can name, each or each family in a file of its own, small ones first. They are fetched
 * once for all projects.
 */
export const catalog: readonly CatalogBase[] = [
  ...[efficientNetLite0, efficientNetLite1, efficientNetLite2],
  ...kerasMobileNetV2,
  ...kerasMobileNetV3,
  ...kerasMobileNetV1,
  ...kerasEfficientNet,
  ...kerasEfficientNetV2,
  ...kerasNasNet,
  ...kerasDenseNet,
  ...kerasResNet,
  ...kerasResNetV2,
  ...kerasInception,
  ...kerasXception,
  ...kerasConvNeXt,
  ...kerasVgg,
];

const byName: ReadonlyMap<string, CatalogBase> = new Map(catalog.map((base) => [base.name, base]));

/** The published base of that name, if it is one. */
export function catalogBase(name: string): CatalogBase | undefined {
  return byName.get(name);
}
