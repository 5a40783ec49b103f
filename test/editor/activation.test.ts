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

  /** Milliseconds at this start of the extension host, as it took the times itself. */
  function activationTime(): Promise<number> {
    return editor().inHost((_vscode, name) => {
      type Clock = { getMarks(): readonly { readonly name: string; readonly startTime: number }[] };
      const marks = (
        globalThis as unknown as { MonacoPerformanceMarks: Clock }
      ).MonacoPerformanceMarks.getMarks();
      const at = (mark: string) => {
        const found = marks.find((one) => one.name === `code/extHost/${mark}/${name}`);
        if (found === undefined) throw new Error(`The extension host has no time of ${mark}.`);
        return found.startTime;
      };
      const loading = at('didLoadExtensionCode') - at('willLoadExtensionCode');
      return loading + at('didActivateExtension') - at('willActivateExtension');
    }, id);
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
