import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readBase } from '../../../../src/train/formats/read-base';
import { scratchFolder } from '../../../fixtures/scratch-folder';

/** A network of one dense layer of that name, whose weights are called as given. */
function written(layer: string, kernel: string, bias: string): string {
  const folder = path.join(scratchFolder(), 'base');
  mkdirSync(folder);
  const dense = { class_name: 'Dense', config: { name: layer, units: 1, batch_input_shape: [null, 2] } };
  const noise = { class_name: 'GaussianNoise', config: { name: 'noise', stddev: 1 } };
  const weights = [
    { name: kernel, shape: [2, 1], dtype: 'float32' },
    { name: bias, shape: [1], dtype: 'float32' },
    { name: 'other/kernel', shape: [1], dtype: 'float32' },
    { name: 'training/Adam/dense/kernel/m', shape: [2, 1], dtype: 'float32' },
  ];
  writeFileSync(path.join(folder, 'w.bin'), Buffer.from(Float32Array.from([1, 2, 3, 4, 5, 6]).buffer));
  const json = {
    modelTopology: { class_name: 'Sequential', config: { name: 's', layers: [dense, noise] } },
    weightsManifest: [{ paths: ['w.bin'], weights }],
  };
  writeFileSync(path.join(folder, 'model.json'), JSON.stringify(json));
  return path.join(folder, 'model.json');
}

it.each([
  ['dense', 'dense/kernel', 'dense/bias'],
  ['dense', 'dense/kernel:0', 'dense/bias:0'],
  ['dense', 'outer/inner/dense/kernel', 'outer/inner/dense/bias'],
  ['dense', 'dense/part/kernel', 'dense/part/bias'],
  ['block/dense', 'block/dense/kernel', 'block/dense/bias'],
  ['block/dense', 'outer/block/dense/kernel', 'outer/block/dense/bias'],
])('finds the weights of the layer %s where they are called %s', async (layer, kernel, bias) => {
  const { weights } = await readBase(written(layer, kernel, bias));
  expect([...weights].map(([name, { values }]) => [name, [...values]])).toEqual([
    [`${layer}/kernel`, [1, 2]],
    [`${layer}/bias`, [3]],
  ]);
});

it('the weights of a base may have names that are nothing but slashes, which are passed over', async () => {
  const { weights } = await readBase(written('dense', '/'.repeat(400), `dense/${'x/'.repeat(200)}bias`));
  expect(weights.size).toBe(0);
});

it('the layers of a base that are left out are named', async () => {
  const { leftOut, rewrites } = await readBase(written('dense', 'dense/kernel', 'dense/bias'));
  expect(leftOut).toEqual([{ name: 'noise', className: 'GaussianNoise' }]);
  expect(rewrites).toEqual(['"noise" (GaussianNoise) was left out: it does nothing when a network answers.']);
});

it('the weights of a layer are those with its own name, where a longer one ends alike', async () => {
  const file = written('dense', 'dense/kernel', 'dense/bias');
  const json = JSON.parse(readFileSync(file, 'utf8'));
  json.weightsManifest[0].weights.reverse();
  json.weightsManifest[0].weights[0].name = 'Adam/v/dense/kernel';
  writeFileSync(file, JSON.stringify(json));
  const { weights } = await readBase(file);
  expect([...weights].map(([name, { values }]) => [name, [...values]])).toEqual([
    ['dense/bias', [4]],
    ['dense/kernel', [5, 6]],
  ]);
});
