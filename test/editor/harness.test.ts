import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EditorSession } from './editor-session';
import { eventually } from './eventually';

// The judge itself: a harness that misses a fault would pass every other test here.
describe('a session notices', () => {
  let editor: EditorSession;
  beforeAll(async () => {
    editor = await EditorSession.open({
      workspace: 'examples/emoji-groups',
      extension: path.join(__dirname, 'faulty-extension'),
    });
  });
  afterAll(() => editor?.close());

  it('no fault where there is none', async () => {
    await editor.openFile('transfer.yaml');
    expect(await editor.faults()).toEqual([]);
  });

  it.each([
    ['faulty.throw', 'thrown by the extension'],
    ['faulty.log', 'logged by the extension'],
    ['faulty.panel', 'said by the panel'],
    ['faulty.panel', 'thrown by the panel'],
    ['faulty.panel', 'Content Security Policy'],
  ])('after %s: %s', async (command, fault) => {
    await editor.inHost((vscode, id) => vscode.commands.executeCommand(id), command);
    await eventually(() => editor.faults()).toContainEqual(expect.stringContaining(fault));
  });

  it('what is thrown in the extension host by the tests themselves', async () => {
    const thrown = editor.inHost(() => {
      throw new Error('thrown by the test');
    });
    await expect(thrown).rejects.toThrow('thrown by the test');
  });

  it('faults in a page that was loaded again', async () => {
    await editor.reload();
    const before = (await editor.faults()).length;
    await editor.inHost((vscode) => vscode.commands.executeCommand('faulty.panel'));
    await eventually(async () => (await editor.faults()).length).toBeGreaterThan(before);
  });
});
