import { readdir } from 'node:fs/promises';
import type { Frame } from 'playwright-core';
import { describe, expect, it } from 'vitest';
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
    expect(await panel.getByRole('button', { name: 'Train' }).isDisabled()).toBe(true);
  });

  it('trains nothing by the command either, and says why', async () => {
    await editor().inHost((vscode) => {
      void vscode.commands.executeCommand('transferDesigner.train');
    });
    expect(await editor().untilNotified(/not trusted/)).toMatch(/not trusted/);
    const written = await readdir(editor().workspace, { recursive: true });
    expect(written).not.toContain('runs');
    expect(written).not.toContain('.transfer/features');
    expect(written).not.toContain('.transfer/bases');
  });

  it('loads no native library', async () => {
    const engines = await editor().inHost((_vscode, _argument, require) => {
      const { readFileSync } = require('node:fs') as typeof import('node:fs');
      return /tensorflow|onnxruntime/i.test(readFileSync('/proc/self/maps', 'utf8'));
    });
    expect(engines).toBe(false);
  });
});
