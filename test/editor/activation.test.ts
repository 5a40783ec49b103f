import { describe, expect, it } from 'vitest';
import { eventually } from './eventually';
import { OpenText } from './open-text';
import { useEditor } from './use-editor';

const id = 'transfer-designer.transfer-designer';

describe('in a project', () => {
  const editor = useEditor({ workspace: 'examples/emoji-groups' });
  const isActive = () =>
    editor().inHost((vscode, name) => vscode.extensions.getExtension(name)?.isActive ?? false, id);

  it('activates by itself, at once', async () => {
    await eventually(isActive).toBe(true);
    // With loading its code; the benchmark holds it to its figure. Loading an engine takes longer than this alone.
    const enough = 200;
    let fastest = await activationTime();
    // A machine that was busy at that moment gets two more tries.
    for (let tries = 1; tries < 3 && fastest >= enough; tries += 1) {
      await editor().reload();
      await eventually(isActive).toBe(true);
      fastest = Math.min(fastest, await activationTime());
    }
    console.log(`activate took ${fastest} ms`);
    expect(fastest).toBeLessThan(enough);
  });

  it('loads no engine and no image library into the extension host', async () => {
    await editor().openFile('transfer.yaml');
    const text = new OpenText(editor(), 'transfer.yaml');
    await eventually(async () => (await text.problems()).length).toBeGreaterThan(0);
    const native = await editor().inHost((_vscode, _argument, require) => {
      const { readFileSync } = require('node:fs') as typeof import('node:fs');
      return readFileSync('/proc/self/maps', 'utf8')
        .split('\n')
        .filter(
          (line) => /tensorflow|onnx|vips|sharp/i.test(line.slice(line.indexOf('/'))) && line.includes('/'),
        );
    });
    expect(native).toEqual([]);
  });

  it('leaves every other YAML alone', async () => {
    await editor().inHost(async (vscode) => {
      const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
      if (folder === undefined) throw new Error('No folder is open.');
      const content = new TextEncoder().encode('bse: demo\ncase: 7\n');
      await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, 'other.yaml'), content);
    });
    await editor().openFile('other.yaml');
    const text = new OpenText(editor(), 'other.yaml');
    expect(await text.codeLenses()).toEqual([]);
    expect(await text.inlayHints()).toEqual([]);
    expect(await text.hoverAt('case')).toBe('');
    expect(await text.problems()).toEqual([]);
  });

  async function activationTime(): Promise<number> {
    const { page } = editor();
    // The list draws what is in sight, the slowest first: room for all of it.
    await page.setViewportSize({ width: 1600, height: 4000 });
    await editor().runCommand('Developer: Show Running Extensions');
    const row = page
      .locator('.runtime-extensions-editor .monaco-list-row')
      .filter({ hasText: 'Transfer Designer' });
    await row.first().waitFor();
    const shown = await row.first().innerText();
    const time = /(\d+)\s*ms/.exec(shown)?.[1];
    if (time === undefined) throw new Error(`No activation time stands in: ${shown}`);
    return Number(time);
  }
});

describe('in a folder without a transfer.yaml', () => {
  const editor = useEditor({ workspace: 'test/editor/no-project' });

  it('stays out of a YAML file that is not its own', async () => {
    await editor().openFile('settings.yaml');
    const text = new OpenText(editor(), 'settings.yaml');
    expect(await text.hoverAt('case')).toBe('');
    expect(await text.codeLenses()).toEqual([]);
    expect(await text.problems()).toEqual([]);
    expect(await loadedBundles()).toEqual(['extension.js']);
  });

  it('serves a single transfer file that is opened from elsewhere', async () => {
    const file = `${editor().workspace}/../loose.transfer.yaml`;
    await editor().inHost(async (vscode, name) => {
      const uri = vscode.Uri.file(name);
      await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode('bse: demo\n'));
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
    }, file);
    const text = new OpenText(editor(), '../loose.transfer.yaml');
    await eventually(async () => (await text.problems()).map(({ code }) => code)).toContain('unknown-key');
    expect(await loadedBundles()).toEqual(['editor-parts.js', 'extension.js']);
  });

  function loadedBundles(): Promise<string[]> {
    return editor().inHost((vscode, name, require) => {
      const path = require('node:path') as typeof import('node:path');
      const { realpathSync } = require('node:fs') as typeof import('node:fs');
      const dist = realpathSync(path.join(vscode.extensions.getExtension(name)?.extensionPath ?? '', 'dist'));
      return Object.keys(require.cache)
        .filter((file) => file.startsWith(dist + path.sep))
        .map((file) => path.basename(file))
        .sort();
    }, id);
  }
});
