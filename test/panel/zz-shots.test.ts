import { it } from 'vitest';
import { setTheme, theme, themeNames } from './harness/page-html';
import { usePanel } from './use-panel';
import { demoView } from './views/panel-views';
import { foundOdd, oddThumbnails, picturesOf, thumbnailsOf, classNames } from './views/picture-views';
const open = usePanel();
it('shots', async () => {
  const panel = await open({ width: 1440, height: 1400 });
  await panel.show(demoView({ pictures: picturesOf({ odd: foundOdd }) }));
  for (const name of classNames) await panel.tell(thumbnailsOf(name));
  await panel.page.waitForTimeout(200);
  for (const s of (await panel.page.locator('.odd-pictures summary').all()).slice(1)) await s.click();
  await panel.tell(oddThumbnails());
  for (const [width, t] of [[1440, 0], [1024, 1], [300, 2], [1024, 3]] as const) {
    await panel.page.setViewportSize({ width, height: width === 300 ? 2600 : 1500 });
    await setTheme(panel.page, theme(themeNames[t]!));
    await panel.page.waitForTimeout(200);
    await panel.page.screenshot({ path: `/tmp/lookexp/shot-${width}-${t}.png` });
  }
});
