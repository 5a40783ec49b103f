import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './eventually';
import { OpenText } from './open-text';
import { useEditor } from './use-editor';

describe('what takes seconds to measure', () => {
  const editor = useEditor({
    workspace: 'examples/digits',
    prepare: (workspace) =>
      writeFile(
        path.join(workspace, 'transfer.yaml'),
        'base: demo\ndataset: { path: images, test: images-test, similarity: similar }\ncase: auto\n',
      ),
    settings: { 'transferDesigner.measureInBackground': true },
  });
  const region = async () =>
    (await editor().frameOfPanel()).getByRole('region', { name: 'What was measured' });

  beforeAll(async () => {
    await editor().openFile('transfer.yaml');
    await editor().runCommand('Transfer: Open Designer');
  });

  it('is measured unasked, without a notification, and stands in the panel with what the file says against it', async () => {
    await (await region())
      .getByText('measured on all of your 80 training pictures')
      .waitFor({ timeout: 60_000 });
    await (await region()).getByText('Your file says similar, and what it says holds.').waitFor();
    const told = editor().page.locator('.notification-list-item-message', { hasText: 'Measur' });
    expect(await told.count()).toBe(0);
  });

  it('is put into the file by one button', async () => {
    const text = new OpenText(editor(), 'transfer.yaml');
    await (await region()).getByRole('button', { name: /^Use this: similar or different/ }).click();
    await eventually(() => text.text()).toContain('similarity: auto');
    await (await region()).getByText('Your file leaves it open: follows this.').waitFor();
  });
});
