import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CatalogBase } from '../src/catalog/catalog-base';
import { packageOf } from '../src/launch/bases/fetch-published';

/**
 * Writes the npm package of a base into `target`: data alone, nothing that runs.
 *
 * @param files the folder that the base was fetched into
 */
export async function writeBasePackage(base: CatalogBase, files: string, target: string): Promise<void> {
  await mkdir(target, { recursive: true });
  for (const name of ['model.json', 'group1-shard1of1.bin'])
    await cp(path.join(files, name), path.join(target, name));
  await writeFile(path.join(target, 'README.md'), await readFile(path.join(files, 'CARD.md')));
  await cp(path.resolve(import.meta.dirname, '../LICENSE'), path.join(target, 'LICENSE'));
  const manifest = {
    ...packageOf(base),
    description: `${base.title}, trained on ${base.trainedOn}: a base model as a TensorFlow.js LayersModel`,
    license: base.licence,
    contributors: base.attribution,
    files: ['*.json', '*.bin', 'README.md', 'LICENSE'],
    keywords: ['tensorflowjs', 'layers-model', 'pretrained', 'transfer-learning'],
  };
  await writeFile(path.join(target, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
}
