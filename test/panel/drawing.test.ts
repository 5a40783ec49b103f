import { beforeEach, describe, expect, it } from 'vitest';
import type { LayerCard } from '../../src/shared/layer-card';
import type { PanelPage } from './harness/panel-browser';
import { usePanel } from './use-panel';
import { demoGraph } from './views/demo-layers';
import { largeGraph, weightedIn } from './views/large-graph';
import { demoView } from './views/panel-views';
import { showBoxes } from './views/show-boxes';

let panel: PanelPage;
const open = usePanel();

// What is run in the page, whose globals the tests' own language does not know.
declare function getComputedStyle(element: unknown): Readonly<Record<string, string>>;

const parts = () => panel.page.locator('.part-of');
const box = (name: string) =>
  panel.page.locator('.box').filter({ has: panel.page.locator(`.title[title="${name}"]`) });
const press = async (...keys: readonly string[]) => {
  for (const key of keys) await panel.page.keyboard.press(key);
};
const changes = async () => (await panel.sent()).slice(1);
/** The trained half of a network of 99 blocks. */
const fromBlock40 = Array.from({ length: 60 }, (_, index) => weightedIn(`block${index + 40}`)).flat();

describe('the overview', () => {
  beforeEach(async () => {
    // High enough for the mouse to reach it.
    panel = await open({ width: 900, height: 1600 });
  });

  it('is a few dozen named blocks of a base of 1,000 layers, all of them in sight', async () => {
    await panel.show(demoView({ graph: largeGraph(1000, fromBlock40) }));
    await parts().first().waitFor();
    const names = await parts().allTextContents();
    expect(names.length).toBeLessThanOrEqual(36);
    expect(names.slice(0, 3)).toEqual(['image – stem', 'block1–3', 'block4–6']);
    const frame = (await panel.page.locator('.drawing').boundingBox())!;
    const places = await Promise.all((await parts().all()).map((part) => part.boundingBox()));
    for (const place of places) {
      expect(place!.y).toBeGreaterThanOrEqual(frame.y);
      expect(place!.y + place!.height).toBeLessThanOrEqual(frame.y + frame.height);
      expect(place!.height).toBeGreaterThanOrEqual(20);
    }
  });

  it('tells frozen and trained apart by colour and border, with the freeze line between', async () => {
    await panel.show(demoView({ graph: largeGraph(1000, fromBlock40) }));
    const look = (name: string) =>
      parts()
        .getByText(name, { exact: true })
        .locator('xpath=ancestor-or-self::*[@data-layer]')
        .evaluate((part) => {
          const { backgroundColor, borderStyle } = getComputedStyle(part);
          return `${backgroundColor} ${borderStyle}`;
        });
    const [frozen, trained, head] = await Promise.all(['block4–6', 'block97–99', 'head'].map(look));
    expect(new Set([frozen, trained, head]).size).toBe(3);
    expect(await panel.page.locator('.overview .line-below').count()).toBeGreaterThan(0);
    expect(await panel.page.locator('.overview-words').textContent()).toMatch(
      /^Frozen through block39_add; [\d,]+ weights train$/,
    );
  });

  it('has the line to be dragged', async () => {
    await panel.show(demoView({ graph: demoGraph('pool3', ['conv2', 'conv2_bn', 'conv3', 'conv3_bn']) }));
    const grip = (await panel.page.locator('.line-grip').boundingBox())!;
    const to = (await parts().getByText('pool2', { exact: true }).boundingBox())!;
    await panel.page.mouse.move(grip.x + 10, grip.y + 10);
    await panel.page.mouse.down();
    await panel.page.mouse.move(to.x + to.width + 40, to.y + to.height / 2, { steps: 6 });
    await panel.page.mouse.up();
    expect(await changes()).toEqual([{ kind: 'freezeThrough', layer: 'pool2' }]);
  });

  it('leads to the boxes of a block by a double click', async () => {
    await panel.show(demoView({ graph: largeGraph(1000) }));
    await parts().getByText('block49–51', { exact: true }).dblclick();
    await box('block49').waitFor();
    expect(await parts().count()).toBe(0);
  });
});

