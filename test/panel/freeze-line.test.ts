import { beforeEach, describe, expect, it } from 'vitest';
import type { PanelPage } from './harness/panel-browser';
import { usePanel } from './use-panel';
import { demoGraph } from './views/demo-layers';
import { largeGraph, weightedIn } from './views/large-graph';
import { demoView } from './views/panel-views';

let panel: PanelPage;
const open = usePanel();
beforeEach(async () => {
  // High enough for the mouse to reach both drawing and list.
  panel = await open({ height: 2000 });
});

const line = () => panel.page.getByRole('slider', { name: 'Freeze line', exact: true });
const words = () => line().getAttribute('aria-valuetext');
const lineInDrawing = () => panel.page.locator('.drawing .freeze-line');
const row = (name: string) => panel.page.getByRole('treeitem', { name: new RegExp(`^${name},`) });
const box = (name: string) =>
  panel.page.locator('.box').filter({ has: panel.page.locator('.title').getByText(name, { exact: true }) });
const middleOf = async (found: ReturnType<typeof line>) => {
  const place = await found.boundingBox();
  if (!place) throw new Error('It is not to be seen.');
  return { x: place.x + place.width / 2, y: place.y + place.height / 2 };
};
const changes = async () => (await panel.sent()).slice(1);

/** Layers of the demonstration base from conv2 on. */
const fromConv2 = ['conv2', 'conv2_bn', 'conv3', 'conv3_bn'];

describe('the freeze line', () => {
  it('says what is frozen above it and how many weights train below, between these layers', async () => {
    await panel.show(demoView({ graph: demoGraph('pool3', fromConv2) }));
    expect(await words()).toBe('frozen through pool1; 181,254 weights train');
    expect(await line().innerText()).toMatch(/frozen above\s+trains below/);
    const [above, here, below] = await Promise.all([row('pool1'), line(), row('conv2')].map(middleOf));
    expect(above!.y).toBeLessThan(here!.y);
    expect(here!.y).toBeLessThan(below!.y);
    await box('conv2').waitFor();
    const drawn = await Promise.all([box('pool1'), lineInDrawing(), box('conv2')].map(middleOf));
    expect(drawn.map(({ y }) => y)).toEqual(drawn.map(({ y }) => y).toSorted((one, other) => one - other));
  });

  it.each([
    ['all', [], 'all of the base is frozen; 18,438 weights train', 'all frozen'],
    [
      'none',
      ['conv1', 'conv1_bn', ...fromConv2],
      'nothing is frozen; 183,782 weights train',
      'nothing frozen',
    ],
    [
      'a hole',
      ['conv1', 'conv1_bn', 'conv2', 'conv2_bn', 'conv3_bn'],
      'nothing is frozen; below it 1 layer is frozen too',
      'trains below, but 1',
    ],
  ])('says so where the file freezes %s', async (_what, trainable, spoken, written) => {
    await panel.show(demoView({ graph: demoGraph('pool3', trainable) }));
    expect(await words()).toBe(spoken);
    expect(await line().innerText()).toContain(written);
  });

  it('is dragged in the list: the drawing goes along, and the file is asked for once', async () => {
    await panel.show(demoView({ graph: demoGraph('pool3', fromConv2) }));
    const { page } = panel;
    const from = await middleOf(line());
    const to = await middleOf(row('pool2'));
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(from.x, to.y + 10, { steps: 8 });
    expect(await words()).toBe('frozen through pool2; 129,798 weights train');
    await expect
      .poll(async () => (await middleOf(lineInDrawing())).y)
      .toBeGreaterThan((await middleOf(box('pool2'))).y);
    expect(await changes()).toEqual([]);
    await page.mouse.up();
    expect(await changes()).toEqual([{ kind: 'freezeThrough', layer: 'pool2' }]);
    // It stays where it was put until the file says so.
    expect(await words()).toBe('frozen through pool2; 129,798 weights train');
    await panel.show(demoView({ graph: demoGraph('pool3', ['conv3', 'conv3_bn']) }));
    expect(await words()).toBe('frozen through pool2; 129,798 weights train');
  });

  it('is dragged in the drawing', async () => {
    await panel.show(demoView({ graph: demoGraph('pool3', fromConv2) }));
    const { page } = panel;
    await page.locator('.box').first().waitFor();
    await page.waitForTimeout(200);
    const sign = await middleOf(lineInDrawing().locator('.sign'));
    const to = await middleOf(box('pool2'));
    await page.mouse.move(sign.x, sign.y);
    await page.mouse.down();
    await page.mouse.move(sign.x, to.y + 20, { steps: 8 });
    await page.mouse.up();
    expect(await changes()).toEqual([{ kind: 'freezeThrough', layer: 'pool2' }]);
  });

  it('goes back to where it was if nothing comes of it', async () => {
    await panel.show(demoView({ graph: demoGraph('pool3', fromConv2) }));
    await line().focus();
    await panel.page.keyboard.press('ArrowDown');
    expect(await words()).toMatch(/^frozen through conv2;/);
    await expect.poll(changes).toHaveLength(1);
    await expect.poll(words, { timeout: 5_000 }).toMatch(/^frozen through pool1;/);
  });

  it('is moved by keys, which are written once they rest', async () => {
    await panel.show(demoView({ graph: demoGraph('pool3', fromConv2) }));
    const { keyboard } = panel.page;
    await line().focus();
    await keyboard.press('ArrowDown');
    await keyboard.press('ArrowDown');
    expect(await line().getAttribute('aria-valuenow')).toBe('4');
    expect(await changes()).toEqual([]);
    await expect.poll(changes).toEqual([{ kind: 'freezeThrough', layer: 'pool2' }]);
    await panel.show(demoView({ graph: demoGraph('pool3', ['conv3', 'conv3_bn']) }));
    expect(await line().evaluate((element) => element.ownerDocument.activeElement === element)).toBe(true);
    await keyboard.press('End');
    await keyboard.press('Enter');
    expect((await changes()).at(-1)).toEqual({ kind: 'freezeThrough', layer: 'pool3' });
    await keyboard.press('Home');
    await keyboard.press('Escape');
    await panel.page.waitForTimeout(500);
    expect(await changes()).toHaveLength(2);
  });

  it('stands between folded blocks, and says so where it goes through one', async () => {
    const inBlock3 = weightedIn('block3').slice(3);
    const after = Array.from({ length: 16 }, (_, index) => weightedIn(`block${index + 4}`)).flat();
    await panel.show(demoView({ graph: largeGraph(200, [...weightedIn('block3'), ...after]) }));
    expect(await words()).toMatch(/^frozen through block2_add;/);
    await line().focus();
    await panel.page.keyboard.press('ArrowDown');
    await panel.page.keyboard.press('Enter');
    expect(await changes()).toEqual([{ kind: 'freezeThrough', layer: 'block3_add' }]);
    const graph = largeGraph(200, [...inBlock3, ...after]);
    const stops = graph.layers.filter(
      ({ name }) => name === 'block3_conv2d_4' || /^(image|stem|.*_add)$/.test(name),
    );
    const names = stops.map(({ name }) => name);
    await panel.show(
      demoView({
        graph: { ...graph, line: { stops: names, at: names.indexOf('block3_conv2d_4'), frozenBelow: 0 } },
      }),
    );
    expect(await line().innerText()).toContain('frozen through block3_conv2d_4');
    await panel.page.keyboard.press('ArrowUp');
    expect(await words()).toMatch(/^frozen through block2_add;/);
  });

  it('is not there while a search shows some of the layers', async () => {
    await panel.show(demoView());
    await panel.page.getByRole('textbox', { name: 'Search layers' }).click();
    await panel.page.keyboard.type('conv');
    await panel.page.getByText('9 of 20 layers').waitFor();
    expect(await line().count()).toBe(0);
  });
});

