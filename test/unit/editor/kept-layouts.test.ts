import { describe, expect, it } from 'vitest';
import { KeptLayouts } from '../../../src/editor/panel/kept-layouts';
import { keepLayout, keptLayout, layoutText, takeLayouts } from '../../../webview/drawing/kept-layouts';

/** A memory like the editor's, which gives what was last written. */
function memory() {
  const values = new Map<string, unknown>();
  return {
    get: <T>(key: string, otherwise?: T) => (values.has(key) ? values.get(key) : otherwise) as T,
    update: async (key: string, value: unknown) => {
      values.set(key, JSON.parse(JSON.stringify(value)));
    },
  };
}

describe('the layouts that the editor keeps', () => {
  it('are there in the next window, by their graph', async () => {
    const kept = memory();
    await new KeptLayouts(kept).keep('one\nfolded', 'a');
    const next = new KeptLayouts(kept);
    await next.keep('other\nfolded', 'b');
    expect(next.of('one')).toEqual({ 'one\nfolded': 'a' });
    expect(next.of('on')).toEqual({});
  });

  it('are a few, the newest, and none that is too long', async () => {
    const layouts = new KeptLayouts(memory());
    for (let number = 0; number < 20; number += 1) await layouts.keep(`graph\n${number}`, 'a');
    await layouts.keep('graph\nlong', 'a'.repeat(1_000_000));
    expect(Object.keys(layouts.of('graph'))).toEqual(
      Array.from({ length: 12 }, (_, index) => `graph\n${8 + index}`),
    );
  });
});

describe('the layouts that a panel takes over', () => {
  const layout = {
    width: 100,
    height: 200.5,
    boxes: new Map([
      ['a', { x: 1, y: 2 }],
      ['block b', { x: 3.5, y: 4 }],
    ]),
    arrows: [
      {
        from: 'a',
        to: 'block b',
        points: [
          { x: 1, y: 2 },
          { x: 3, y: 4 },
        ],
      },
    ],
  };

  it('are those that another wrote', () => {
    takeLayouts({ drawing: layoutText(layout) });
    expect(keptLayout('drawing')).toEqual(layout);
  });

  it('are left out where they can’t be read, and never in place of its own', () => {
    keepLayout('own', layout);
    takeLayouts({ bad: '{"size":', other: '{"boxes":5}', own: layoutText({ ...layout, width: 1 }) });
    expect(keptLayout('bad')).toBeUndefined();
    expect(keptLayout('other')).toBeUndefined();
    expect(keptLayout('own')).toEqual(layout);
  });
});