describe('the view of the drawing', () => {
  it('follows the size of the panel until the user moves it; Fit brings that back', async () => {
    panel = await open({ width: 500, height: 1400 });
    const { page } = panel;
    const short = demoGraph('pool3');
    const layers = short.layers.filter(({ name }) => /^(image|conv1|pool1|conv2|pool3)$/.test(name));
    const inbound = layers.map((layer, index) => ({
      ...layer,
      inbound: index === 0 ? [] : [layers[index - 1]!.name],
    }));
    await panel.show(demoView({ graph: { ...short, fingerprint: 'short', layers: inbound, line: null } }));
    await page.locator('.box').first().waitFor();
    const scale = async () =>
      Number(
        /scale\(([\d.]+)\)/.exec(
          await page.locator('.react-flow__viewport').evaluate((element) => element.style.transform),
        )?.[1],
      );
    const large = await scale();
    expect(large).toBe(1);
    await page.setViewportSize({ width: 500, height: 620 });
    await expect.poll(scale).toBeLessThan(large);
    const fitted = await scale();
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await expect.poll(scale).toBeGreaterThan(fitted);
    const moved = await scale();
    await page.setViewportSize({ width: 500, height: 1400 });
    await page.waitForTimeout(200);
    expect(await scale()).toBe(moved);
    await page.getByRole('button', { name: 'Fit' }).click();
    await expect.poll(scale).toBe(1);
  });

  it('goes to the right where the panel is wide and low', async () => {
    panel = await open({ width: 1400, height: 400 });
    await panel.show(demoView({ graph: demoGraph('pool3', ['conv3', 'conv3_bn']) }));
    await showBoxes(panel.page);
    const [before, after] = await Promise.all([box('conv2').boundingBox(), box('pool2').boundingBox()]);
    expect(after!.x).toBeGreaterThan(before!.x + before!.width);
    expect(Math.abs(after!.y - before!.y)).toBeLessThan(2);
    const line = (await panel.page.locator('.drawing .freeze-line').boundingBox())!;
    expect(line.height).toBeGreaterThan(line.width);
    expect(await panel.page.locator('.drawing .freeze-line').innerText()).toMatch(
      /frozen before\s+trains after/,
    );
  });
});

const card: LayerCard = {
  facts: [
    { term: 'Type', words: 'Conv2D' },
    { term: 'Settings', words: 'filters 64, kernel size 3 × 3, padding same' },
    { term: 'Weights', words: '51,200, as kernel 3 × 3 × 32 × 64 and bias 64' },
  ],
  cut: { layer: 'conv2', words: '11 layers of the base fall away.' },
  train: { layer: 'pool1', words: '2 layers with weights stay frozen.' },
};

describe('the card of a layer', () => {
  const dialog = () => panel.page.getByRole('dialog');
  const focused = () => panel.page.locator(':focus').getAttribute('aria-label');
  const row = (name: string) => panel.page.getByRole('treeitem', { name: new RegExp(`^${name},`) });

  it.each([300, 900])(
    'opens with Enter, takes the focus and gives it back with Escape, %i px wide',
    async (width) => {
      panel = await open({ width });
      await panel.show(demoView());
      await row('conv2').click({ position: { x: 30, y: 10 } });
      await row('conv2').focus();
      await press('Enter');
      await dialog().waitFor();
      expect(await focused()).toBe('conv2, frozen');
      expect((await changes()).at(-1)).toEqual({ kind: 'describe', layers: ['conv2'] });
      await panel.tell({ kind: 'described', layers: ['conv2'], card });
      await dialog().getByText('filters 64, kernel size 3 × 3').waitFor();
      const { left, right } = await dialog().evaluate((element) => {
        const { left, right } = element.getBoundingClientRect();
        return { left, right };
      });
      expect(left).toBeGreaterThanOrEqual(0);
      expect(right).toBeLessThanOrEqual(width);
      for (const name of ['Train from here', 'Cut here'])
        expect(await dialog().getByRole('button', { name, exact: true }).isVisible(), name).toBe(true);
      await press('Escape');
      expect(await dialog().count()).toBe(0);
      expect(await focused()).toMatch(/^conv2, .*weights/);
    },
  );

  it('cuts and trains where it is, and keeps the focus when there is nothing more to press', async () => {
    panel = await open({ width: 900 });
    await panel.show(demoView());
    await parts().getByText('conv2', { exact: true }).click();
    await dialog().waitFor();
    const [asked] = (await changes()).slice(-1);
    if (asked?.kind !== 'describe') throw new Error('It asked for no card.');
    expect(asked.layers).toEqual(['conv2', 'conv2_bn', 'conv2_relu']);
    await panel.tell({ kind: 'described', layers: asked.layers, card });
    await dialog().getByRole('button', { name: 'Train from here' }).click();
    await dialog().getByRole('button', { name: 'Cut here' }).click();
    expect((await changes()).slice(-2)).toEqual([
      { kind: 'freezeThrough', layer: 'pool1' },
      { kind: 'setCut', layer: 'conv2' },
    ]);
    const no = { layer: null, words: 'It is so already.' };
    await panel.tell({ kind: 'described', layers: asked.layers, card: { ...card, cut: no, train: no } });
    await dialog().getByText('It is so already.').first().waitFor();
    expect(await dialog().getByRole('button', { name: 'Cut here' }).count()).toBe(0);
    expect(await focused()).toMatch(/^conv2, /);
    await press('Escape');
    expect(await focused()).toMatch(/^conv2, /);
  });

  it('follows the file, and closes with its layer', async () => {
    panel = await open({ width: 900 });
    await panel.show(demoView());
    await row('head_pool').click({ position: { x: 60, y: 10 } });
    await row('head_pool').focus();
    await press('Enter');
    await dialog().waitFor();
    const asked = async () => (await changes()).filter(({ kind }) => kind === 'describe').length;
    expect(await asked()).toBe(1);
    await panel.show(demoView({ graph: demoGraph('pool3', ['conv3']) }));
    await expect.poll(asked).toBe(2);
    await panel.show(demoView({ graph: demoGraph('dense2') }));
    await expect.poll(() => dialog().count()).toBe(0);
  });
});

