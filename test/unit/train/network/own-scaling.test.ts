import { describe, expect, it } from 'vitest';
import { ownScalingOf } from '../../../../src/train/network/own-scaling';
import type { TopologyLayer } from '../../../../src/train/network/topology';

const layer = (className: string, name: string, from: string[], config: object = {}): TopologyLayer => ({
  ...{ name, className, inbound: from },
  config: { name, ...config },
});
const image = layer('InputLayer', 'image', []);
const rescaling = (name: string, from: string, scale: unknown, offset: unknown) =>
  layer('Rescaling', name, [from], { scale, offset });

describe('what a network does to pixels itself', () => {
  it.each<[string, string | undefined, ...(readonly [scale: unknown, offset: unknown])[]]>([
    ['to -1..1', '0..255', [1 / 127.5, -1]],
    [
      'to 0..1 and by mean and deviation',
      '0..255',
      [1 / 255, 0],
      [
        [4.4, 4.5, 4.4],
        [-2.1, -2, -1.8],
      ],
    ],
    [
      'by mean and deviation of bytes',
      '0..255',
      [
        [0.017, 0.0175, 0.0174],
        [-2.1, -2, -1.8],
      ],
    ],
    ['from 0..1 to -1..1', '0..1', [2, -1]],
    [
      'by mean and deviation of 0..1',
      '0..1',
      [
        [4.4, 4.5, 4.4],
        [-2.1, -2, -1.8],
      ],
    ],
    ['by something else', undefined, [1000, 0]],
    ['to nothing', undefined, [0, 0]],
  ])('tells what pixels it takes: %s', (_, takes, ...steps) => {
    const scaled = steps.map(([scale, offset], at) =>
      rescaling(`r${at}`, at === 0 ? 'image' : `r${at - 1}`, scale, offset),
    );
    const layers = [image, ...scaled, layer('Conv2D', 'conv', [`r${steps.length - 1}`])];
    expect(ownScalingOf({ name: 'net', layers })).toEqual({
      types: steps.map(() => 'Rescaling'),
      ...(takes === undefined ? {} : { takes }),
    });
  });

  it('is nothing where numbers are added and multiplied behind its first weights', () => {
    const layers = [image, layer('Conv2D', 'conv', ['image']), rescaling('shifted', 'conv', 1, 3)];
    expect(ownScalingOf({ name: 'net', layers })).toEqual({ types: [] });
  });
});
