import { cp, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventually } from './eventually';
import { OpenText } from './open-text';
import { useEditor } from './use-editor';

/** No file yet; and a folder of images that somebody has split already. */
const prepare = async (workspace: string) => {
  await rm(path.join(workspace, 'transfer.yaml'));
  await cp(path.join(workspace, 'images'), path.join(workspace, 'own/photos/train'), { recursive: true });
  await cp(path.join(workspace, 'images-test'), path.join(workspace, 'own/photos/val'), { recursive: true });
};

describe('New Project', () => {
  const editor = useEditor({ workspace: 'examples/emoji-groups', prepare });
  const openTabs = () =>
    editor().inHost((vscode) =>
      vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label)),
    );

  it('writes a sound file for the folder of the explorer’s menu and opens it with its Designer', async () => {
    await editor().pressInExplorerMenu('images', 'New Transfer Project from Folder');
    const panel = await editor().frameOfPanel();
    await panel
      .getByText(/150 images/)
      .first()
      .waitFor();
    expect(await openTabs()).toContain('transfer.yaml');
    const text = new OpenText(editor(), 'transfer.yaml');
    const written = await text.text();
    expect(written).toMatch(/^ {2}path: images +# one folder a class: 150 images in 6 classes$/m);
    expect(written).toMatch(/^ {2}test: images-test /m);
    await eventually(async () => (await text.codeLenses()).join()).toContain('Train · case 1');
    expect((await text.problems()).filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('takes folders of images that are split already for what they are', async () => {
    await editor().pressInExplorerMenu('own/photos', 'New Transfer Project from Folder');
    const text = new OpenText(editor(), 'own/transfer.yaml');
    await eventually(() => readdir(path.join(editor().workspace, 'own'))).toContain('transfer.yaml');
    const written = await text.text();
    expect(written).toMatch(/^ {2}path: photos\/train +# one folder a class: 150 images in 6 classes$/m);
    expect(written).toMatch(/^ {2}validation: photos\/val /m);
    await eventually(async () => (await text.codeLenses()).join()).toContain('Train · case 1');
    expect((await text.problems()).filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('changes no file that is there', async () => {
    const file = path.join(editor().workspace, 'transfer.yaml');
    const before = await readFile(file, 'utf8');
    await editor().clearNotifications();
    await editor().pressInExplorerMenu('images-test', 'New Transfer Project from Folder');
    await editor().untilNotified(/is there already; it was opened and not changed/);
    expect(await readFile(file, 'utf8')).toBe(before);
  });

  it('asks for the folder where it is given none', async () => {
    await rm(path.join(editor().workspace, 'transfer.yaml'));
    await editor().runCommand('Transfer: New Project');
    await editor().chooseFolder(path.join(editor().workspace, 'images'), 'Use This Folder');
    await eventually(() => readdir(editor().workspace)).toContain('transfer.yaml');
  });

  it('says what is wrong with a folder without classes', async () => {
    editor().allowFaults(/holds no folders with images/);
    await editor().clearNotifications();
    await editor().pressInExplorerMenu('images/food', 'New Transfer Project from Folder');
    await editor().untilNotified(/holds no folders with images\. Put the images of each class into a folder/);
  });
});
