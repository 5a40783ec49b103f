import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { studyPage } from '../../src/report/study-page';
import { writeReport } from '../../src/report/write-report';
import { comparisonPage } from '../../src/views/comparison-page';
import { reportPage } from '../../src/views/report-page';
import { outcomes, studied } from '../fixtures/studied';
import { sampleInputs } from '../unit/report/report-sample';
import { plan, run } from '../unit/views/support/runs';
import { axeFaults } from './harness/axe';
import { launchBrowser } from './harness/launch-browser';
import { inEditor, setTheme, theme, themeNames } from './harness/page-html';
import { usePanel } from './use-panel';
import { panelStates } from './views/panel-states';

const widths = [1440, 1024, 300];
const height = 1000;

/** What axe finds in a page, in four themes at three widths. Another theme has other colours, and is else the same. */
async function faultsIn(page: Page): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const width of widths) {
    await page.setViewportSize({ width, height });
    for (const name of themeNames) {
      await setTheme(page, theme(name));
      const found = await axeFaults(page, name !== themeNames[0]);
      faults.push(...found.map((fault) => `${name}, ${width} px: ${fault}`));
    }
  }
  return faults;
}

describe('axe finds no fault in four themes at three widths', () => {
  const open = usePanel();
  it.each(panelStates)('in the panel with $name', async ({ view, act }) => {
    const { page, show } = await open({ height });
    await show(view());
    await act?.(page);
    expect(await faultsIn(page)).toEqual([]);
  });

  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  it.each([
    [
      'a study',
      studyPage(
        studied(
          outcomes({ frozen: [20, 18, 45], 'fine-tuned': [19, 17, 19] }),
          outcomes({ frozen: [50, 30, 20], 'fine-tuned': [30, 20, 20] }),
        ),
        'transfer.yaml',
      ),
    ],
    ['a report', reportPage(writeReport(sampleInputs({ epochs: [40, 25], baseLayers: 30 })))],
    [
      'a comparison of runs',
      comparisonPage([run(), run({ name: 'other', plan: { ...plan, case: 2 }, state: 'failed' })]),
    ],
  ])('in the page of %s', async (_name, html = '') => {
    const page = await browser.newPage();
    await page.setContent(inEditor(html, themeNames[0]));
    for (const summary of await page.locator('summary').all()) await summary.click();
    expect(await faultsIn(page)).toEqual([]);
  });
});
