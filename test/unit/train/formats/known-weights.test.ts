import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { openBase } from '../../../../src/train/formats/read-base';
import { lite0File } from '../../../fixtures/lite0-file';
import { temporaryFolder } from '../../disk/support/temporary-folder';

it('a checkpoint of a network of the catalog is a base with the layers and input of that network', async () => {
  const file = path.join(temporaryFolder(), 'best.pth');
  writeFileSync(file, lite0File());
  const { topology, weights, says } = await openBase(file);
  expect(topology.layers.length).toBeGreaterThan(100);
  expect(says).toEqual({ input: { size: [224, 224] } });
  const kernel = [...weights].find(([name]) => name.endsWith('/kernel'))?.[1];
  expect(new Set(await kernel?.read())).toEqual(new Set([0.5]));
});
