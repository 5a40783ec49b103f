import { describe, expect, it } from 'vitest';
import { catalog } from '../../../src/catalog/catalog';
import imagenet from '../../../src/catalog/imagenet-classes.json';
import { placedWeights, writeLayersModel } from '../../../src/catalog/layers-model';
import type { NamedLayer } from '../../../src/catalog/named-layers';

describe('the catalog', () => {
  it('has a name once, of letters that a file may name it by', () => {
    const names = catalog.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  it('names 1,000 classes of ImageNet, each once', () => {
    expect(imagenet).toHaveLength(1000);
    expect(new Set(imagenet).size).toBe(1000);
  });

  describe.each(catalog)('$name', ({ layers, params, input, wheel, fingerprint }) => {
    it('has as many weights as its card says', () => {
      const sizes = layers().flatMap(({ weights }) => weights.map(({ shape }) => product(shape)));
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(params);
    });

    it('is a chain of layers that stand after what they take', () => {
      const seen = new Set<string>();
      for (const { name, inbound } of layers()) {
        expect(inbound.filter((before) => !seen.has(before))).toEqual([]);
        expect(seen).not.toContain(name);
        seen.add(name);
      }
    });

    it('takes each tensor of its source once', () => {
      const weights = layers().flatMap((layer) => layer.weights);
      expect(new Set(weights.map(({ source }) => source)).size).toBe(weights.length);
    });

    it('takes pictures of the size that its card says', () => {
      expect(layers()[0]?.config).toMatchObject({ batch_input_shape: [null, ...input.size, 3] });
    });

    it('is pinned by hashes, at its source and as it is made', () => {
      expect(wheel.sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
    });
  });
});

describe('a LayersModel of named layers', () => {
  const layers: readonly NamedLayer[] = [
    {
      name: 'in',
      className: 'InputLayer',
      config: { batch_input_shape: [null, 2] },
      inbound: [],
      weights: [],
    },
    {
      name: 'dense',
      className: 'Dense',
      config: { units: 3 },
      inbound: ['in'],
      weights: [{ name: 'kernel', shape: [2, 3], source: 'fc.weight', axes: [1, 0] }],
    },
  ];
  const tensor = (shape: readonly number[]) => ({
    shape,
    values: () => Float32Array.from({ length: product(shape) }, (_, index) => index),
  });

  it('has the weights of its source with their axes exchanged', () => {
    const weights = placedWeights(layers, new Map([['fc.weight', tensor([3, 2])]])) ?? [];
    const { shard } = writeLayersModel('small', layers, weights, {});
    expect([...new Float32Array(new Uint8Array(shard.bytes).buffer)]).toEqual([0, 2, 4, 1, 3, 5]);
  });

  it('is not made where the source lacks a weight or has it in another shape', () => {
    expect(placedWeights(layers, new Map())).toBeUndefined();
    expect(placedWeights(layers, new Map([['fc.weight', tensor([2, 3])]]))).toBeUndefined();
  });
});

function product(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}
