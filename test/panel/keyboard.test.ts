import { beforeEach, describe, expect, it } from 'vitest';
import type { PanelPage } from './harness/panel-browser';
import { usePanel } from './use-panel';
import { demoGraph } from './views/demo-layers';
import { largeGraph, weightedIn } from './views/large-graph';
import { demoView } from './views/panel-views';
import { finished } from './views/run-views';

let panel: PanelPage;
const open = usePanel();
beforeEach(async () => {
  panel = await open();
});

/** The name of what has the focus. */
const focused = () => panel.page.locator(':focus').getAttribute('aria-label');

async function press(...keys: readonly string[]): Promise<void> {
  for (const key of keys) await panel.page.keyboard.press(key);
}

describe('the tree of layers', () => {
  it('has one tab stop, and the arrows move in it', async () => {
    await panel.show(demoView());
    const stops = await panel.page.getByRole('tree').locator('[tabindex="0"]').count();
    expect(stops).toBe(1);
    await panel.page.getByRole('button', { name: 'Fit' }).focus();
    await press('Tab');
    expect(await focused()).toBe('image, InputLayer, 64 × 64 × 3, no weights');
    await press('ArrowDown', 'ArrowDown', 'ArrowUp');
    expect(await focused()).toBe('conv1, Conv2D, 32 × 32 × 32, 2,400 frozen weights');
    await press('End');
    expect(await focused()).toBe('head_softmax, Softmax, 6, new, no weights');
    await press('Home', 'p', 'p');
    expect(await focused()).toBe('pool2, MaxPooling2D, 8 × 8 × 64, no weights');
    await press('Shift+Tab');
    expect(await focused()).toBe('Fit');
  });

  it('tells its keys where they work: below it, aloud on entering it, and of each row those that do something', async () => {
    const { page, show } = panel;
    await show(demoView());
    const tree = page.getByRole('tree');
    const hints = page.locator(`[id="${await tree.getAttribute('aria-describedby')}"]`);
    expect(await hints.isVisible()).toBe(true);
    for (const key of ['Space', 'Shift+Space', '→', 'Enter', '↑', '+'])
      expect(await hints.getByText(key, { exact: true }).count(), key).toBe(1);
    const keysOf = (layer: RegExp) =>
      page.getByRole('treeitem', { name: layer }).getAttribute('aria-keyshortcuts');
    expect(await keysOf(/^conv2,/)).toBe('Space Shift+Space');
    expect(await keysOf(/^pool2,/)).toBeNull();
    expect(await page.getByRole('slider').getAttribute('aria-keyshortcuts')).toMatch(/^ArrowUp ArrowDown/);
    expect(await page.getByRole('button', { name: 'Fit' }).getAttribute('aria-keyshortcuts')).toBe('0');
  });

  it('toggles with Space, on the layer and on its switch, and cuts from the row', async () => {
    await panel.show(demoView());
    await panel.page.getByRole('treeitem', { name: /^conv2,/ }).focus();
    await panel.page.getByRole('treeitem', { name: /^conv2,/ }).click();
    await press('Space', 'ArrowRight');
    expect(await focused()).toBe('Freeze conv2');
    await press('Space', 'ArrowRight');
    expect(await focused()).toBe('Train from here, from conv2 on');
    await press('Space', 'ArrowRight');
    expect(await focused()).toBe('Cut here, after conv2');
    await press('Enter', 'ArrowLeft');
    expect(await focused()).toBe('conv2, Conv2D, 16 × 16 × 64, 51,200 frozen weights');
    await press('Enter');
    const [, ...sent] = await panel.sent();
    expect(sent).toEqual([
      { kind: 'setFrozen', layers: ['conv2'], frozen: false },
      { kind: 'setFrozen', layers: ['conv2'], frozen: false },
      { kind: 'freezeThrough', layer: 'pool1' },
      { kind: 'setCut', layer: 'conv2' },
      { kind: 'showLayer', layer: 'conv2' },
    ]);
  });

  it('keeps the focus when a new view comes', async () => {
    await panel.show(demoView());
    await panel.page.getByRole('treeitem', { name: /^conv3,/ }).click({ position: { x: 60, y: 10 } });
    await press('Space');
    await panel.show(demoView({ graph: demoGraph('pool3', ['conv3']) }));
    expect(await focused()).toBe('conv3, Conv2D, 8 × 8 × 192, 110,592 trainable weights');
  });

  it('does nothing with Space on a layer that has nothing to freeze', async () => {
    await panel.show(demoView());
    await panel.page.getByRole('treeitem', { name: /^pool1,/ }).click({ position: { x: 60, y: 10 } });
    await press('Space');
    expect(await panel.sent()).toEqual([{ kind: 'ready', revision: 0 }]);
  });

  it('opens and folds the blocks of a large base', async () => {
    await panel.show(demoView({ graph: largeGraph(200) }));
    const block = panel.page.getByRole('treeitem', { name: /^block3,/ });
    expect(await block.getAttribute('aria-label')).toBe('block3, 10 layers, 111,360 frozen weights');
    expect(await block.getAttribute('aria-expanded')).toBe('false');
    await block.focus();
    await press('Home', 'b', 'b', 'b', 'ArrowRight');
    expect(await block.getAttribute('aria-expanded')).toBe('true');
    await press('ArrowRight');
    expect(await focused()).toBe('block3_conv2d_1, Conv2D, 32 × 32 × 64, 36,864 frozen weights');
    expect(await panel.page.locator(':focus').getAttribute('aria-level')).toBe('2');
    await press('ArrowLeft', 'ArrowLeft');
    expect(await block.getAttribute('aria-expanded')).toBe('false');
  });

  it('freezes a whole block with Space, and leaves it folded', async () => {
    await panel.show(demoView({ graph: largeGraph(200) }));
    const block = panel.page.getByRole('treeitem', { name: /^block3,/ });
    await block.click({ position: { x: 60, y: 10 } });
    expect(await block.getAttribute('aria-expanded')).toBe('true');
    await press('Enter', 'Space');
    expect(await block.getAttribute('aria-expanded')).toBe('false');
    const [, ...sent] = await panel.sent();
    expect(sent).toEqual([{ kind: 'setFrozen', layers: weightedIn('block3'), frozen: false }]);
    expect(await focused()).toMatch(/^block3, 10 layers/);
  });

  it('reaches the last of a thousand unfolded layers', async () => {
    const graph = largeGraph(1000);
    const layers = graph.layers.map((layer) => ({ ...layer, block: null }));
    await panel.show(demoView({ graph: { ...graph, layers } }));
    expect(await panel.page.getByRole('treeitem').count()).toBeLessThan(80);
    await panel.page.getByRole('treeitem').first().focus();
    await press('End');
    await panel.page
      .locator(':focus')
      .and(panel.page.getByRole('treeitem', { name: /^head_classes,/ }))
      .waitFor();
    expect(await panel.page.locator(':focus').getAttribute('aria-posinset')).toBe(String(layers.length));
    await press('ArrowUp', 'ArrowUp', 'Space');
    expect(await focused()).toMatch(/^block99_add,/);
  });
});

