import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import {
  type PageOptions,
  type PanelBrowser,
  type PanelPage,
  startPanelBrowser,
} from './harness/panel-browser';

/**
 * One browser for all tests of a file, and in it as many pages of the panel as they open. A page that a test opens is
 * closed after it; one that is opened before all tests stays. A test fails also when something has gone wrong in one
 * of the pages by its end.
 */
export function usePanel(): (options?: PageOptions) => Promise<PanelPage> {
  let browser: PanelBrowser | undefined;
  const opened: PanelPage[] = [];
  let staying = 0;
  beforeAll(async () => {
    browser = await startPanelBrowser();
  });
  beforeEach(() => {
    staying = opened.length;
  });
  afterEach(async () => {
    const faults = await Promise.all(opened.map((panel) => panel.faults()));
    await Promise.all(opened.splice(staying).map(({ page }) => page.close()));
    expect(faults.flat(), 'faults in the panel').toEqual([]);
  });
  afterAll(() => browser?.close());
  return async (options) => {
    if (browser === undefined) throw new Error('The browser is not open.');
    const panel = await browser.open(options);
    opened.push(panel);
    return panel;
  };
}