describe('"Train from here" in the list', () => {
  it('is within reach of the mouse and the keyboard in a panel of 300 pixels', async () => {
    panel = await open({ width: 300 });
    await panel.show(demoView());
    const row = panel.page.getByRole('treeitem', { name: /^conv2,/ });
    await row.hover();
    await row.getByRole('button', { name: /^Train from here/ }).click();
    expect(await changes()).toEqual([{ kind: 'freezeThrough', layer: 'pool1' }]);
  });
});

describe('a long name', () => {
  it('keeps both its ends where there is no room for all of it, and is told whole', async () => {
    panel = await open({ width: 300 });
    await panel.show(demoView({ graph: largeGraph(200) }));
    await panel.page.getByRole('treeitem', { name: /^block3,/ }).click({ position: { x: 40, y: 10 } });
    const row = panel.page.getByRole('treeitem', { name: /^block3_batchnormalization_2,/ });
    const name = row.locator('.name');
    expect(await name.getAttribute('title')).toBe('block3_batchnormalization_2');
    const [start, end] = await name
      .locator('.long-name > span')
      .evaluateAll((both) => both.map((one) => ({ all: one.scrollWidth, seen: one.clientWidth })));
    expect(start!.seen).toBeLessThan(start!.all);
    expect(start!.seen).toBeGreaterThan(8);
    expect(end!.seen).toBe(end!.all);
  });
});

describe('the freeze line, as it is told aloud', () => {
  it('is told once when it begins to move and once when it rests', async () => {
    panel = await open({ height: 2000 });
    await panel.show(demoView({ graph: largeGraph(200) }));
    const line = panel.page.getByRole('slider', { name: 'Freeze line', exact: true });
    await line.evaluate((element) => {
      const { window } = element.ownerDocument.defaultView as { window: Record<string, unknown> };
      const told: (string | null)[] = [];
      window.told = told;
      new (window.MutationObserver as new (call: () => void) => { observe(of: unknown, how: object): void })(
        () => told.push(element.getAttribute('aria-valuetext')),
      ).observe(element, { attributeFilter: ['aria-valuetext'] });
    });
    await line.focus();
    for (let presses = 0; presses < 12; presses += 1) {
      await press('ArrowUp');
      await panel.page.waitForTimeout(60);
    }
    await expect.poll(() => line.getAttribute('aria-valuenow')).toBe('8');
    const told = await panel.page.evaluate<string[]>('told');
    expect(told.map((words) => /^frozen through (\w+);/.exec(words)?.[1])).toEqual([
      'block18_add',
      'block7_add',
    ]);
  });
});
