// Takes the README's pictures of the panel: a finished run in three themes.
import path from 'node:path';
import { startPanelBrowser } from '../test/panel/harness/panel-browser';
import { demoGraph } from '../test/panel/views/demo-layers';
import { demoView } from '../test/panel/views/panel-views';
import { finishedRun, pastRuns } from '../test/panel/views/run-views';

async function takePictures(folder: string): Promise<void> {
  const browser = await startPanelBrowser();
  try {
    for (const theme of ['dark', 'light', 'contrast'] as const) {
      const { page, show } = await browser.open({ theme, width: 1400, height: 1000, scale: 1.5 });
      await show(
        demoView({ graph: demoGraph('pool3', ['conv3', 'conv3_bn']), run: finishedRun(), pastRuns }),
      );
      await page.locator('.box').first().waitFor();
      await page.waitForTimeout(400);
      await page.screenshot({ path: path.join(folder, `panel-${theme}.png`) });
      await page.close();
    }
  } finally {
    await browser.close();
  }
}

takePictures(process.argv[2] ?? path.resolve(import.meta.dirname, '../media')).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
