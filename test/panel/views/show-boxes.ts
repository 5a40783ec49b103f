import type { Frame, Page } from 'playwright-core';

/** Goes from the overview of a drawing into its boxes, where the freeze line stands or where something is selected. */
export async function showBoxes(page: Page | Frame): Promise<void> {
  await page.locator('.part-of, .box').first().waitFor();
  const box = page.locator('.box').first();
  if (await box.isVisible()) return;
  // It takes a layout to go there, which may have to be waited for.
  for (let tries = 0; tries < 100 && !(await box.isVisible()); tries += 1) {
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await page.waitForTimeout(50);
  }
  await box.waitFor();
}
