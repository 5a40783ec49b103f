import type { Frame } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { eventually } from './eventually';
import { OpenText } from './open-text';
import { endRuns } from './project-copy';
import { trainForLong } from './quick-training';
import { useEditor } from './use-editor';

describe('a run', () => {
  const editor = useEditor({
    workspace: 'examples/emoji-groups',
    prepare: trainForLong,
  });
  const runRegion = (panel: Frame) => panel.getByRole('region', { name: 'Run' });
  const announced = (panel: Frame) => runRegion(panel).getByRole('status').innerText();
  /** The last epoch that the panel has told; 0 before the first. */
  const epochOf = async (panel: Frame) =>
    Number(/epoch ([\d,]+)/i.exec(await announced(panel))?.[1]?.replace(',', '') ?? 0);

  it('goes on while the window is loaded again, and is found there with the panel', async () => {
    await editor().openFile('transfer.yaml');
    await editor().runCommand('Transfer: Open Designer');
    let panel = await editor().frameOfPanel();
    await panel.getByRole('button', { name: 'Train', exact: true }).click();
    await eventually(() => epochOf(panel), { timeout: 180_000 }).toBeGreaterThan(0);
    const before = await epochOf(panel);

    await editor().reload();
    panel = await editor().frameOfPanel();
    await eventually(() => epochOf(panel)).toBeGreaterThan(before);
    expect(await panel.getByRole('button', { name: 'Stop', exact: true }).isEnabled()).toBe(true);
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
    await panel.getByRole('button', { name: 'Stop', exact: true }).click();
    await eventually(() => announced(panel)).toMatch(/^Stopped after epoch \d+/);
    const stopped = await epochOf(panel);
    await editor().runCommand('Transfer: Resume');
    await eventually(() => epochOf(panel)).toBeGreaterThan(stopped);
  });

  it('stops by the command and resumes by the button', async () => {
    const panel = await editor().frameOfPanel();
    await editor().runCommand('Transfer: Stop');
    await eventually(() => announced(panel)).toMatch(/^Stopped after epoch \d+/);
    const stopped = await epochOf(panel);
    await panel.getByRole('button', { name: /^Resume / }).click();
    await eventually(() => epochOf(panel)).toBeGreaterThan(stopped);
  });

  it('whose process was killed says so with a way to resume it', async () => {
    const panel = await editor().frameOfPanel();
    await editor().clearNotifications();
    await endRuns(editor().workspace);
    const message = await editor().untilNotified(/failed: The run's process .* before the run was done/);
    expect(message).toMatch(/^The run “Case 1 · /);
    await eventually(() => announced(panel)).toMatch(/^(The run failed|Interrupted)/);
    const ended = (await panel.getByRole('region', { name: 'Run', exact: true }).innerText()).match(
      /before the run was done|without a word/g,
    );
    expect(ended).toHaveLength(1);
    await editor().pressInNotification('Resume');
    await eventually(() => announced(panel)).toMatch(/^Epoch \d+/);
  });

  it('says what the file says differently by now, before it goes on', async () => {
    const panel = await editor().frameOfPanel();
    await panel.getByRole('button', { name: 'Stop', exact: true }).click();
    await eventually(() => announced(panel)).toMatch(/^Stopped/);
    const text = new OpenText(editor(), 'transfer.yaml');
    await text.replace('learningRate: 0.0001', 'learningRate: 0.0002');
    await editor().inHost((vscode) => vscode.workspace.saveAll());
    await editor().runCommand('Transfer: Resume');
    await eventually(() => editor().question().innerText()).toMatch(/own plan[\s\S]*0\.0002/);
    await editor().page.keyboard.press('Escape');
    await eventually(() => editor().question().count()).toBe(0);
    expect(await announced(panel)).toMatch(/^Stopped/);
  });
});
