import { describe, expect, it } from 'vitest';
import { KeptLayouts } from '../../../src/editor/panel/kept-layouts';
import { layoutText } from '../../../src/shared/layout-text';
import { keptLayout, takeFailure, takeLayouts } from '../../../webview/drawing/kept-layouts';
import { memory } from './support/memory';

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

describe('the layouts that a panel takes', () => {
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

  it('are those that the editor wrote', () => {
    takeLayouts({ drawing: layoutText(layout) });
    expect(keptLayout('drawing')).toEqual({ layout });
  });

  it('stay the same objects when they come again, and are left out where they can’t be read', () => {
    const before = keptLayout('drawing');
    takeLayouts({ bad: '{"size":', other: '{"boxes":5}', drawing: layoutText({ ...layout, width: 1 }) });
    expect(keptLayout('bad')).toBeUndefined();
    expect(keptLayout('other')).toBeUndefined();
    expect(keptLayout('drawing')).toBe(before);
  });

  it('may be missing with a reason, until one comes after all', () => {
    takeFailure('late', 'no room');
    expect(keptLayout('late')).toEqual({ failure: 'no room' });
    takeLayouts({ late: layoutText(layout) });
    expect(keptLayout('late')).toEqual({ layout });
  });
});
