import type { CatalogBase } from './catalog-base';
import { efficientNetLite0 } from './efficientnet-lite0';
import { efficientNetLite1 } from './efficientnet-lite1';
import { efficientNetLite2 } from './efficientnet-lite2';

/** The published bases that `base:` can name, each in a file of its own. They are fetched once for all projects. */
export const catalog: readonly CatalogBase[] = [efficientNetLite0, efficientNetLite1, efficientNetLite2];

/** The published base of that name, if it is one. */
export function catalogBase(name: string): CatalogBase | undefined {
  return catalog.find((base) => base.name === name);
}
