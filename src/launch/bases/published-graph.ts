import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { CatalogBase } from '../../catalog/catalog-base';
import type { LayerGraph } from '../../design/layer-graph';
import type { Installation } from '../programs/installation';

/** The file in which the layers of a published base come along, so that it can be planned before it is fetched. */
export function publishedGraphFile({ name }: Pick<CatalogBase, 'name'>, installation: Installation): string {
  return path.join(installation.root, 'models', `${name}.layers.json`);
}

/** The layers of a published base; undefined where they did not come along. */
export async function publishedGraph(
  base: CatalogBase,
  installation: Installation,
): Promise<LayerGraph | undefined> {
  const text = await readFile(publishedGraphFile(base, installation), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as LayerGraph);
}
