import { describe, expect, it } from 'vitest';
import type { Topology, TopologyLayer } from '../../../../src/train/network/topology';
import { boxOf, receptiveField } from '../../../../src/train/see/receptive-field';

const layer = (
  className: string,
  name: string,
  inbound: readonly string[],
  config: TopologyLayer['config'] = {},
): TopologyLayer => ({ className, name, inbound, config });

/** The demonstration base's first layers, by their settings. */
const demo: Topology = {
  name: 'demo',
  layers: [
    layer('InputLayer', 'image', []),
    layer('Conv2D', 'conv1', ['image'], { kernel_size: [5, 5], strides: [2, 2], padding: 'same' }),
    layer('ReLU', 'relu1', ['conv1']),
    layer('MaxPooling2D', 'pool1', ['relu1'], { pool_size: [2, 2], strides: [2, 2], padding: 'valid' }),
    layer('Conv2D', 'conv2', ['pool1'], { kernel_size: [5, 5], strides: [1, 1], padding: 'same' }),
  ],
};

const upTo = (count: number): Topology => ({ ...demo, layers: demo.layers.slice(0, count) });

/** Which pixels along a row change a value of a chain of windows, by trying: each is set in turn. */
function triedField(
  windows: readonly (readonly [kernel: number, stride: number, isSame: boolean])[],
  size: number,
  place: number,
) {
  const reaches = (pixel: number): boolean => {
    let values = Array.from({ length: size }, (_, at) => at === pixel);
    for (const [kernel, stride, isSame] of windows) {
      const out = isSame
        ? Math.ceil(values.length / stride)
        : Math.floor((values.length - kernel) / stride) + 1;
      const before = isSame ? Math.floor(Math.max(0, (out - 1) * stride + kernel - values.length) / 2) : 0;
      const given = values;
      values = Array.from({ length: out }, (_, at) =>
        Array.from({ length: kernel }, (__, k) => given[at * stride - before + k] ?? false).some(Boolean),
      );
    }
    return values[place] ?? false;
  };
  const pixels = Array.from({ length: size }, (_, at) => at).filter(reaches);
  return { from: pixels[0] ?? -1, length: pixels.length };
}

describe('what a value depends on', () => {
  it.each([
    [3, [[5, 2, true]]],
    [
      4,
      [
        [5, 2, true],
        [2, 2, false],
      ],
    ],
    [
      5,
      [
        [5, 2, true],
        [2, 2, false],
        [5, 1, true],
      ],
    ],
  ] as const)('is by %i layers what changes it, at every place', (count, windows) => {
    const field = receptiveField(upTo(count), [64, 64]);
    const places = field?.[0].places ?? 0;
    for (let place = 0; place < places; place += 1) {
      const { top, height } = boxOf([place, 0], [places, places], [64, 64], field);
      expect({ from: top, length: height }).toEqual(triedField(windows, 64, place));
    }
  });

  it('is the widest of what is brought together, and of nothing where a layer keeps no places', () => {
    const two = [
      ...demo.layers.slice(0, 1),
      layer('Conv2D', 'wide', ['image'], { kernel_size: 7, padding: 'same' }),
      layer('Conv2D', 'narrow', ['image'], { kernel_size: [1, 1], padding: 'same' }),
      layer('Add', 'both', ['wide', 'narrow']),
    ];
    expect(receptiveField({ name: '', layers: two }, [32, 32])?.[0]).toEqual({
      pixels: 7,
      step: 1,
      begin: -3,
      places: 32,
    });
    const flat = [...two, layer('Flatten', 'flat', ['both'])];
    expect(receptiveField({ name: '', layers: flat }, [32, 32])).toBeUndefined();
    const nodes = [...two.slice(0, 1), layer('OnnxNodes', 'node', ['image'])];
    expect(receptiveField({ name: '', layers: nodes }, [32, 32])).toBeUndefined();
  });

  it('is framed as the cell of the map where it takes more than half of the picture, or is not known', () => {
    const whole = receptiveField(upTo(5), [20, 20]);
    const places = [whole?.[0].places ?? 0, whole?.[1].places ?? 0] as const;
    expect(boxOf([1, 2], places, [20, 20], whole)).toEqual({
      top: 4,
      left: 8,
      height: 4,
      width: 4,
      is: 'cell',
    });
    expect(boxOf([0, 1], [2, 2], [8, 8], undefined)).toEqual({
      top: 0,
      left: 4,
      height: 4,
      width: 4,
      is: 'cell',
    });
  });
});
