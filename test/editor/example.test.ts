import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './eventually';
import { OpenText } from './open-text';
import { useEditor } from './use-editor';

/** A name as people give it. */
const place = 'Meine Übungen 例';

// In the order in which somebody meets it: a window without a folder, which becomes the example's own.
describe('Try an Example', () => {
  const editor = useEditor({
    workspace: 'test/editor/no-project',
    withoutFolder: true,
    prepare: async (workspace) => void (await mkdir(path.join(workspace, place))),
  });
  let folder: string;
  const copied = () => readdir(folder).then((names) => names.sort());
  const folders = () =>
    editor().inHost((vscode) => vscode.workspace.workspaceFolders?.map(({ uri }) => uri.fsPath) ?? []);
  const begin = async () => {
    await editor().runCommand('Transfer: Try an Example');
    await editor().choose('Emoji groups');
  };

  beforeAll(() => {
    folder = path.join(editor().workspace, place);
  });

  it('is offered where nothing is open', async () => {
    expect(await folders()).toEqual([]);
    await editor().inHost((vscode) => vscode.commands.executeCommand('workbench.view.explorer'));
    const button = editor().page.getByRole('button', { name: 'Try a Transfer Example' });
    await button.click();
    await editor().page.getByText('Try which example?').waitFor();
    await editor().page.keyboard.press('Escape');
    await eventually(() => editor().page.getByText('Try which example?').isVisible()).toBe(false);
  });

  it('leaves nothing behind when it is cancelled where it asks for the folder', async () => {
    await begin();
    const ask = editor().page.getByRole('button', { name: 'Copy Here', exact: true });
    await ask.waitFor();
    await editor().page.keyboard.press('Escape');
    await eventually(() => ask.isVisible()).toBe(false);
    expect(await copied()).toEqual([]);
    expect(await folders()).toEqual([]);
  });

  it('copies the example, opens its folder, and the Designer comes up by itself', async () => {
    await editor().untilLoadedBy(async () => {
      await begin();
      await editor().chooseFolder(folder, 'Copy Here');
    });
    expect(await folders()).toEqual([path.join(folder, 'emoji-groups')]);
    const panel = await editor().frameOfPanel();
    await panel
      .getByText(/150 images/)
      .first()
      .waitFor();
    expect(await panel.getByRole('button', { name: 'Train', exact: true }).isEnabled()).toBe(true);
    const text = new OpenText(editor(), path.join(place, 'emoji-groups', 'transfer.yaml'));
    await eventually(async () => (await text.codeLenses()).join()).toContain('Train · case 1');
    expect((await text.problems()).filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(
      (await readdir(path.join(folder, 'emoji-groups'))).filter((name) => !name.startsWith('.')).sort(),
    ).toEqual(['README.md', 'images', 'images-test', 'transfer.yaml']);
  });

  it('asks where the name is taken, and does nothing when that is cancelled', async () => {
    const changed = path.join(folder, 'emoji-groups', 'README.md');
    await writeFile(changed, 'mine');
    await begin();
    await editor().chooseFolder(folder, 'Copy Here');
    await editor()
      .question()
      .getByText(/emoji-groups is there already\./)
      .waitFor();
    await editor().pressInQuestion('Cancel');
    expect(await copied()).toEqual(['emoji-groups']);
    expect(await readFile(changed, 'utf8')).toBe('mine');
  });

  it('copies beside what is there, and shows in this window what lies in its workspace', async () => {
    const opened = path.join(folder, 'emoji-groups');
    await mkdir(path.join(opened, 'emoji-groups'));
    await begin();
    await editor().chooseFolder(opened, 'Copy Here');
    await editor().pressInQuestion('Copy as emoji-groups-2');
    await editor().frameWith((frame) =>
      frame.getByRole('heading', { name: 'emoji-groups-2/transfer.yaml', exact: true }),
    );
    expect(await readdir(path.join(opened, 'emoji-groups'))).toEqual([]);
    expect(existsSync(path.join(opened, 'emoji-groups-2', 'transfer.yaml'))).toBe(true);
    expect(await folders()).toEqual([opened]);
  });

  it('opens in a window of its own what lies outside of the workspace', async () => {
    const [window] = await Promise.all([
      editor().page.context().waitForEvent('page'),
      (async () => {
        await begin();
        await editor().chooseFolder(folder, 'Copy Here');
        await editor().pressInQuestion('Copy as emoji-groups-2');
      })(),
    ]);
    expect(new URL(window.url()).searchParams.get('folder')).toContain('emoji-groups-2');
    await window.getByRole('tab', { name: /^Designer/ }).waitFor();
    // What its extension host is still about when it is closed, it says in its log.
    editor().allowFaults(/Channel has been closed/);
    await window.close();
    expect(await copied()).toEqual(['emoji-groups', 'emoji-groups-2']);
  });
});