describe('the confusion matrix', () => {
  it('has one tab stop, and the arrows move in it', async () => {
    await panel.show(demoView(finished()));
    const matrix = panel.page.getByRole('grid', { name: /^Confusion matrix, test images/ });
    expect(await matrix.locator('[tabindex="0"]').count()).toBe(1);
    await panel.page.getByRole('radio', { name: 'Test images' }).focus();
    await press('Tab');
    expect(await focused()).toBe('true animals, predicted animals: 11 images');
    await press('ArrowRight', 'ArrowDown', 'ArrowRight');
    expect(await focused()).toBe('true faces, predicted flags: 4 images');
    await press('ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'ArrowUp', 'ArrowUp', 'End');
    expect(await focused()).toBe('animals: 11 of 15 right');
    await press('Control+End', 'ArrowDown', 'ArrowRight', 'Home');
    expect(await focused()).toBe('true tools, predicted animals: 4 images');
    await press('Control+Home');
    expect(await focused()).toBe('true animals, predicted animals: 11 images');
    await press('ArrowDown', 'Shift+Tab', 'Tab');
    expect(await focused()).toBe('true faces, predicted animals: 0 images');
    expect(await matrix.locator('[tabindex="0"]').count()).toBe(1);
  });
});

describe('the search', () => {
  it('finds by name and type, in folded blocks too', async () => {
    await panel.show(demoView({ graph: largeGraph(200) }));
    await panel.page.getByRole('textbox', { name: 'Search layers' }).click();
    await panel.page.keyboard.type('block7_batch');
    await panel.page.getByText('3 of 194 layers').waitFor();
    expect(await panel.page.getByRole('treeitem').count()).toBe(3);
    await panel.page.locator('.box.mark-found', { hasText: 'block7' }).waitFor();
    await panel.page.keyboard.press('Control+a');
    await panel.page.keyboard.type('Conv2D');
    await panel.page.getByText('58 of 194 layers').waitFor();
  });
});

describe('the drawing', () => {
  it('zooms and fits by keys and by buttons', async () => {
    await panel.show(demoView());
    await panel.page.locator('.box').first().waitFor();
    const scale = async () => {
      const transform = await panel.page
        .locator('.react-flow__viewport')
        .evaluate((element) => element.style.transform);
      return Number(/scale\(([\d.]+)\)/.exec(transform)?.[1]);
    };
    const changed = async (from: number) => {
      await expect.poll(scale).not.toBe(from);
      await panel.page.waitForTimeout(150);
      return scale();
    };
    await panel.page.getByRole('treeitem').first().focus();
    const first = await scale();
    await press('-');
    const smaller = await changed(first);
    expect(smaller).toBeLessThan(first);
    await panel.page.getByRole('button', { name: 'Zoom in' }).click();
    expect(await changed(smaller)).toBeGreaterThan(smaller);
    await panel.page.getByRole('treeitem').first().focus();
    const before = await scale();
    await press('0');
    expect(await changed(before)).toBeLessThan(smaller);
  });

  it('selects the same layer as the tree', async () => {
    await panel.show(demoView());
    await panel.page.locator('.box', { hasText: 'conv3_relu' }).click({ position: { x: 60, y: 10 } });
    expect(
      await panel.page.getByRole('treeitem', { name: /^conv3_relu,/ }).getAttribute('aria-selected'),
    ).toBe('true');
    await panel.page.getByRole('treeitem', { name: /^dense1,/ }).click({ position: { x: 60, y: 10 } });
    expect(await panel.page.locator('.box.selected').innerText()).toMatch(/^dense1/);
  });
});
