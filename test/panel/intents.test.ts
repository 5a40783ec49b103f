import { beforeAll, describe, expect, it } from 'vitest';
import { type FromPanel, isAnswered, isFromPanel, type PanelView } from '../../src/shared/panel-messages';
import type { PanelPage } from './harness/panel-browser';
import { usePanel } from './use-panel';
import { demoGraph } from './views/demo-layers';
import { largeGraph, weightedIn } from './views/large-graph';
import { demoView, errors, goingFurther } from './views/panel-views';
import { notTried, pilotFound, pilotGoing } from './views/pilot-views';
import { curves, failedRun, finished, leftRun, pastRuns, running, runSettings } from './views/run-views';
import { showBoxes } from './views/show-boxes';
import { studyFound, studyGoing, studyOffered, studyStopped } from './views/study-views';

let panel: PanelPage;
const open = usePanel();
beforeAll(async () => {
  panel = await open();
});

/** What the panel sends while `use` acts; each must be an intent that the editor believes. */
async function sentBy(changes: Partial<PanelView>, use: (panel: PanelPage) => Promise<void>) {
  const before = (await panel.sent()).length;
  await panel.show(demoView(changes));
  await use(panel);
  const sent = (await panel.sent()).slice(before);
  expect(sent.every((intent) => isFromPanel(intent))).toBe(true);
  for (const { kind } of sent) if (isAnswered(kind)) await panel.tell({ kind: 'answered', intent: kind });
  return sent;
}

it('says first that it is ready', async () => {
  expect(await panel.sent()).toEqual([{ kind: 'ready', revision: 0 }]);
});

const click =
  (name: string | RegExp) =>
  async ({ page }: PanelPage) => {
    await page.getByRole('button', { name, exact: true }).click();
  };

const tooLittleMemory = {
  severity: 'error',
  message:
    'The run needs at least 189 GB of memory; this machine has 8 GB. Use smaller layers in the head, or none.',
  ...{ line: 6, column: 1 },
} as const;

const onRay = 'Train on the cluster at 127.0.0.1:8265, by 4 workers with 8 processors each';

