import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { needsTrust } from '../../src/editor/commands/command-trust';
import { callTool } from './assistant-call';
import { eventually } from './eventually';
import { OpenText } from './open-text';
import { useEditor } from './use-editor';

describe('in a workspace that is not trusted', () => {
  const editor = useEditor({ workspace: 'examples/emoji-groups', trusted: false });
  let panel: Frame;

  it('is not trusted', async () => {
    expect(await editor().inHost((vscode) => vscode.workspace.isTrusted)).toBe(false);
  });

  it('checks the text', async () => {
    const text = new OpenText(editor(), 'transfer.yaml');
    await editor().openFile('transfer.yaml');
    await eventually(async () => (await text.problems()).map(({ code }) => code)).toEqual([
      'no-class-for-the-rest',
    ]);
  });

  it('shows layers and guide, says why it does not train, and offers no Train', async () => {
    await editor().runCommand('Transfer: Open Designer');
    panel = await editor().frameOfPanel();
    expect(await panel.getByRole('treeitem', { name: /^conv1, / }).isVisible()).toBe(true);
    expect(await panel.getByRole('img', { name: 'Guide: size by similarity' }).isVisible()).toBe(true);
    await panel
      .getByText(/not trusted/)
      .first()
      .waitFor();
    expect(await panel.getByRole('button', { name: 'Train', exact: true }).isDisabled()).toBe(true);
  });

  it('shows no picture of the classes, for none is decoded, and says so', async () => {
    const yours = panel.getByRole('region', { name: 'Your pictures' });
    await yours
      .getByText(/^Pictures are decoded, and shown, only in a workspace that is trusted\.$/)
      .waitFor();
    expect(await yours.getByRole('listitem').count()).toBeGreaterThanOrEqual(4);
    expect(await yours.getByRole('img').count()).toBe(0);
  });

  it('trains nothing by the command either, and says why', async () => {
    await editor().inHost((vscode) => {
      void vscode.commands.executeCommand('transferDesigner.train');
    });
    expect(await editor().untilNotified(/not trusted/)).toMatch(/not trusted/);
  });

  it.each(Object.entries(needsTrust).flatMap(([name, needs]) => (needs ? [name] : [])))(
    'asks for trust, and nothing else, where %s would start, write or remove something',
    async (command) => {
      await editor().clearNotifications();
      await editor().inHost((vscode, name) => {
        void vscode.commands.executeCommand(`transferDesigner.${name}`);
      }, command);
      expect(await editor().untilNotified(/not trusted/)).toMatch(/not trusted/);
      expect(await editor().question().count()).toBe(0);
    },
  );

  it('answers assistants where that is reading alone, and else says why not', async () => {
    const { problems } = JSON.parse(await callTool(editor(), 'check', { file: 'transfer.yaml' }));
    expect(problems).toMatchObject([{ code: 'no-class-for-the-rest' }]);
    expect(JSON.parse(await callTool(editor(), 'plan', {}))).toHaveProperty('plan.case');
    for (const name of ['compareRuns', 'train'] as const)
      await expect(callTool(editor(), name, {})).rejects.toThrow('This workspace is not trusted');
    expect(await editor().question().count()).toBe(0);
  });

  it('writes nothing into the workspace', async () => {
    const before = await readdir(path.resolve(__dirname, '../../examples/emoji-groups'), { recursive: true });
    const ours = before.filter((file) => !/^(runs|\.transfer)\b/.test(file));
    expect((await readdir(editor().workspace, { recursive: true })).sort()).toEqual(ours.sort());
  });

  it('loads no native library', async () => {
    const engines = await editor().inHost((_vscode, _argument, require) => {
      const { readFileSync } = require('node:fs') as typeof import('node:fs');
      return /tensorflow|onnxruntime/i.test(readFileSync('/proc/self/maps', 'utf8'));
    });
    expect(engines).toBe(false);
  });

  it('offers Train as soon as the user trusts the workspace', async () => {
    await editor().inHost((vscode) => vscode.commands.executeCommand('workbench.trust.manage'));
    const trust = editor()
      .page.locator('.workspace-trust-editor')
      .getByRole('button', { name: 'Trust', exact: true });
    await trust.first().click();
    await eventually(() => editor().inHost((vscode) => vscode.workspace.isTrusted)).toBe(true);
    const train = panel.getByRole('button', { name: 'Train', exact: true });
    await eventually(() => train.isEnabled()).toBe(true);
    await eventually(() => panel.getByText(/not trusted/).count()).toBe(0);
  });
});
