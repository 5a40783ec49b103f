import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { PlanInput } from '../../../src/design/plan';
import type { NetworkOnPixels } from '../../../src/train/images/network-on-pixels';
import { predictOne } from '../../../src/train/predict';
import { scratchFolder } from '../../fixtures/scratch-folder';
import { tiffFile } from '../../fixtures/tiff-file';

const input = { size: [4, 4], resize: 'stretch' } as unknown as PlanInput;
const network = { outputs: () => Float32Array.of(0.25, 0.75) } as unknown as NetworkOnPixels;

it('a prediction says of an image that it was hardly seen', async () => {
  const file = path.join(scratchFolder(), 'twelve.tif');
  const values = Array.from({ length: 16 }, (_, index) => index * 250);
  writeFileSync(file, tiffFile({ width: 4, height: 4, bits: 16 }, values));
  expect(await predictOne(network, input, ['a', 'b'], file)).toMatchObject({
    label: 'b',
    concern: expect.stringContaining('the network sees it nearly black'),
  });
  writeFileSync(file, tiffFile({ width: 4, height: 4, bits: 16, tags: [[281, 3, [4095]]] }, values));
  expect(await predictOne(network, input, ['a', 'b'], file)).not.toHaveProperty('concern');
});

it("only an image's own faults are its error: what the engine throws is thrown on", async () => {
  const folder = scratchFolder();
  const broken = {
    outputs: () => {
      throw new Error('no kernel');
    },
  } as unknown as NetworkOnPixels;
  const missing = path.join(folder, 'none.png');
  expect(await predictOne(broken, input, ['a'], missing)).toMatchObject({
    error: expect.stringContaining('not there'),
  });
  const file = path.join(folder, 'a.tif');
  writeFileSync(file, tiffFile({ width: 1, height: 1, bits: 8 }, [200]));
  await expect(predictOne(broken, input, ['a'], file)).rejects.toThrow('no kernel');
});
