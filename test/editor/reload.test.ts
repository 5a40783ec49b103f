import type { Frame } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { eventually } from './eventually';
import { trainForLong } from './quick-training';
import { useEditor } from './use-editor';

describe('a run', () => {
  const editor = useEditor({
    workspace: 'examples/emoji-groups',
    prepare: trainForLong,
  });
  const runRegion = (panel: Frame) => panel.getByRole('region', { name: 'Run' });
  const epochOf = async (panel: Frame) =>
    Number(/Epoch ([\d,]+) of/.exec(await runRegion(panel).innerText())?.[1]?.replace(',', '') ?? 0);

  it('goes on while the window is loaded again, and is found there with the panel', async () => {
    await editor().openFile('transfer.yaml');
    await editor().runCommand('Transfer: Open Designer');
    let panel = await editor().frameOfPanel();
    await panel.getByRole('button', { name: 'Train' }).click();
    await eventually(() => epochOf(panel), { timeout: 180_000 }).toBeGreaterThan(0);
    const before = await epochOf(panel);

    await editor().reload();
    panel = await editor().frameOfPanel();
    await eventually(() => epochOf(panel)).toBeGreaterThan(before);
    expect(await panel.getByRole('button', { name: 'Stop' }).isEnabled()).toBe(true);
  });

  it('goes on while the panel is closed', async () => {
    let panel = await editor().frameOfPanel();
    const before = await epochOf(panel);
    await editor().inHost(async (vscode) => {
      const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
      await vscode.window.tabGroups.close(
        tabs.filter(({ input }) => input instanceof vscode.TabInputWebview),
      );
    });
    await editor().runCommand('Transfer: Open Designer');
    panel = await editor().frameOfPanel();
    await eventually(() => epochOf(panel)).toBeGreaterThan(before);
  });

  it('stops by the button and resumes by the command', async () => {
    const panel = await editor().frameOfPanel();
    await panel.getByRole('button', { name: 'Stop' }).click();
    await eventually(() => runRegion(panel).innerText()).toMatch(/stopped/i);
    const stopped = await epochOf(panel);
    await editor().runCommand('Transfer: Resume');
    await eventually(() => epochOf(panel)).toBeGreaterThan(stopped);
    await panel.getByRole('button', { name: 'Stop' }).click();
    await eventually(() => runRegion(panel).innerText()).toMatch(/stopped/i);
  });
});