describe('the mouse', () => {
  const rows: readonly (readonly [
    string,
    Partial<PanelView>,
    (panel: PanelPage) => Promise<void>,
    FromPanel,
  ])[] = [
    ['Train', {}, click('Train'), { kind: 'train' }],
    ['Train on Ray', { cluster: onRay }, click('Train on Ray'), { kind: 'trainOnCluster' }],
    [
      'Train on Ray, where this machine alone is too small',
      {
        cluster: onRay,
        problems: { errors: 1, errorsHereAlone: 1, warnings: 0, notes: 0, first: [tooLittleMemory] },
      },
      async (panel) => {
        expect(await panel.page.getByRole('button', { name: 'Train', exact: true }).isDisabled()).toBe(true);
        await panel.page.getByText('This machine is too small for it. Train on Ray').waitFor();
        await click('Train on Ray')(panel);
      },
      { kind: 'trainOnCluster' },
    ],
    ['Stop', running(), click('Stop'), { kind: 'stop' }],
    [
      'Study the layers',
      { study: studyOffered },
      async (panel) => {
        await panel.page.getByRole('radio', { name: 'quick' }).click();
        await click('Study the layers')(panel);
      },
      { kind: 'study', effort: 'quick', withSource: false },
    ],
    [
      'With the base’s own images',
      { study: studyFound },
      async (panel) => {
        await panel.page.getByRole('radio', { name: 'usual' }).click();
        await click("With the base's own images…")(panel);
      },
      { kind: 'study', effort: 'usual', withSource: true },
    ],
    ['Go on with a study', { study: studyStopped }, click('Go on'), { kind: 'resumeStudy' }],
    ['Stop studying', { study: studyGoing }, click('Stop studying'), { kind: 'stopStudy' }],
    ['the page of a study', { study: studyFound }, click('Open the page'), { kind: 'openStudy' }],
    [
      'Back to the suggestion',
      { guide: goingFurther },
      click('Back to the suggestion'),
      { kind: 'applySuggestion' },
    ],
    ['Try it', { pilot: notTried }, click('Try it'), { kind: 'pilot', minutes: 5 }],
    [
      'Try it, with more time',
      { pilot: notTried },
      async ({ page }) => {
        await page.getByRole('radio', { name: '15 min' }).click();
        await page.getByRole('button', { name: 'Try it' }).click();
      },
      { kind: 'pilot', minutes: 15 },
    ],
    ['Stop trying', { pilot: pilotGoing }, click('Stop trying'), { kind: 'stopPilot' }],
    ['Use this', { pilot: pilotFound() }, click('Use this'), { kind: 'usePilot' }],
    ['Pin', {}, click('Pin to this file'), { kind: 'pin', pinned: true }],
    ['problems', errors, click('2 errors, 1 warning, 4 notes'), { kind: 'showProblems' }],
    [
      'one problem',
      errors,
      async ({ page }) => page.getByRole('button', { name: /^Error, line 7:/ }).click(),
      { kind: 'showText', line: 7, column: 1 },
    ],
    [
      'Resume in the head',
      { run: failedRun() },
      click('Resume'),
      { kind: 'resume', folder: '/project/runs/now' },
    ],
    [
      'Follow, of a run that goes on on a cluster',
      { run: leftRun(), cluster: onRay },
      click('Follow'),
      { kind: 'resume', folder: '/project/runs/now' },
    ],
    [
      'Follow in the history',
      { pastRuns: pastRuns.map((run) => ({ ...run, left: run.state === 'interrupted' })) },
      click('Follow Case 1 · interrupted · today 13:02'),
      { kind: 'resume', folder: '/project/runs/2025-03-08T13-02-17-case1' },
    ],
    [
      'Open report of the run that has finished',
      finished(),
      click('Open report'),
      { kind: 'openReport', folder: '/project/runs/now' },
    ],
    ['Try a picture', finished(), click('Try a picture'), { kind: 'tryRun', folder: '/project/runs/now' }],
    [
      'Compare with the run before',
      finished(),
      click('Compare with cut early'),
      { kind: 'compare', folders: ['/project/runs/now', '/project/runs/2025-03-08T13-40-51-case2'] },
    ],
    [
      'Resume',
      { pastRuns },
      click('Resume Case 1 · interrupted · today 13:02'),
      { kind: 'resume', folder: '/project/runs/2025-03-08T13-02-17-case1' },
    ],
    [
      'Open report',
      { pastRuns },
      click('Open report of Case 1 · 73 % of 90 · today 14:12'),
      { kind: 'openReport', folder: '/project/runs/now' },
    ],
    [
      'Export',
      { pastRuns },
      click('Export the model of cut early'),
      { kind: 'exportModel', folder: '/project/runs/2025-03-08T13-40-51-case2' },
    ],
    [
      'Rename',
      { pastRuns },
      click('Rename cut early'),
      { kind: 'renameRun', folder: '/project/runs/2025-03-08T13-40-51-case2' },
    ],
    [
      'Delete',
      { pastRuns },
      click('Delete cut early'),
      { kind: 'deleteRun', folder: '/project/runs/2025-03-08T13-40-51-case2' },
    ],
    [
      'a star',
      { pastRuns },
      click('Star Case 1 · 73 % of 90 · today 14:12'),
      { kind: 'starRun', folder: '/project/runs/now', starred: true },
    ],
    [
      'a star that is there',
      { pastRuns },
      click('Star cut early'),
      { kind: 'starRun', folder: '/project/runs/2025-03-08T13-40-51-case2', starred: false },
    ],
    [
      'a switch',
      {},
      async ({ page }) => page.getByRole('switch', { name: 'Freeze conv3', exact: true }).click(),
      { kind: 'setFrozen', layers: ['conv3'], frozen: false },
    ],
    [
      'a switch that is off',
      { graph: demoGraph('pool3', ['conv3']) },
      async ({ page }) => page.getByRole('switch', { name: 'Freeze conv3', exact: true }).click(),
      { kind: 'setFrozen', layers: ['conv3'], frozen: true },
    ],
    [
      'the switch of a folded block',
      { graph: largeGraph(200) },
      async ({ page }) => page.getByRole('checkbox', { name: 'Freeze block3', exact: true }).click(),
      { kind: 'setFrozen', layers: weightedIn('block3'), frozen: false },
    ],
    [
      'the switch of a block of which some layers are frozen',
      { graph: largeGraph(200, ['block3_conv2d_1']) },
      async ({ page }) => page.getByRole('checkbox', { name: 'Freeze block3', exact: true }).click(),
      { kind: 'setFrozen', layers: weightedIn('block3'), frozen: true },
    ],
    [
      'the lock of a block in the drawing',
      { graph: largeGraph(200, weightedIn('block18')) },
      async ({ page }) => {
        await showBoxes(page);
        await page
          .locator('.box', { hasText: /^block18/ })
          .locator('button.freeze')
          .click();
      },
      { kind: 'setFrozen', layers: weightedIn('block18'), frozen: true },
    ],
    [
      'Cut here in the tree',
      {},
      async ({ page }) => {
        const row = page.getByRole('treeitem', { name: /^pool2,/ });
        await row.hover();
        await row.getByRole('button', { name: 'Cut here' }).click();
      },
      { kind: 'setCut', layer: 'pool2' },
    ],
    [
      'a lock in the drawing',
      {},
      async ({ page }) => {
        await showBoxes(page);
        await page.locator('.box', { hasText: 'conv3_bn' }).locator('button.sign').click();
      },
      { kind: 'setFrozen', layers: ['conv3_bn'], frozen: false },
    ],
    [
      'Cut here in the drawing',
      {},
      async ({ page }) => {
        await showBoxes(page);
        const box = page.locator('.box', { hasText: 'conv3_relu' });
        // What is pressed then scrolls nothing away from under the mouse.
        await page.locator('.drawing').evaluate('(one) => one.scrollIntoView()');
        await box.hover();
        await box.locator('.cut-here').click();
      },
      { kind: 'setCut', layer: 'conv3_relu' },
    ],
    [
      'a double click on a layer',
      {},
      async ({ page }) =>
        page.getByRole('treeitem', { name: /^conv2,/ }).dblclick({ position: { x: 60, y: 10 } }),
      { kind: 'showLayer', layer: 'conv2' },
    ],
  ];

  it.each(rows)('%s sends its intent, once', async (_name, view, use, intent) => {
    expect(await sentBy(view, use)).toEqual([intent]);
  });

  it('chooses runs to compare, and lays their curves over each other', async () => {
    const sent = await sentBy({ pastRuns, runSettings, curves }, async ({ page }) => {
      const compare = page.getByRole('button', { name: 'Compare' });
      expect(await compare.isDisabled()).toBe(true);
      await page.getByRole('checkbox', { name: /cut early/ }).click();
      await page.getByRole('checkbox', { name: /interrupted/ }).click();
      const key = page.getByRole('list', { name: 'Curves shown' });
      expect(await key.getByRole('listitem').count()).toBe(2);
      await compare.click();
      await page.getByRole('checkbox', { name: /73 %/ }).click();
      await compare.click();
    });
    const two = ['/project/runs/2025-03-08T13-40-51-case2', '/project/runs/2025-03-08T13-02-17-case1'];
    expect(sent).toEqual([
      { kind: 'compare', folders: two },
      { kind: 'compare', folders: [...two, '/project/runs/now'] },
    ]);
  });
});

