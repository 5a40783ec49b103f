import { beforeEach, describe, expect, it } from 'vitest';
import { eventually } from './eventually';
import { OpenText } from './open-text';
import { useEditor } from './use-editor';

const example = `# Six groups of emoji.
version: 1
base: demo        # the base
dataset:
  path: images
  similarity: similar
case: 3           # mine
freeze: [conv1, bn1]
`;

describe('in the text', () => {
  const editor = useEditor({ workspace: 'examples/emoji-groups' });
  let text: OpenText;
  const codes = async () => (await text.problems()).map(({ code }) => code);
  beforeEach(() => {
    text = new OpenText(editor(), 'transfer.yaml');
  });

  it('Apply Suggestion makes the file follow the suggested case, and one undo takes that back', async () => {
    await text.set(example);
    await editor().runCommand('Transfer: Apply Suggestion');
    await eventually(() => text.text()).toMatch(/^case: 1 +# mine$/m);
    const applied = await text.text();
    expect(applied).toContain('# Six groups of emoji.');
    expect(applied).toContain('base: demo        # the base');
    await eventually(async () => (await text.codeLenses()).join()).toContain('Train · case 1');
    await editor().openFile('transfer.yaml');
    await editor().inHost((vscode) => vscode.commands.executeCommand('undo'));
    await eventually(() => text.text()).toBe(example);
  });

  it('Pin Auto Values writes down what auto means, and the plan stays the same', async () => {
    await text.set('version: 1\nbase: demo # the base\ndataset: { path: images, similarity: similar }\n');
    const lens = async () => (await text.codeLenses()).find((title) => title.startsWith('Train'));
    await eventually(lens).toMatch(/case 1 · the head alone, under 0\.1 % of the weights/);
    const before = await lens();
    await editor().runCommand('Transfer: Pin Auto Values');
    await eventually(() => text.text()).toMatch(/^case: 1$/m);
    const pinned = await text.text();
    expect(pinned).toContain('base: demo # the base');
    expect(pinned).toMatch(/size: small/);
    expect(pinned).toMatch(/^cut: dense2$/m);
    expect(pinned).toMatch(/^freeze: all$/m);
    expect(pinned).toMatch(/^init: pretrained$/m);
    await eventually(lens).toBe(before);
    await editor().clearNotifications();
    await editor().runCommand('Transfer: Pin Auto Values');
    await editor().untilNotified(/leaves nothing to `?auto/);
    expect(await text.text()).toBe(pinned);
  });

  it('goes from the name of a layer to its node in the panel', async () => {
    await text.set(example.replace('[conv1, bn1]', '[conv1, conv3_bn]'));
    await editor().runCommand('Transfer: Open Designer');
    const panel = await editor().frameOfPanel();
    await editor().openFile('transfer.yaml');
    await editor().inHost(async (vscode) => {
      const shown = vscode.window.activeTextEditor;
      if (shown === undefined) throw new Error('No text editor is active.');
      const place = shown.document.positionAt(shown.document.getText().indexOf('conv3_bn') + 2);
      shown.selection = new vscode.Selection(place, place);
      await vscode.commands.executeCommand('editor.action.revealDefinition');
    });
    const row = panel.getByRole('treeitem', { name: /^conv3_bn, / });
    await eventually(() => row.getAttribute('aria-selected')).toBe('true');
    expect(await panel.getByRole('treeitem', { selected: true }).count()).toBe(1);
    const node = panel.locator('.react-flow__node').filter({ hasText: 'conv3_bn' });
    await eventually(() =>
      node.evaluate((element) => {
        const { top, bottom } = element.getBoundingClientRect();
        return top >= 0 && bottom <= element.ownerDocument.documentElement.clientHeight;
      }),
    ).toBe(true);
    await editor().inHost((vscode) => vscode.commands.executeCommand('workbench.action.closeActiveEditor'));
  });

  it.each([1, 2, 3, 4])('has a snippet for case %i that is a sound file', async (number) => {
    await text.set('');
    await editor().openFile('transfer.yaml');
    const { page } = editor();
    await page.keyboard.type(`transfer-case-${number}`);
    const offer = page
      .locator('.suggest-widget .monaco-list-row.focused')
      .filter({ hasText: `transfer-case-${number}` });
    const take = async () => {
      // The list closes where the text was looked at anew meanwhile; then it is asked for again.
      const command = (await offer.isVisible()) ? 'acceptSelectedSuggestion' : 'editor.action.triggerSuggest';
      await editor().inHost((vscode, wanted) => vscode.commands.executeCommand(wanted), command);
      return text.text();
    };
    await eventually(take, { interval: 500 }).toMatch(new RegExp(`^case: ${number}\\b`, 'm'));
    // Out of the snippet's fields.
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await eventually(async () => (await text.codeLenses()).join()).toContain(`Train · case ${number}`);
    expect((await text.problems()).filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(await codes()).not.toContain('unknown-key');
  });
});