describe('Train from here', () => {
  it('is on each layer and block where it would change something', async () => {
    await panel.show(demoView({ graph: demoGraph('pool3', fromConv2) }));
    const names = await panel.page
      .getByRole('tree')
      .getByRole('button', { name: /^Train from here/ })
      .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
    expect(names).toEqual(
      ['conv1', 'conv1_bn', 'conv2_bn', 'conv3', 'conv3_bn'].map(
        (name) => `Train from here, from ${name} on`,
      ),
    );
  });

  it('is a press in the list, and in the drawing', async () => {
    await panel.show(demoView());
    await row('conv2').hover();
    await row('conv2')
      .getByRole('button', { name: /^Train from here/ })
      .click();
    await box('conv3').hover();
    await box('conv3').locator('.from-here').click();
    expect(await changes()).toEqual([
      { kind: 'freezeThrough', layer: 'pool1' },
      { kind: 'freezeThrough', layer: 'pool2' },
    ]);
  });

  it('is Shift+Space on the row of a block: what is before the block stays frozen', async () => {
    await panel.show(demoView({ graph: largeGraph(200) }));
    expect(await row('block4').getAttribute('aria-keyshortcuts')).toBe('Space Shift+Space');
    await row('block4').focus();
    await panel.page.keyboard.press('Home');
    await panel.page.keyboard.press('b');
    await panel.page.keyboard.press('b');
    await panel.page.keyboard.press('Shift+Space');
    expect(await changes()).toEqual([{ kind: 'freezeThrough', layer: 'block1_add' }]);
  });
});

describe('what a press changes', () => {
  it('is said aloud in numbers, and what is typed is not', async () => {
    await panel.show(demoView());
    const news = panel.page.getByRole('region', { name: 'Network' }).locator('.only-spoken[role="status"]');
    await panel.show(demoView({ graph: demoGraph('pool3', ['conv3']) }));
    expect(await news.textContent()).toBe('');
    await panel.page.getByRole('switch', { name: 'Freeze conv3_bn', exact: true }).click();
    await panel.show(demoView({ graph: demoGraph('pool3', ['conv3', 'conv3_bn']) }));
    expect(await news.textContent()).toBe('Now 129,798 weights train.');
  });
});
