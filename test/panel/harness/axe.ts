import { readFileSync } from 'node:fs';
import path from 'node:path';
import axe, { type AxeResults, type RunOptions } from 'axe-core';
import type { Frame, Page } from 'playwright-core';

const options: RunOptions = {
  resultTypes: ['violations', 'incomplete'],
  // Of the rules of WCAG 2.2 the one that is off at first. All others are on.
  rules: { 'target-size': { enabled: true } },
};
/** After a change of its size the page is drawn once, and again by what then measures itself. */
const settled =
  'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))';
const lowContrasts = readFileSync(path.join(import.meta.dirname, 'low-contrasts.js'), 'utf8');

/**
 * What axe-core finds wrong in a page, or in a panel's frame, by all of its rules, a line for each element. Where it can't tell a contrast,
 * what is really behind the text is looked up.
 * @param colorsAlone where nothing but colours has changed since all rules were looked at: the others say the same
 */
export async function axeFaults(page: Page | Frame, colorsAlone = false): Promise<readonly string[]> {
  if (!(await page.evaluate<boolean>("typeof axe === 'object'"))) {
    await page.evaluate(axe.source);
    await page.evaluate(lowContrasts);
  }
  // Looking up contrasts has scrolled the page, and what then stands half below its head is no smaller for it.
  await page.evaluate('scrollTo(0, 0)');
  await page.evaluate(settled);
  const asked = colorsAlone ? { ...options, runOnly: ['color-contrast'] } : options;
  const { violations, incomplete } = await page.evaluate<AxeResults>(`axe.run(${JSON.stringify(asked)})`);
  const undecided = incomplete.find(({ id }) => id === 'color-contrast')?.nodes ?? [];
  const targets = JSON.stringify(undecided.map(({ target }) => target));
  return [
    ...violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
    ),
    ...(await page.evaluate<readonly string[]>(`lowContrasts(${targets})`)),
  ];
}
