import { describe, expect, it } from 'vitest';
import { residualOnnx, writeOnnx } from '../fixtures/onnx-networks';
import { eventually } from './eventually';
import { OpenText } from './open-text';
import { useEditor } from './use-editor';

describe('the settings', () => {
  const editor = useEditor({
    workspace: 'examples/emoji-groups',
    prepare: async (folder) => void writeOnnx(folder, residualOnnx()),
    settings: {
      'transferDesigner.openDesignerWhenOpening': true,
      'transferDesigner.engine': 'webassembly',
      'transferDesigner.node': '/nowhere/node',
    },
  });
  const designers = () => editor().webviewTitles();
  const run = (command: string) =>
    editor().inHost((vscode, id) => void vscode.commands.executeCommand(id), command);

  it('open the Designer with the file, and say which Node is used for one that is none', async () => {
    await editor().openFile('transfer.yaml');
    await eventually(designers).toEqual(['Designer: emoji-groups/transfer.yaml']);
    expect(await editor().untilNotified(/no Node\.js/)).toMatch(
      /^\/nowhere\/node is no Node\.js of version 20 or newer\. .+ is used instead\.$/,
    );
  });

  it('open no second Designer when the window is loaded again', async () => {
    const shown = async () =>
      (await editor().frameOfPanel()).getByRole('switch', { name: 'Freeze conv1', exact: true }).waitFor();
    await shown();
    await editor().reload();
    await shown();
    expect(await designers()).toEqual(['Designer: emoji-groups/transfer.yaml']);
  });

  it('that ask for WebAssembly are named where it can’t run the base', async () => {
    const text = new OpenText(editor(), 'transfer.yaml');
    await text.replace('base: demo', 'base: { model: net.onnx, input: { scale: "-1..1" } }');
    await editor().clearNotifications();
    await run('transferDesigner.train');
    expect(await editor().untilNotified(/WebAssembly/)).toMatch(
      /^The setting transferDesigner\.engine asks for/,
    );
    await editor().clearNotifications();
    await run('transferDesigner.installRuntime');
    // With or without tfjs-node on this machine.
    const offered = editor().question().getByText('Install the training runtime?');
    const ready = editor()
      .page.locator('.notification-list-item-message')
      .filter({ hasText: /works already.*Runs do not use it/ });
    await offered.or(ready).first().waitFor();
    await editor().page.keyboard.press('Escape');
  });
});
