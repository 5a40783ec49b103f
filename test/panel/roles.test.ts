import { beforeAll, describe, expect, it } from 'vitest';
import type { PanelPage } from './harness/panel-browser';
import { usePanel } from './use-panel';
import { demoGraph } from './views/demo-layers';
import { largeGraph, weightedIn } from './views/large-graph';
import { demoView, emptyView, errors, goingFurther, guide, restrictedView } from './views/panel-views';
import { failedRun, finished, running } from './views/run-views';
import { showBoxes } from './views/show-boxes';

/** Every view in the same page, as in the editor: each must show nothing of the one before. */
let panel: PanelPage;
const open = usePanel();
beforeAll(async () => {
  panel = await open();
});

describe('what others find things by', () => {
  it('is a tree of layers, named by what is written in its row', async () => {
    const { page, show } = panel;
    await show(demoView({ graph: demoGraph('pool3', ['conv3']) }));
    const tree = page.getByRole('tree', { name: 'Layers', exact: true });
    const items = tree.getByRole('treeitem');
    expect(await items.count()).toBe(20);
    for (const name of [
      'image, InputLayer, 64 × 64 × 3, no weights',
      'conv2, Conv2D, 16 × 16 × 64, 51,200 frozen weights',
      'conv3, Conv2D, 8 × 8 × 192, 110,592 trainable weights',
      'pool3, cut, MaxPooling2D, 4 × 4 × 192, no weights',
      'dense1, Dense, 256, 786,688 sliced off weights',
      'head_classes, Dense, 6, 18,438 new weights',
    ]) {
      expect(await tree.getByRole('treeitem', { name, exact: true }).isVisible(), name).toBe(true);
    }
  });

  it('is a switch on every kept base layer with weights, and on no other', async () => {
    const { page, show } = panel;
    await show(demoView({ graph: demoGraph('pool3', ['conv3']) }));
    const tree = page.getByRole('tree', { name: 'Layers' });
    const names = await tree
      .getByRole('switch')
      .evaluateAll((found) => found.map((element) => element.getAttribute('aria-label')));
    expect(names).toEqual(
      ['conv1', 'conv1_bn', 'conv2', 'conv2_bn', 'conv3', 'conv3_bn'].map((layer) => `Freeze ${layer}`),
    );
    const checked = (layer: string) =>
      page.getByRole('switch', { name: `Freeze ${layer}`, exact: true }).getAttribute('aria-checked');
    expect(await checked('conv1')).toBe('true');
    expect(await checked('conv3')).toBe('false');
    expect(await page.getByRole('switch').count()).toBe(names.length);
  });

  it('is a switch with three states on every block with layers that can be frozen, and on no other', async () => {
    const { page, show } = panel;
    const graph = largeGraph(200, ['block2_conv2d_1', ...weightedIn('block3')]);
    const layers = graph.layers.map((layer) =>
      layer.block === 'block4' ? { ...layer, state: 'sliced off' as const, canFreeze: false } : layer,
    );
    await show(demoView({ graph: { ...graph, layers } }));
    const checked = (block: string) =>
      page.getByRole('checkbox', { name: `Freeze ${block}`, exact: true }).getAttribute('aria-checked');
    expect(await checked('block1')).toBe('true');
    expect(await checked('block2')).toBe('mixed');
    expect(await checked('block3')).toBe('false');
    const row = page.getByRole('treeitem', { name: /^block4,/ });
    expect(await row.getByRole('checkbox').count()).toBe(0);
    expect(await row.getByRole('switch').count()).toBe(0);
  });

  it('is the suggested case, the guide, the buttons and the run', async () => {
    const { page, show } = panel;
    await show(demoView());
    const suggested = page.getByRole('region', { name: 'Suggested case', exact: true });
    expect(await suggested.innerText()).toMatch(
      /^Suggested: case 1, small and similar\s+Your file: trains the head alone/,
    );
    expect(await page.getByRole('img', { name: 'Guide: size by similarity', exact: true }).isVisible()).toBe(
      true,
    );
    for (const name of ['Train', 'Stop']) {
      expect(await page.getByRole('button', { name, exact: true }).isVisible(), name).toBe(true);
    }
    expect(await page.getByRole('region', { name: 'Run', exact: true }).isVisible()).toBe(true);
  });

  it('is a run that announces each epoch politely, and nothing else', async () => {
    const { page, show } = panel;
    await show(demoView(running(4)));
    const run = page.getByRole('region', { name: 'Run', exact: true });
    expect(await run.getByRole('status').innerText()).toMatch(/^Epoch 4 of 200/);
    await show(demoView(running(5)));
    expect(await run.getByRole('status').innerText()).toMatch(/^Epoch 5 of 200/);
    const head = page.getByRole('banner');
    expect(await head.innerText()).toContain('Epoch 5 of 200');
    const progress = head.getByRole('progressbar', { name: 'Progress of the run' });
    expect(await progress.getAttribute('value')).toBe('0.025');
    expect(await head.locator('[aria-live], [role=status]').count()).toBe(0);
  });

  it('is nothing of the drawing: it is hidden from screen readers and out of the tab order', async () => {
    const { page, show } = panel;
    await show(demoView());
    const focusable = () =>
      page
        .locator('[aria-hidden="true"]')
        .evaluateAll(
          (hidden) =>
            hidden
              .flatMap((element) => [...element.querySelectorAll('a[href], button, [tabindex]')])
              .filter((element) => element.tabIndex >= 0).length,
        );
    await page.locator('.part-of').first().waitFor();
    expect(await focusable()).toBe(0);
    await showBoxes(page);
    expect(await focusable()).toBe(0);
    await page.getByRole('button', { name: 'Fit' }).click();
  });
});

