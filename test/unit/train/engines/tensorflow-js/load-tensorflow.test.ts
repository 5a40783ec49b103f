import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tfjsNodeEngines } from '../../../../../src/train/engines/tensorflow-js/load-tensorflow';
import { inputLayer } from '../../../../../src/train/network/topology';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tfjs '));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const enginesIn = (place: string) => tfjsNodeEngines({ TRANSFER_DESIGNER_TFJS_NODE: place });

describe('tfjs-node', () => {
  it('is not loaded before it computes, and says then that it does not load', async () => {
    const place = path.join(folder, 'broken');
    await mkdir(place);
    await writeFile(path.join(place, 'package.json'), '{ "version": "4.9.9" }');
    await writeFile(path.join(place, 'index.js'), 'throw new Error("no such library");');
    const engines = await enginesIn(place);
    expect(engines.map(({ name }) => name)).toEqual(['tfjs-node 4.9.9 as one graph', 'tfjs-node 4.9.9']);
    const network = { name: 'prefix', layers: [inputLayer('picture', [8, 8, 3])] };
    await expect(engines[1]?.network(network, new Map())).rejects.toMatchObject({
      code: 'engine',
      message: expect.stringContaining('no such library'),
    });
  });

  it('begins a network by the seed alone, whether it was loaded before or not', async () => {
    const place = path.join(folder, 'drawing');
    await mkdir(place);
    await writeFile(path.join(place, 'package.json'), '{ "version": "4.9.9" }');
    // As the library itself does while it loads.
    const plain = JSON.stringify(require.resolve('@tensorflow/tfjs'));
    await writeFile(path.join(place, 'index.js'), `Math.random(); module.exports = require(${plain});`);
    const engine = (await enginesIn(place)).find((one) => 'initialWeights' in one);
    const head = { name: 'head', className: 'Dense', config: { units: 3 }, inbound: ['features'] };
    const network = { name: 'head', layers: [inputLayer('features', [4]), head] };
    const first = await engine?.initialWeights(network, [7, 'pretrained']);
    expect(first?.get('head/kernel')?.values).toHaveLength(12);
    expect(await engine?.initialWeights(network, [7, 'pretrained'])).toEqual(first);
  });

  it('is missed at once where it is not', async () => {
    await expect(enginesIn(path.join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'engine' });
  });
});
