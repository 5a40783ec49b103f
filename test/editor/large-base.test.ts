import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeLargeBase } from '../../bench/editor/large-base';
import { eventually } from './eventually';
import { OpenText } from './open-text';
import { useEditor } from './use-editor';

const yaml = `# A base of a thousand layers.
base: ./base/model.json
dataset: { path: images, similarity: similar } # few
case: 1
freeze: none # but what a switch freezes
`;

describe('on a base of a thousand layers', () => {
  const editor = useEditor({
    workspace: 'examples/emoji-groups',
    prepare: async (workspace) => {
      await writeLargeBase(path.join(workspace, 'base'), 1000);
      await writeFile(path.join(workspace, 'transfer.yaml'), yaml);
    },
  });
  let panel: Frame;
  let text: OpenText;
  const block = (name: string) =>
    panel.getByRole('checkbox', { name: `Freeze ${name}`, exact: true }).first();
  const frozen = (name: string) => block(name).getAttribute('aria-checked');
  const freezeLine = async () => /^freeze: .*$/m.exec(await text.text())?.[0];

  beforeAll(async () => {
    await editor().openFile('transfer.yaml');
    await editor().runCommand('Transfer: Open Designer');
    panel = await editor().frameOfPanel();
    text = new OpenText(editor(), 'transfer.yaml');
    // Only the rows that are in sight are there.
    await panel.getByRole('tree', { name: 'Layers' }).scrollIntoViewIfNeeded();
    await block('block1').waitFor();
  });

  it('a press freezes a block by one short edit, and the next another', async () => {
    await block('block2').click();
    await eventually(() => frozen('block2')).toBe('true');
    expect(await freezeLine()).toBe('freeze: [block2_*] # but what a switch freezes');
    await block('block4').click();
    await eventually(() => frozen('block4')).toBe('true');
    expect(await freezeLine()).toBe('freeze: [block2_*, block4_*] # but what a switch freezes');
    expect(await frozen('block3')).toBe('false');
  });

  it('Ctrl+Z in the panel takes back one block at a time, to the letter', async () => {
    await editor().page.keyboard.press('Control+z');
    await eventually(() => frozen('block4')).toBe('false');
    expect(await frozen('block2')).toBe('true');
    await editor().page.keyboard.press('Control+z');
    await eventually(() => frozen('block2')).toBe('false');
    expect(await text.text()).toBe(yaml);
  });
});