describe('what the user cannot do', () => {
  it('is train with errors in the file: the errors stand above the button', async () => {
    const { page, show } = panel;
    await show(demoView(errors));
    expect(await page.getByRole('button', { name: 'Train', exact: true }).isDisabled()).toBe(true);
    expect(await page.getByText('The base has no layer conv9').isVisible()).toBe(true);
    expect(await page.getByRole('button', { name: '2 errors, 1 warning, 4 notes' }).isVisible()).toBe(true);
  });

  it('is train in a workspace that is not trusted: why stands there', async () => {
    const { page, show } = panel;
    await show(restrictedView());
    expect(await page.getByRole('button', { name: 'Train', exact: true }).isDisabled()).toBe(true);
    expect(await page.getByText('This workspace is not trusted').isVisible()).toBe(true);
  });

  it('is stop where nothing runs, and train where something does', async () => {
    const { page, show } = panel;
    const button = (name: string) => page.getByRole('button', { name, exact: true });
    await show(demoView());
    expect([await button('Train').isDisabled(), await button('Stop').isDisabled()]).toEqual([false, true]);
    await show(demoView(running()));
    expect([await button('Train').isDisabled(), await button('Stop').isDisabled()]).toEqual([true, false]);
    // It does not hear yet that it should stop.
    const { run } = running();
    await show(demoView({ run: { ...run!, state: 'created' } }));
    expect([await button('Train').isDisabled(), await button('Stop').isDisabled()]).toEqual([true, true]);
  });

  it('is resume a run that has finished, or that would fail the same way again', async () => {
    const { page, show } = panel;
    const resume = page.getByRole('banner').getByRole('button', { name: 'Resume', exact: true });
    await show(demoView({ run: failedRun() }));
    expect(await resume.isEnabled()).toBe(true);
    await show(demoView({ run: { ...failedRun(), resumable: false } }));
    expect(await resume.count()).toBe(0);
    await show(demoView(finished()));
    expect(await resume.count()).toBe(0);
  });

  it('is go back to a suggestion that the file follows', async () => {
    const { page, show } = panel;
    const back = page.getByRole('button', { name: 'Back to the suggestion' });
    await show(demoView({ guide: goingFurther }));
    expect(await back.isEnabled()).toBe(true);
    await show(demoView({ guide }));
    expect(await back.count()).toBe(0);
  });
});

describe('the head', () => {
  it('says that there are no problems only where there are none, notes included', async () => {
    const { page, show } = panel;
    const none = { errors: 0, errorsHereAlone: 0, warnings: 0, notes: 0, first: [] };
    const words = () => page.getByRole('banner').innerText();
    await show(demoView({ problems: none }));
    expect(await words()).toContain('No problems');
    await show(demoView({ problems: { ...none, notes: 1 } }));
    expect(await words()).not.toContain('No problems');
    expect(await words()).toContain('1 note');
  });

  it('stays while the rest is scrolled, and what one goes to comes to stand below it', async () => {
    const { page, show } = await open({ height: 700 });
    await show(demoView(finished()));
    for (const name of ['History', 'Study', 'Network', 'Run', 'Plan']) {
      await page.getByRole('button', { name: `Go to ${name}` }).click();
      const fold = page.getByRole('button', { name, exact: true });
      await expect.poll(() => fold.evaluate((button) => button.matches(':focus'))).toBe(true);
      const [head, part] = await Promise.all([page.getByRole('banner').boundingBox(), fold.boundingBox()]);
      expect(head?.y).toBe(0);
      expect(part?.y, name).toBeGreaterThanOrEqual(head?.height ?? 0);
      expect(part?.y, name).toBeLessThan(700);
    }
  });

  it('has the focus still after what was pressed there was redrawn', async () => {
    const { page, show } = await open();
    await show(demoView());
    await page.getByRole('button', { name: 'Train', exact: true }).focus();
    await page.keyboard.press('Enter');
    await show(demoView(running()));
    const focused = () => page.locator('vscode-button:focus').innerText();
    expect(await focused()).toBe('Train');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Stop');
    await page.keyboard.press('Enter');
    expect(await focused()).toBe('Stopping…');
    await show(demoView({ run: failedRun() }));
    await page.getByRole('button', { name: 'Resume', exact: true }).focus();
    await page.keyboard.press('Enter');
    await show(demoView(running()));
    expect(await focused()).toMatch(/^Stop/);
  });
});

