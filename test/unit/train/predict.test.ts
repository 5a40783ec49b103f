import { writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
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
  expect(await predictOne(network, { input, classes: ['a', 'b'] }, file)).toMatchObject({
    label: 'b',
    concern: expect.stringContaining('the network sees it nearly black'),
  });
  writeFileSync(file, tiffFile({ width: 4, height: 4, bits: 16, tags: [[281, 3, [4095]]] }, values));
  expect(await predictOne(network, { input, classes: ['a', 'b'] }, file)).not.toHaveProperty('concern');
});

it('a prediction says whether it is weak, where the model knows when, and brings a small picture if asked for', async () => {
  const file = path.join(scratchFolder(), 'grey.tif');
  writeFileSync(file, tiffFile({ width: 40, height: 20, bits: 8 }, Array(800).fill(200)));
  const model = { input, classes: ['a', 'b'] };
  const plain = await predictOne(network, model, file);
  expect(plain).not.toHaveProperty('weak');
  expect(plain).not.toHaveProperty('picture');
  expect(await predictOne(network, { ...model, weakBelow: 0.75 }, file)).toMatchObject({ weak: false });
  const weak = await predictOne(network, { ...model, weakBelow: 0.8 }, file, 10);
  expect(weak).toMatchObject({ label: 'b', probability: 0.75, weak: true, weakBelow: 0.8 });
  const [, base64 = ''] =
    /^data:image\/jpeg;base64,(.+)$/.exec('picture' in weak ? (weak.picture ?? '') : '') ?? [];
  expect(await sharp(Buffer.from(base64, 'base64')).metadata()).toMatchObject({ width: 10, height: 5 });
});

it("only an image's own faults are its error: what the engine throws is thrown on", async () => {
  const folder = scratchFolder();
  const broken = {
    outputs: () => {
      throw new Error('no kernel');
    },
  } as unknown as NetworkOnPixels;
  const missing = path.join(folder, 'none.png');
  expect(await predictOne(broken, { input, classes: ['a'] }, missing)).toMatchObject({
    error: expect.stringContaining('not there'),
  });
  const file = path.join(folder, 'a.tif');
  writeFileSync(file, tiffFile({ width: 1, height: 1, bits: 8 }, [200]));
  await expect(predictOne(broken, { input, classes: ['a'] }, file)).rejects.toThrow('no kernel');
});
