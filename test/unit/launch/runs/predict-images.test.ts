import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { webAssembly } from '../../../../src/launch/engine/engine-choice';
import { predictImages } from '../../../../src/launch/runs/predict-images';
import type { Prediction } from '../../../../src/shared/prediction';
import { scratchFolder } from '../../../fixtures/scratch-folder';

const node = { path: process.execPath, version: process.versions.node, environment: {} };

async function predicted(program: string, images: readonly string[]): Promise<readonly Prediction[]> {
  const root = scratchFolder();
  mkdirSync(path.join(root, 'dist'));
  writeFileSync(path.join(root, 'dist', 'predict.js'), program);
  const launch = { installation: { root, bundles: path.join(root, 'dist') }, node, engine: webAssembly };
  const predictions: Prediction[] = [];
  const onPrediction = (prediction: Prediction) => predictions.push(prediction);
  await predictImages('run', images, launch, { onPrediction });
  return predictions;
}

const echo = `for (const file of JSON.parse(require('fs').readFileSync(0, 'utf8')))
  console.log(JSON.stringify({ file, label: 'cat', probability: 1, probabilities: { cat: 1 } }))`;

describe('predictions', () => {
  it('come one for each image, in order, also for more than arguments can take', async () => {
    const images = Array.from({ length: 30_000 }, (_, index) => `folder with spaces/picture "${index}".png`);
    const predictions = await predicted(echo, images);
    expect(predictions.map(({ file }) => file)).toEqual(images);
  });

  it('are found among whatever else is printed', async () => {
    const program = `console.log('a library says'); console.log('{"half'); console.log('null'); console.log('7'); ${echo}`;
    expect((await predicted(program, ['a', 'b'])).map(({ file }) => file)).toEqual(['a', 'b']);
  });

  it('may be errors', async () => {
    const program = "console.log(JSON.stringify({ file: 'a', error: 'It is empty.' }))";
    expect(await predicted(program, ['a'])).toEqual([{ file: 'a', error: 'It is empty.' }]);
  });

  it.each([
    ["console.error('The model is damaged.'); process.exit(1)", 'The model is damaged.'],
    ['console.log(\'{"file":"a","label":"x"}\'); process.kill(process.pid, \'SIGKILL\')', 'was killed'],
    ['', 'ended with status 0'],
  ])('fail with the reason: %s', async (program, reason) => {
    const failing = predicted(program, ['a', 'b']);
    await expect(failing).rejects.toMatchObject({ code: 'prediction-failed' });
    await expect(failing).rejects.toThrow(reason);
  });
});
