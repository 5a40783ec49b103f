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
  const answer = async (base: string, likeness: string) => {
    await editor().choose(base);
    await editor().choose(likeness);
  };

  it('writes nothing when it is cancelled where it asks for the base', async () => {
    const before = await readdir(editor().workspace);
    await editor().pressInExplorerMenu('images', 'New Transfer Project from Folder');
    const question = editor().page.getByText('New Project (1 of 2): which base?');
    await question.waitFor();
    await editor().page.keyboard.press('Escape');
    await eventually(() => question.isVisible()).toBe(false);
    expect(await readdir(editor().workspace)).toEqual(before);
  });

  it('writes a sound file for the folder of the explorer’s menu and opens it with its Designer', async () => {
    await editor().pressInExplorerMenu('images', 'New Transfer Project from Folder');
    await answer('demo', 'Like those');
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
    expect(written).toMatch(/^base: demo +# trained on emoji: /m);
    expect(written).toMatch(/^ {2}similarity: similar /m);
    await eventually(async () => (await text.codeLenses()).join()).toContain('Train · case 1');
    expect((await text.problems()).filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('takes folders of images that are split already for what they are', async () => {
    await editor().pressInExplorerMenu('own/photos', 'New Transfer Project from Folder');
    await answer('demo', 'Decide later');
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

  it('asks for the folder where it is given none, and takes the base and the answer that were chosen', async () => {
    await rm(path.join(editor().workspace, 'transfer.yaml'));
    await editor().runCommand('Transfer: New Project');
    await editor().chooseFolder(path.join(editor().workspace, 'images'), 'Use This Folder');
    await answer('efficientnet-lite0', 'Different');
    await eventually(() => readdir(editor().workspace)).toContain('transfer.yaml');
    const text = new OpenText(editor(), 'transfer.yaml');
    // The editor still shows the file that is gone until it sees the new one.
    await eventually(() => text.text()).toMatch(/^base: efficientnet-lite0 +# trained on ImageNet: /m);
    expect(await text.text()).toMatch(/^ {2}similarity: different /m);
    await eventually(async () => (await text.codeLenses()).join()).toContain('case 2');
  });

  it('says what is wrong with a folder without classes', async () => {
    editor().allowFaults(/holds no folders with images/);
    await editor().clearNotifications();
    await editor().pressInExplorerMenu('images/food', 'New Transfer Project from Folder');
    await editor().untilNotified(/holds no folders with images\. Put the images of each class into a folder/);
  });
});
