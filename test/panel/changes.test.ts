import { beforeEach, expect, it } from 'vitest';
import { drawingOf } from '../../src/shared/drawing';
import { layoutText } from '../../src/shared/layout-text';
import { layOut } from '../../src/views/lay-out';
import type { PanelPage } from './harness/panel-browser';
import { usePanel } from './use-panel';
import { largeGraph } from './views/large-graph';
import { demoView } from './views/panel-views';

let panel: PanelPage;
const open = usePanel();
beforeEach(async () => {
  panel = await open({ width: 900 });
});

it('follows a change that only says what is different', async () => {
  const view = demoView({});
  await panel.show(view);
  const at = view.graph?.layers.findIndex(({ name }) => name === 'conv1') ?? -1;
  const layers = { parts: { [at]: { parts: { state: { whole: 'trainable' } } } } };
  const change = { parts: { revision: { whole: view.revision + 1 }, graph: { parts: { layers } } } };
  await panel.tell({ kind: 'viewChange', from: view.revision, change });
  await panel.page.getByRole('treeitem', { name: /^conv1, .* trainable weights/ }).waitFor();
  expect(await panel.page.locator('main').getAttribute('data-revision')).toBe(String(view.revision + 1));
});

it('asks for the whole view where it has not the one that was changed', async () => {
  const view = demoView({});
  await panel.show(view);
  await panel.tell({ kind: 'viewChange', from: view.revision + 5, change: { parts: {} } });
  await expect
    .poll(() => panel.sent())
    .toEqual([
      { kind: 'ready', revision: 0 },
      { kind: 'ready', revision: view.revision },
    ]);
  expect(await panel.page.locator('main').getAttribute('data-revision')).toBe(String(view.revision));
});

it('begins with what its page brings, and says which view that is', async () => {
  const view = demoView({});
  const brought = await open({ first: [{ kind: 'view', view }] });
  await brought.page.getByRole('tree', { name: 'Layers' }).waitFor();
  expect(await brought.sent()).toEqual([{ kind: 'ready', revision: view.revision }]);
  const change = { parts: { revision: { whole: view.revision + 1 } } };
  await brought.tell({ kind: 'viewChange', from: view.revision, change });
  await brought.page.locator(`main[data-revision="${view.revision + 1}"]`).waitFor();
  expect(await brought.sent()).toHaveLength(1);
});

it('asks for the layout that it does not have, and draws at once the one that it has', async () => {
  const view = demoView({ graph: largeGraph(1000) });
  await panel.show(view);
  const place = (page: PanelPage) => page.page.locator('.box').first().boundingBox();
  await panel.page.locator('.box').first().waitFor();
  const layouts = panel.layouts();
  expect(Object.keys(layouts)).toHaveLength(1);
  expect(Object.keys(layouts)[0]?.startsWith(`${view.graph?.fingerprint}\n`)).toBe(true);

  const next = await open({ width: 900 });
  await next.tell({ kind: 'layouts', layouts });
  await next.show(view);
  await next.page.locator('.box').first().waitFor();
  expect(await place(next)).toEqual(await place(panel));
  expect(next.layouts()).toEqual({});
});

it('says why there is no drawing, shows the list all the same, and draws when it can after all', async () => {
  const view = demoView({ graph: largeGraph(1000) });
  if (view.graph === null) throw new Error('There is no graph.');
  const drawing = drawingOf(view.graph, []);
  await panel.tell({ kind: 'noLayout', drawing: drawing.key, reason: 'out of memory' });
  await panel.show(view);
  await panel.page.getByText('The network could not be drawn (out of memory).').waitFor();
  expect(await panel.page.getByRole('treeitem').count()).toBeGreaterThan(20);
  await panel.tell({ kind: 'layouts', layouts: { [drawing.key]: layoutText(await layOut(drawing)) } });
  await panel.page.locator('.box').first().waitFor();
  expect(await panel.page.getByText('could not be drawn').count()).toBe(0);
});

it('lays out anew what was kept by another version', async () => {
  const view = demoView({ graph: largeGraph(1000) });
  await panel.tell({ kind: 'layouts', layouts: { [`${view.graph?.fingerprint}\n`]: '{"nodes":[]}' } });
  await panel.show(view);
  await panel.page.locator('.box').first().waitFor();
});
