import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './eventually';
import { OpenText } from './open-text';
import { trainHeadFor } from './quick-training';
import { useEditor } from './use-editor';

// What is pressed while the editor has not yet done what was pressed before.
describe('pressed quickly', () => {
  const editor = useEditor({ workspace: 'examples/emoji-groups', prepare: trainHeadFor(4) });
  let panel: Frame;
  let text: OpenText;
  let original: string;
  const withoutPhases = (yaml: string) => yaml.slice(0, yaml.indexOf('train:\n'));
  const freeze = (layer: string) => panel.getByRole('switch', { name: `Freeze ${layer}`, exact: true });
  const frozen = (layer: string) => freeze(layer).getAttribute('aria-checked');
  const atOnce = (layers: RegExp) =>
    panel.getByRole('switch', { name: layers }).evaluateAll((all) => {
      for (const one of all) one.click();
    });
  const runs = async () =>
    (await readdir(path.join(editor().workspace, 'runs'))).filter((name) => /^\d/.test(name));

  beforeAll(async () => {
    text = new OpenText(editor(), 'transfer.yaml');
    original = await text.text();
    await text.set(withoutPhases(original));
    await editor().runCommand('Transfer: Open Designer');
    panel = await editor().frameOfPanel();
    await freeze('dense2').and(panel.locator('[aria-checked=true]')).waitFor();
  });

  it('each of several freeze switches does its work', async () => {
    await atOnce(/^Freeze (conv1|conv3|dense1)$/);
    for (const layer of ['conv1', 'conv3', 'dense1']) await eventually(() => frozen(layer)).toBe('false');
    expect(await text.text()).toContain('freeze: ["*_bn", conv2, dense2]');
  });

  it('Ctrl+Z takes back the switch that was pressed right before, and those before that', async () => {
    await freeze('dense2').click();
    for (let presses = 0; presses < 4; presses += 1) await editor().page.keyboard.press('Control+z');
    await eventually(() => text.text()).toBe(withoutPhases(original));
    for (const layer of ['conv1', 'conv3', 'dense1', 'dense2'])
      await eventually(() => frozen(layer)).toBe('true');
  });

  it('Train from here, pressed on one layer and then another, leaves the line before the last', async () => {
    for (const layer of ['conv3', 'dense1'])
      await panel
        .getByRole('button', { name: `Train from here, from ${layer} on`, exact: true })
        .evaluate((button) => button.click());
    await eventually(() => text.text()).toMatch(/^freeze: \{ through: flatten \}$/m);
    await eventually(() => frozen('conv3')).toBe('true');
    expect(await frozen('dense1')).toBe('false');
    for (let presses = 0; presses < 2; presses += 1) await editor().page.keyboard.press('Control+z');
    await eventually(() => text.text()).toBe(withoutPhases(original));
  });

  it('Train makes one run', async () => {
    await text.set(original);
    const train = panel.getByRole('button', { name: 'Train', exact: true });
    await eventually(() => train.isEnabled()).toBe(true);
    await train.evaluate((button) => {
      button.click();
      button.click();
    });
    await editor().untilNotified(/Training has finished/, 180);
    expect(await runs()).toHaveLength(1);
  });

  it('runs that were deleted go from the explorer and from the Designer', async () => {
    await editor().inHost((vscode) => vscode.commands.executeCommand('transferDesigner.runs.focus'));
    const listed = editor().page.getByRole('treeitem', { name: /Right on \d+ of \d+ test images/ });
    const told = () => panel.getByRole('region', { name: 'Run', exact: true }).innerText();
    await eventually(() => listed.count()).toBe(1);
    await eventually(told).toMatch(/has finished/);
    const [run = ''] = await runs();
    await rm(path.join(editor().workspace, 'runs', run), { recursive: true });
    await eventually(() => listed.count()).toBe(0);
    await eventually(told).toMatch(/No run yet/);
  });
});
