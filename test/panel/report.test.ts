import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeReport } from '../../src/report/write-report';
import { sampleInputs } from '../unit/report/report-sample';
import { launchBrowser } from './harness/launch-browser';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

const manyClasses = Array.from({ length: 14 }, (_, index) => `a class with a long name ${index + 1}`);

describe.each([
  ['of six classes', writeReport(sampleInputs())],
  ['of many classes with long names', writeReport(sampleInputs({ classes: manyClasses }))],
  ['of two phases and a hundred layers', writeReport(sampleInputs({ epochs: [40, 25], baseLayers: 100 }))],
])('the report %s', (_name, report) => {
  it.each([320, 400, 480, 640, 1280])('does not make a page of %i px scroll sideways', async (width) => {
    const page = await browser.newPage({ viewport: { width, height: 800 } });
    try {
      await page.setContent(report);
      for (const summary of await page.locator('summary').all()) await summary.click();
      expect(await page.locator('html').evaluate((root) => root.scrollWidth - root.clientWidth)).toBe(0);
    } finally {
      await page.close();
    }
  });
});

describe('in half of an editor’s window', () => {
  it.each([480, 600, 640, 720, 840])(
    'all tables can be read without scrolling, %i px wide',
    async (width) => {
      const page = await browser.newPage({ viewport: { width, height: 800 } });
      try {
        await page.setContent(writeReport(sampleInputs()));
        for (const summary of await page.locator('summary').all()) await summary.click();
        const tooWide = await page
          .locator('.scroll')
          .evaluateAll((regions) =>
            regions.flatMap((region) =>
              region.scrollWidth > region.clientWidth ? [region.getAttribute('aria-label')] : [],
            ),
          );
        expect(tooWide).toEqual([]);
      } finally {
        await page.close();
      }
    },
  );
});
