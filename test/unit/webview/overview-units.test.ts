import { describe, expect, it } from 'vitest';
import { layersIn } from '../../../src/shared/drawing';
import type { PanelLayer } from '../../../src/shared/panel-messages';
import { overviewUnits } from '../../../webview/drawing/overview-units';

function layer(name: string, block: string | null, state: PanelLayer['state'] = 'frozen'): PanelLayer {
  return {
    ...{ name, block, state },
    ...{ type: 'Conv2D', inbound: [], outputShape: [8], params: 10 },
    ...{ canFreeze: state === 'frozen', isCut: false, canCut: true, probe: null },
  };
}

const block = (name: string, size = 3, state: PanelLayer['state'] = 'frozen') =>
  Array.from({ length: size }, (_, index) => layer(`${name}_conv${index}`, name, state));

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

const names = (layers: readonly PanelLayer[]) =>
  overviewUnits(layers).map((unit) => (unit.kind === 'block' ? unit.name : unit.layer.name));

describe('the overview', () => {
  it('has the blocks of a small network, the layers outside of them, and the head as one', () => {
    const head = ['head_pool', 'head_classes'].map((name) => layer(name, null, 'new'));
    const layers = [
      layer('image', null),
      ...block('block1'),
      ...block('block2'),
      layer('pool', null),
      ...head,
    ];
    expect(names(layers)).toEqual(['image', 'block1', 'block2', 'pool', 'head']);
  });

  it('puts neighbours of one stage together until there are a few dozen', () => {
    const stages = [3, 8, 36, 3].flatMap((count, stage) =>
      numbers(count).flatMap((number) => block(`conv${stage + 2}_block${number}`)),
    );
    const shown = names([layer('image', null), ...stages]);
    expect(shown.length).toBeLessThanOrEqual(36);
    expect(shown.slice(0, 4)).toEqual(['image', 'conv2_block1–2', 'conv2_block3', 'conv3_block1–2']);
  });

  it.each([150, 400, 1000, 5000])('names a few dozen units of %i layers', (count) => {
    const blocks = numbers(Math.round(count / 10)).flatMap((number) => block(`block${number}`, 10));
    const alone = numbers(count).map((number) => layer(`add_${number}`, null));
    for (const layers of [blocks, alone]) {
      const units = overviewUnits(layers);
      expect(units.length).toBeGreaterThan(10);
      expect(units.length).toBeLessThanOrEqual(36);
      expect(units.flatMap(layersIn)).toEqual(layers);
      expect(new Set(units.map(({ id }) => id)).size).toBe(units.length);
    }
  });

  it('never puts together what is kept and what is sliced off, not even of one block', () => {
    const layers = [...block('block1'), ...block('block1', 2, 'sliced off'), layer('head_pool', null, 'new')];
    expect(overviewUnits(layers).map((unit) => layersIn(unit).length)).toEqual([3, 2, 1]);
  });

  it('names what has no common stem by its first and last', () => {
    const layers = numbers(100).map((number) => layer(number % 2 ? `conv_${number}` : `add_${number}`, null));
    expect(names(layers)[0]).toMatch(/^conv_1 – add_\d+$|^conv_1–\d+$/);
  });
});
