import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { eventually } from './eventually';
import { OpenText } from './open-text';
import { trainHeadFor } from './quick-training';
import { useEditor } from './use-editor';

const emoji = 'transfer.yaml';
const digits = '../digits/transfer.yaml';

describe('with several files in several folders', () => {
  const editor = useEditor({
    workspace: 'examples/emoji-groups',
    moreFolders: ['examples/digits'],
    prepare: trainHeadFor(4),
  });
  const panelOf = (file: string) =>
    editor().frameWith((frame) => frame.getByRole('heading', { name: file, exact: true }));
  const caseIn = (panel: Frame) => panel.getByRole('region', { name: 'Suggested case' }).innerText();
  const pin = (panel: Frame) => panel.getByRole('button', { name: 'Pin to this file' });
  const designers = () => editor().webviewTitles();
  it('asks which is meant while none is open', async () => {
    await editor().runCommand('Transfer: Open Designer');
    await editor().choose('digits');
    await panelOf('digits/transfer.yaml');
    expect(await designers()).toEqual(['Designer: digits/transfer.yaml']);
  });

  it('checks each on its own', async () => {
    const [one, other] = [new OpenText(editor(), emoji), new OpenText(editor(), digits)];
    const inOther = await other.text();
    await one.replace('base: demo', 'baze: demo');
    await eventually(async () => (await one.problems()).map(({ text }) => text)).toContain('baze');
    await other.replace('test: images-test', 'test: nowhere');
    await eventually(async () => (await other.problems()).map(({ text }) => text)).toContain('nowhere');
    expect((await other.problems()).map(({ text }) => text)).not.toContain('baze');
    await one.replace('baze: demo', 'base: demo');
    await other.set(inOther);
    await eventually(async () => (await one.problems()).map(({ severity }) => severity)).not.toContain(
      'error',
    );
  });

  it('shows in the Designer the one that is worked in', async () => {
    await editor().openFile(emoji);
    const panel = await panelOf('emoji-groups/transfer.yaml');
    await eventually(() => caseIn(panel)).toMatch(/^Suggested: case 1/);
    await editor().openFile(digits);
    await eventually(designers).toEqual(['Designer: digits/transfer.yaml']);
    await eventually(() => caseIn(panel)).toMatch(/^Suggested: case 2/);
    await editor().openFile(emoji);
    await eventually(() => caseIn(panel)).toMatch(/^Suggested: case 1/);
  });

  it('trains the one that is worked in, and shows the run with no other', async () => {
    await editor().runCommand('Transfer: Train');
    const panel = await panelOf('emoji-groups/transfer.yaml');
    const run = panel.getByRole('region', { name: 'Run', exact: true });
    await eventually(() => run.innerText(), { timeout: 180_000 }).toMatch(/finished/);
    await editor().openFile(digits);
    await panelOf('digits/transfer.yaml');
    await eventually(() => run.innerText()).not.toMatch(/finished/);
  });

  describe('a pinned Designer', () => {
    // Opened, closed and changed as a user does it: a text that tests ask the editor for stays open for minutes.
    const pinned = () => path.join(editor().workspace, '..', 'digits', 'again.transfer.yaml');
    const open = () =>
      editor().inHost(
        (vscode, file) =>
          vscode.commands.executeCommand('vscode.open', vscode.Uri.file(file), vscode.ViewColumn.One),
        pinned(),
      );
    const replace = (before: string, after: string) =>
      editor().inHost(
        async (vscode, [file, old, wanted]) => {
          const document = vscode.workspace.textDocuments.find(({ uri }) => uri.fsPath === file);
          if (document === undefined) throw new Error(`${file} is not open.`);
          const offset = document.getText().indexOf(old);
          const range = new vscode.Range(
            document.positionAt(offset),
            document.positionAt(offset + old.length),
          );
          const edit = new vscode.WorkspaceEdit();
          edit.replace(document.uri, range, wanted);
          await vscode.workspace.applyEdit(edit);
        },
        [pinned(), before, after] as const,
      );
    const close = async () => {
      await editor().openFile('README.md');
      await editor().inHost(async (vscode, file) => {
        const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
        const shown = ({ input }: import('vscode').Tab) =>
          input instanceof vscode.TabInputText && input.uri.fsPath === file;
        await vscode.window.tabGroups.close(tabs.filter(shown));
      }, pinned());
      const isOpen = () =>
        editor().inHost(
          (vscode, file) => vscode.workspace.textDocuments.some(({ uri }) => uri.fsPath === file),
          pinned(),
        );
      await eventually(isOpen).toBe(false);
    };
    const panel = () => panelOf('digits/again.transfer.yaml');

    it('stays with its file when another is worked in', async () => {
      await writeFile(pinned(), 'base: demo\ndataset:\n  path: images\n  similarity: different\n');
      await open();
      await pin(await panel()).click();
      await eventually(async () => pin(await panel()).getAttribute('aria-pressed')).toBe('true');
      await editor().openFile(emoji);
      await editor().openFile(digits);
      expect(await designers()).toEqual(['Designer: digits/again.transfer.yaml']);
    });

    it('follows the text again when its file was closed and opened', async () => {
      await close();
      await open();
      await replace('similarity: different', 'similarity: similar');
      await eventually(async () => caseIn(await panel())).toMatch(/^Suggested: case 1/);
      await replace('similarity: similar', 'similarity: different');
      await eventually(async () => caseIn(await panel())).toMatch(/^Suggested: case 2/);
    });

    it('changes its file also when that was closed', async () => {
      await close();
      const freeze = (await panel()).getByRole('switch', { name: 'Freeze conv1', exact: true });
      expect(await freeze.getAttribute('aria-checked')).toBe('true');
      await freeze.click();
      await eventually(() => freeze.getAttribute('aria-checked')).toBe('false');
      await open();
      await replace('similarity: different', 'similarity: similar');
      await eventually(async () => caseIn(await panel())).toMatch(/^Suggested: case 1/);
    });
  });

  it('opens a second Designer beside a pinned one', async () => {
    await editor().openFile(emoji);
    await editor().runCommand('Transfer: Open Designer');
    await eventually(async () => (await designers()).sort()).toEqual([
      'Designer: digits/again.transfer.yaml',
      'Designer: emoji-groups/transfer.yaml',
    ]);
    const groups = () =>
      editor().inHost((vscode) =>
        vscode.window.tabGroups.all.map(
          ({ tabs }) => tabs.filter(({ label }) => /^Designer/.test(label)).length,
        ),
      );
    expect(await groups()).toEqual([0, 1, 1]);
  });

  it('brings each back with its own file when the window is loaded again', async () => {
    // The other of them is the pinned one now.
    await pin(await panelOf('emoji-groups/transfer.yaml')).click();
    await pin(await panelOf('digits/again.transfer.yaml')).click();
    await editor().openFile(digits);
    await panelOf('digits/transfer.yaml');
    await editor().reload();
    await eventually(async () => (await designers()).sort()).toEqual([
      'Designer: digits/transfer.yaml',
      'Designer: emoji-groups/transfer.yaml',
    ]);
    const pressed = async (file: string) => pin(await panelOf(file)).getAttribute('aria-pressed');
    await eventually(() => pressed('emoji-groups/transfer.yaml')).toBe('true');
    await eventually(() => pressed('digits/transfer.yaml')).toBe('false');
  });
});
