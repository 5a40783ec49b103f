import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TensorFlow } from '../../../../../src/train/engines/tensorflow-js/tensorflow';
import { cpuBackend } from '../../../../../src/train/engines/tensorflow-js/wasm-engine';
import { readBase } from '../../../../../src/train/formats/read-base';
import { differences } from '../../../../fixtures/keras-golden';
import { layerOfModule, mistakes } from '../../../../fixtures/pytorch-golden';
import { temporaryFolder } from '../../../disk/support/temporary-folder';

const fixtures = path.resolve(import.meta.dirname, '../../../../fixtures/pytorch-networks');
const allowed = 1e-4;

let tf: TensorFlow;

beforeAll(async () => {
  ({ tf } = await cpuBackend());
});

/** Narrow networks that PyTorch saved, by the name that says how they compute, and how many outputs are compared. */
const networks: readonly (readonly [name: string, weights: string, tensors: number])[] = [
  ['narrow-resnet', 'narrow-resnet', 6],
  ['narrow-efficientnet_b0', 'narrow-efficientnet_b0', 17],
  ['narrow-tf_efficientnet_b0', 'narrow-efficientnet_b0', 17],
  ['narrow-mobilenet_v3_small', 'narrow-mobilenet_v3_small', 18],
  ['narrow-convnext', 'narrow-convnext', 14],
  ['narrow-densenet', 'narrow-densenet', 8],
];

/** A file of these weights that is named so. */
function named(name: string, weights: string): string {
  const file = path.join(temporaryFolder(), `${name}.safetensors`);
  copyFileSync(path.join(fixtures, `${weights}.safetensors`), file);
  return file;
}

async function furthest(name: string, { topology, weights }: Awaited<ReturnType<typeof readBase>>) {
  const golden = path.join(fixtures, `${name}.golden.json`);
  const found = await differences(tf, topology, weights, golden, (module) => layerOfModule(topology, module));
  return { tensors: found.size, difference: Math.max(...found.values()) };
}

describe("weights of PyTorch give what PyTorch's network gives, at its logits and behind each block", () => {
  it.each(networks)('%s', async (name, weights, tensors) => {
    const found = await furthest(name, await readBase(named(name, weights)));
    expect(found.tensors).toBe(tensors);
    expect(found.difference).toBeLessThan(allowed);
  });
});

describe('weights of PyTorch that are read a little wrongly give something else', () => {
  it.each(
    Object.entries(mistakes).flatMap(([what, make]) =>
      what === 'flattened pixel by pixel' ? [] : [[what, make] as const],
    ),
  )('%s', async (_, make) => {
    const base = await readBase(named('narrow-resnet', 'narrow-resnet'));
    const wrong = make(base);
    expect(wrong).toBeDefined();
    const { difference } = await furthest('narrow-resnet', { ...base, ...wrong });
    expect(difference).toBeGreaterThan(10 * allowed);
  });

  it('the paddings of TensorFlow in place of those of PyTorch', async () => {
    const base = await readBase(named('narrow-tf_efficientnet_b0', 'narrow-efficientnet_b0'));
    expect((await furthest('narrow-efficientnet_b0', base)).difference).toBeGreaterThan(10 * allowed);
  });
});

it('says of its pictures how large they usually are, and not how they are scaled', async () => {
  const { says } = await readBase(named('narrow-resnet', 'narrow-resnet'));
  expect(says).toEqual({ input: { size: [224, 224] } });
});
