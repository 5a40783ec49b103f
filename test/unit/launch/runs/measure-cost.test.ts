import { describe, expect, it } from 'vitest';
import type { LayerGraph } from '../../../../src/design/layer-graph';
import { expectedMeasureSeconds } from '../../../../src/launch/runs/measure-cost';

const layer = (name: string, multiplyAdds: number) => ({ name, multiplyAdds });
const graph = {
  layers: [layer('image', 0), layer('conv', 4e8), layer('classes', 9e12)],
} as unknown as LayerGraph;
const cut = { layer: 'conv', shape: [1280], pool: 'none', features: 1280 } as const;
const work = { graph, cuts: [cut], images: 500, isKept: false, engine: 'tfjs-node' } as const;

describe('what a measurement is expected to take', () => {
  it('grows with images and cuts, and counts no layer behind the last cut', () => {
    const seconds = expectedMeasureSeconds(work);
    expect(seconds).toBeGreaterThan(20);
    expect(seconds).toBeLessThan(60);
    expect(expectedMeasureSeconds({ ...work, images: 1000 })).toBeGreaterThan(1.8 * seconds);
    expect(expectedMeasureSeconds({ ...work, engine: 'webassembly' })).toBeGreaterThan(5 * seconds);
  });

  it('is seconds where the features are kept, and more with each cut', () => {
    const kept = expectedMeasureSeconds({ ...work, isKept: true });
    expect(kept).toBeLessThan(4);
    expect(expectedMeasureSeconds({ ...work, isKept: true, cuts: [cut, cut] })).toBeGreaterThan(kept);
  });
});