describe('what was pressed', () => {
  it('shows at once that it was, and sends nothing when it is pressed again, until it is answered', async () => {
    const sent = await sentBy({}, async ({ page, tell }) => {
      await page.getByRole('button', { name: 'Train', exact: true }).click();
      const starting = page.getByRole('button', { name: 'Starting…' });
      await starting.waitFor();
      await starting.evaluate((button) => button.click());
      expect(await starting.isDisabled()).toBe(true);
      await tell({ kind: 'answered', intent: 'train' });
      await page.getByRole('button', { name: 'Train', exact: true }).waitFor();
    });
    expect(sent).toEqual([{ kind: 'train' }]);
  });

  it('is said of Stop wherever it was pressed, also aloud', async () => {
    const { page, show } = panel;
    const going = running();
    await show(demoView({ ...going, run: { ...going.run!, stopping: true } }));
    expect(await page.getByRole('button', { name: 'Stopping…' }).isDisabled()).toBe(true);
    expect(
      await page.getByRole('status').filter({ hasText: 'Stopping after the batch at hand.' }).count(),
    ).toBe(1);
    await show(demoView(going));
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await page.getByRole('button', { name: 'Stopping…' }).waitFor();
    await page.getByText('Stopping after the batch at hand.').waitFor();
    await panel.tell({ kind: 'answered', intent: 'stop' });
  });
});

describe('undo and redo', () => {
  it.each([
    ['Control+z', { kind: 'undo' }],
    ['Control+y', { kind: 'redo' }],
    ['Control+Shift+z', { kind: 'redo' }],
  ] as const)('%s is passed on to the editor', async (key, intent) => {
    const sent = await sentBy({}, async ({ page }) => {
      await page.getByRole('treeitem').first().focus();
      await page.keyboard.press(key);
    });
    expect(sent).toEqual([intent]);
  });

  it('stays with the search field while one types there', async () => {
    const sent = await sentBy({}, async ({ page }) => {
      await page.getByRole('textbox', { name: 'Search layers' }).click();
      await page.keyboard.type('conv');
      await page.keyboard.press('Control+z');
    });
    expect(sent).toEqual([]);
  });
});
