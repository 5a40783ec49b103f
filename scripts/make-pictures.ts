// `npm run make-pictures`: takes the README's pictures: the panel in a real editor, with a finished run of the example,
// in three themes, and the beginning of that run's report. A copy of the example is trained for it.
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { EditorSession } from '../test/editor/editor-session';

const themes = { light: 'Light Modern', dark: 'Dark Modern', contrast: 'Default High Contrast' };
const size = { width: 1440, height: 900 };

async function takePictures(folder: string): Promise<void> {
  const editor = await EditorSession.open({
    workspace: 'examples/emoji-groups',
    settings: { 'editor.minimap.enabled': false },
  });
  try {
    await editor.page.setViewportSize(size);
    await editor.openFile('transfer.yaml');
    await editor.runCommand('Transfer: Open Designer');
    const panel = await editor.frameOfPanel();
    await panel.getByRole('button', { name: 'Train', exact: true }).click();
    await panel.getByRole('grid', { name: /^Confusion matrix/ }).waitFor({ timeout: 300_000 });
    // More room for the panel, and nothing of the editor's own that is in the way.
    await editor.inHost(async (vscode) => {
      await vscode.commands.executeCommand('workbench.action.closeSidebar');
      await vscode.commands.executeCommand('notifications.clearAll');
    });
    for (const [name, theme] of Object.entries(themes)) {
      await editor.inHost(async (vscode, wanted) => {
        const all = vscode.ConfigurationTarget.Global;
        await vscode.workspace.getConfiguration().update('workbench.colorTheme', wanted, all);
      }, theme);
      // Out of the way, so that nothing is pointed at.
      await editor.page.mouse.move(size.width / 4, size.height - 100);
      for (const [part, region] of Object.entries({ panel: 'Your pictures', network: 'Network' })) {
        const shown = panel.getByRole('region', { name: region });
        await shown.evaluate((element) => element.scrollIntoView({ block: 'start' }));
        // Curves and the drawing take the theme's new colours in a frame or two.
        await editor.page.waitForTimeout(1_000);
        await take(editor.page, path.join(folder, `${part}-${name}.png`));
      }
    }
    const runs = path.join(editor.workspace, 'runs');
    const [run] = (await readdir(runs, { withFileTypes: true })).filter((entry) => entry.isDirectory());
    const browser = editor.page.context().browser();
    const report = await browser?.newPage({ viewport: { width: 1100, height: 2080 } });
    if (!report) throw new Error('The browser has ended.');
    await report.goto(pathToFileURL(path.join(runs, run?.name ?? '', 'report.html')).href);
    await take(report, path.join(folder, 'report.png'));
  } finally {
    await editor.close();
  }
}

async function take(page: Page, file: string): Promise<void> {
  // A palette is enough for flat colours, and a fraction of the size.
  await sharp(await page.screenshot())
    .png({ palette: true, effort: 10 })
    .toFile(file);
  console.log(`${file}: ${Math.round((await stat(file)).size / 1000)} kB`);
}

takePictures(process.argv[2] ?? path.resolve(__dirname, '../media')).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