describe('the parts', () => {
  it('stand in the order of the work, each folded by its name, and stay folded over a reload', async () => {
    const { page, show } = await open();
    await show(demoView(finished()));
    const names = await page
      .locator('main h2 button')
      .evaluateAll((all) => all.map((one) => one.textContent));
    expect(names).toEqual(['Plan', 'Network', 'Run', 'Study', 'History']);
    const fold = page.getByRole('button', { name: 'Network', exact: true });
    await fold.click();
    expect(await fold.getAttribute('aria-expanded')).toBe('false');
    expect(await page.getByRole('tree').count()).toBe(0);
    await page.reload();
    await show(demoView(finished()));
    expect(await page.getByRole('tree').count()).toBe(0);
    await page.getByRole('button', { name: 'Go to Network' }).click();
    await page.getByRole('tree').waitFor();
  });

  it.each([300, 760, 1440])('have Run brought into view when a run begins, %i px wide', async (width) => {
    const { page, show } = await open({ width, height: 700 });
    await show(demoView());
    const run = page.getByRole('region', { name: 'Run', exact: true });
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await show(demoView(running(4)));
    const inView = async () => {
      const [head, part] = await Promise.all([page.getByRole('banner').boundingBox(), run.boundingBox()]);
      return part !== null && head !== null && part.y >= head.height - 1 && part.y + 100 < 700;
    };
    await expect.poll(inView).toBe(true);
    expect(await run.getByRole('img', { name: /^Loss/ }).count()).toBe(1);
  });

  it('stay where they are when a run was going on already, or that of another file is shown', async () => {
    const { page, show } = await open({ height: 700 });
    const scrolled = () => page.evaluate<number>('scrollY');
    await show(demoView(running(4)));
    await show(demoView(running(5)));
    await show(demoView({ path: '/home/someone/other/transfer.yaml' }));
    await show(demoView(running(6)));
    await page.waitForTimeout(100);
    expect(await scrolled()).toBe(0);
  });
});

describe('what is shown', () => {
  it('is why there is no graph', async () => {
    const { page, show } = panel;
    await show(emptyView());
    expect(await page.getByText('The file names no base yet.').isVisible()).toBe(true);
    expect(await page.getByRole('tree').count()).toBe(0);
  });

  it('is what became of a finished run, on test or validation images', async () => {
    const { page, show } = panel;
    await show(demoView({ ...finished() }));
    const run = page.getByRole('region', { name: 'Run', exact: true });
    expect(await run.getByRole('grid').getByRole('row').count()).toBe(7);
    expect(
      await run.getByRole('img', { name: /^Accuracy\. validation: \d+ %, training: \d+ %$/ }).isVisible(),
    ).toBe(true);
    expect(await run.getByRole('img', { name: 'animals/animals-3.png' }).isVisible()).toBe(true);
    expect(
      await run.locator('.score', { hasText: 'of 90 test images, by which nothing was chosen' }).isVisible(),
    ).toBe(true);
    await run.getByRole('radio', { name: 'Validation images' }).click();
    expect(
      await run
        .locator('.score', { hasText: 'of 30 validation images, by which the best of 91 epochs was chosen' })
        .isVisible(),
    ).toBe(true);
  });

  it('is why a run failed, once', async () => {
    const { page, show } = panel;
    await show(demoView({ run: failedRun() }));
    expect(await page.getByRole('button', { name: 'Resume', exact: true }).isEnabled()).toBe(true);
    const run = page.getByRole('region', { name: 'Run', exact: true });
    const told = (await run.innerText()).match(/is not there any more/g);
    expect(told).toHaveLength(1);
    expect(await run.getByRole('status').innerText()).toMatch(/^The run failed\. images/);
  });

  it('is names as code where a message has them between backticks', async () => {
    const { page, show } = panel;
    const message = 'The base has no layer `conv9`. Is `conv3` meant?';
    const first = [{ severity: 'error' as const, message, line: 3, column: 1 }];
    await show(demoView({ problems: { errors: 1, errorsHereAlone: 0, warnings: 0, notes: 0, first } }));
    expect(await page.getByText('The base has no layer conv9. Is conv3 meant?').isVisible()).toBe(true);
    expect(await page.getByText('conv9', { exact: true }).evaluate(({ tagName }) => tagName)).toBe('CODE');
  });

  it('is never an older view than the one that stands', async () => {
    const { page, show } = panel;
    const old = demoView({ file: 'old/transfer.yaml' });
    await show(demoView({ file: 'new/transfer.yaml' }));
    await page.evaluate(`postMessage({ kind: 'view', view: ${JSON.stringify(old)} }, '*')`);
    await page.waitForTimeout(100);
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('new/transfer.yaml');
  });
});
