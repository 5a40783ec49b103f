// `npm run make-pictures`: takes the README's pictures of the panel in a real editor: the example with a finished run,
// in three themes. A copy of the example is trained for it.
import { stat } from 'node:fs/promises';
import path from 'node:path';
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
    await panel.getByRole('table', { name: /^Confusion matrix/ }).waitFor({ timeout: 300_000 });
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
      for (const [part, region] of Object.entries({ panel: 'Suggested case', network: 'Network' })) {
        const shown = panel.getByRole('region', { name: region });
        await shown.evaluate((element) => element.scrollIntoView({ block: 'start' }));
        // Curves and the drawing take the theme's new colours in a frame or two.
        await editor.page.waitForTimeout(1_000);
        const file = path.join(folder, `${part}-${name}.png`);
        // A palette is enough for flat colours, and a fraction of the size.
        await sharp(await editor.page.screenshot())
          .png({ palette: true, effort: 10 })
          .toFile(file);
        console.log(`${file}: ${Math.round((await stat(file)).size / 1000)} kB`);
      }
    }
  } finally {
    await editor.close();
  }
}

takePictures(process.argv[2] ?? path.resolve(__dirname, '../media')).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
