import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventually } from '../editor/eventually';
import { OpenText } from '../editor/open-text';
import { trainHeadFor } from '../editor/quick-training';
import { installEditorHost } from '../editor-host/installation';
import { desktopProgram, useAnyEditor } from './use-any-editor';

const { contributes } = JSON.parse(readFileSync(path.resolve(__dirname, '../../package.json'), 'utf8')) as {
  contributes: { commands: readonly { readonly command: string }[] };
};

// What shows from inside the extension host alone, in desktop VS Code and in its server alike.
describe('in any editor, the extension', () => {
  const editor = useAnyEditor({ workspace: 'examples/emoji-groups', prepare: trainHeadFor(3) });
  const text = () => new OpenText(editor(), 'transfer.yaml');
  const codes = async () => (await text().problems()).map(({ code }) => code);
  const tabs = () =>
    editor().inHost((vscode) =>
      vscode.window.tabGroups.all.map((group) => group.tabs.map(({ label }) => label)),
    );

  it('runs in the editor that was asked for', async () => {
    const { version, isDesktop } = await editor().inHost((vscode) => ({
      version: vscode.version,
      isDesktop: vscode.env.uiKind === vscode.UIKind.Desktop,
    }));
    console.log(`VS Code ${version}, ${isDesktop ? 'desktop' : 'its server and a browser'}`);
    expect(isDesktop).toBe(desktopProgram !== undefined);
    const asked = desktopProgram === undefined ? await serverVersion() : process.env.DESKTOP_EDITOR_VERSION;
    expect(['stable', version]).toContain(asked);
  });

  it('activates by itself and has every command', async () => {
    const name = 'transfer-designer.transfer-designer';
    const isActive = () =>
      editor().inHost((vscode, id) => vscode.extensions.getExtension(id)?.isActive ?? false, name);
    await eventually(isActive).toBe(true);
    const registered = await editor().inHost((vscode) => vscode.commands.getCommands(true));
    expect(registered).toEqual(expect.arrayContaining(contributes.commands.map(({ command }) => command)));
  });

  it('underlines a misspelt key and mends it, and nothing else in the text', async () => {
    const original = await text().text();
    await text().replace('similarity: similar', 'similarty: similar');
    await eventually(() => text().problems()).toContainEqual(
      expect.objectContaining({ code: 'unknown-key', text: 'similarty' }),
    );
    const [title] = (await text().fixesAt('similarty')).filter((fix) => fix.includes('similarity'));
    await text().applyFix('similarty', title ?? '');
    expect(await text().text()).toBe(original);
    await eventually(codes).not.toContain('unknown-key');
  });

  it('helps in the text: completion, hover, lenses, hints, outline', async () => {
    const original = await text().text();
    await eventually(() => text().codeLenses()).toEqual(
      expect.arrayContaining([expect.stringMatching(/^Train · case 1 · the head alone/)]),
    );
    await text().set(`${original}freeze: { through: conv2_bn }\n`);
    expect(await text().completionsAfter('through: ')).toEqual(expect.arrayContaining(['conv1', 'pool2']));
    await eventually(() => text().hoverAt('conv2_bn')).toMatch(/BatchNormalization[\s\S]*256/);
    expect(await text().outline()).toEqual(expect.arrayContaining(['base', 'dataset', 'freeze']));
    await text().set(original);
    await eventually(() => text().inlayHints()).toContainEqual(expect.stringMatching(/\d: .*case 1|\d: .*1/));
  });

  it('opens the Designer beside the text', async () => {
    await editor().openFile('transfer.yaml');
    await editor().inHost((vscode) => vscode.commands.executeCommand('transferDesigner.openDesigner'));
    await eventually(tabs).toEqual([['transfer.yaml'], ['Designer: emoji-groups/transfer.yaml']]);
  });

  it('trains to a report, which opens in the editor', async () => {
    await editor().openFile('transfer.yaml');
    const runs = path.join(editor().workspace, 'runs');
    const before = runNames(runs);
    await editor().inHost((vscode) => vscode.commands.executeCommand('transferDesigner.train'));
    const started = () => runNames(runs).find((name) => !before.includes(name));
    await eventually(started).toBeDefined();
    const name = started() ?? '';
    const record = async () => JSON.parse(await readFile(path.join(runs, name, 'run.json'), 'utf8'));
    await eventually(record, { timeout: 240_000 }).toMatchObject({ state: 'finished' });
    await editor().inHost((vscode) => vscode.commands.executeCommand('transferDesigner.openReport'));
    await eventually(async () => (await tabs()).flat()).toContainEqual(
      expect.stringMatching(/^Report: Case 1 · \d+ % of \d+ · /),
    );
  });
});

function runNames(runs: string): string[] {
  return existsSync(runs) ? readdirSync(runs).filter((name) => /^\d/.test(name)) : [];
}

async function serverVersion(): Promise<string> {
  return (await installEditorHost((line) => console.log(line))).version;
}
