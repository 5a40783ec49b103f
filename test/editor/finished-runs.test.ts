import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { readRunRecord } from '../../src/disk/runs/run-folder';
import { readRunLabel } from '../../src/disk/runs/run-label';
import { runNames } from '../../src/shared/run-name';
import { eventually } from './eventually';
import { OpenText } from './open-text';
import { trainHeadFor } from './quick-training';
import { useEditor } from './use-editor';

const tryItIn = (frame: Frame) => frame.getByRole('region', { name: 'Try it', exact: true });

// By commands alone: no Designer is open until pictures are shown to a model.
describe('without the panel', () => {
  const editor = useEditor({ workspace: 'examples/emoji-groups', prepare: trainHeadFor(3) });
  const inWorkspace = (...names: readonly string[]) => path.join(editor().workspace, ...names);
  const runFolders = async () =>
    (await readdir(inWorkspace('runs'))).filter((name) => /^\d/.test(name)).sort();
  /** What they are called, the oldest first. */
  const runsCalled = async () => {
    const folders = (await runFolders()).map((name) => inWorkspace('runs', name));
    const runs = folders.map(async (folder) => ({
      ...{ result: null, ...(await readRunRecord(folder)) },
      given: (await readRunLabel(folder)).given,
    }));
    return runNames(await Promise.all(runs), new Date());
  };
  const train = async () => {
    await editor().clearNotifications();
    await editor().runCommand('Transfer: Train');
    await editor().untilNotified(/Training has finished\. Right on \d+ of \d+ test images/, 180);
  };

  it('trains what is in the editor, saved first', async () => {
    await editor().openFile('transfer.yaml');
    await train();
    const text = new OpenText(editor(), 'transfer.yaml');
    await text.replace('learningRate: 0.001', 'learningRate: 0.002');
    await train();
    expect(await readFile(inWorkspace('transfer.yaml'), 'utf8')).toContain('learningRate: 0.002');
    const runs = await runFolders();
    expect(runs).toHaveLength(2);
    const record = JSON.parse(await readFile(inWorkspace('runs', runs[1] ?? '', 'run.json'), 'utf8'));
    expect(record).toMatchObject({ state: 'finished', plan: { phases: [{ learningRate: 0.002 }] } });
  });

  it('lists the runs in the explorer', async () => {
    await editor().inHost((vscode) => vscode.commands.executeCommand('transferDesigner.runs.focus'));
    for (const name of await runsCalled()) {
      const item = editor().page.getByRole('treeitem', {
        name: new RegExp(`^${name}.*Right on \\d+ of \\d+ test images`),
      });
      await item.waitFor();
    }
  });

  it('lists a run whose record is broken, and the others beside it', async () => {
    const called = await runsCalled();
    const broken = inWorkspace('runs', '2020-01-01T00-00-00-case1');
    await mkdir(broken);
    await writeFile(path.join(broken, 'run.json'), '{"format":2,"name":"x","plan":{}}');
    const item = (name: string) => editor().page.getByRole('treeitem', { name: new RegExp(`^${name}`) });
    await item('2020-01-01T00-00-00-case1, can.t be read: .*run.json is not the record of a run').waitFor();
    for (const name of called) await item(`${name}.*Right on \\d+ of \\d+ test images`).waitFor();
    await rm(broken, { recursive: true });
    await item('2020-01-01T00-00-00-case1').waitFor({ state: 'detached' });
  });

  it('opens the report of the run that was chosen', async () => {
    const [first = ''] = await runsCalled();
    const [folder = ''] = await runFolders();
    await editor().runCommand('Transfer: Open Report');
    await editor().choose(first);
    const report = await editor().frameWith((frame) => frame.getByText(folder));
    expect(await report.getByRole('heading', { name: /^Right on \d+ of 190 test images/ }).count()).toBe(1);
  });

  it('compares runs by what they came to and by what was set', async () => {
    await editor().runCommand('Transfer: Compare Runs');
    const { page } = editor();
    // By name: the rows of the list that was open before may still stand there.
    for (const name of await runsCalled())
      await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: name }).click();
    await page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
    const comparison = await editor().frameWith((frame) =>
      frame.getByRole('table', { name: 'Settings that differ' }),
    );
    const rates = comparison.getByRole('row', { name: /learningRate/ });
    expect(await rates.innerText()).toMatch(/0\.002\s+0\.001|0\.001\s+0\.002/);
    const results = comparison.getByRole('table', { name: 'Results' });
    expect(await results.getByRole('row', { name: /^Test images/ }).innerText()).toMatch(
      /Right on \d+ of 190 test images.*\s.*Right on \d+ of 190 test images/,
    );
  });

  it('clears the feature cache when that was confirmed, and not before', async () => {
    const cached = async () => (await readdir(inWorkspace('.transfer', 'features'))).length;
    expect(await cached()).toBeGreaterThan(0);
    await editor().clearNotifications();
    await editor().runCommand('Transfer: Clear Feature Cache');
    await editor()
      .question()
      .getByText(/Remove the feature cache of emoji-groups \(\d+ kB\)/)
      .waitFor();
    await editor().pressInQuestion('Cancel');
    expect(await cached()).toBeGreaterThan(0);
    await editor().runCommand('Transfer: Clear Feature Cache');
    await editor().pressInQuestion('Clear');
    await editor().untilNotified(/The feature cache is empty/);
    const left = existsSync(inWorkspace('.transfer', 'features')) ? await cached() : 0;
    expect(left).toBe(0);
  });

  it('trains again after that', async () => {
    await train();
    await eventually(async () => (await runFolders()).length).toBe(3);
  });

  it('calls a run as the user says, in the tree too', async () => {
    const [first = ''] = await runsCalled();
    await editor().runCommand('Transfer: Rename Run');
    await editor().choose(first);
    const { page } = editor();
    await page.locator('.quick-input-widget').getByText(`Rename the run ${first}`).waitFor();
    await page.keyboard.type('the first of all');
    await page.keyboard.press('Enter');
    await page.getByRole('treeitem', { name: /^the first of all, Right on/ }).waitFor();
    expect((await runsCalled())[0]).toBe('the first of all');
  });

  it('deletes a run when that was confirmed, and not before', async () => {
    const [folder = ''] = await runFolders();
    const isThere = () => existsSync(inWorkspace('runs', folder));
    await editor().runCommand('Transfer: Delete Runs');
    await editor().choose('the first of all');
    await editor().question().getByText('Delete the run “the first of all”?').waitFor();
    await editor().pressInQuestion('Cancel');
    expect(isThere()).toBe(true);
    await editor().runCommand('Transfer: Delete Runs');
    await editor().choose('the first of all');
    await editor().pressInQuestion('Move to Trash');
    // Where the editor's machine has no trash it asks once more.
    await eventually(async () => {
      if (
        (await editor()
          .question()
          .getByText(/for good\?/)
          .count()) > 0
      )
        await editor().pressInQuestion('Delete for Good');
      return isThere();
    }).toBe(false);
    await editor()
      .page.getByRole('treeitem', { name: /^the first of all/ })
      .waitFor({ state: 'detached' });
    expect(await runFolders()).toHaveLength(2);
  });

  it('shows in a panel, which it opens, what the newest model says of the explorer’s picture', async () => {
    const [image = ''] = await readdir(inWorkspace('images-test', 'food'));
    await editor().pressInExplorerMenu(`images-test/food/${image}`, 'Classify Image');
    const place = tryItIn(await editor().frameWith(tryItIn));
    await place.getByRole('heading', { name: image, exact: true }).waitFor();
    const card = place.getByRole('list', { name: 'Pictures, newest first' }).locator('> li');
    await eventually(() => card.innerText()).toMatch(/\w+, \d+ %|None of these/);
    expect(await place.innerText()).toContain((await runsCalled()).at(-1));
    expect(await card.locator('img').getAttribute('src')).toMatch(/^data:image\/jpeg;base64,/);
    expect(await card.locator('.shares').first().getByRole('listitem').count()).toBe(5);
  });

  it('shows the pictures of a folder of the explorer, above those before', async () => {
    await editor().pressInExplorerMenu('images-test/vehicles', 'Classify Image');
    const place = tryItIn(await editor().frameWith(tryItIn));
    const images = await readdir(inWorkspace('images-test', 'vehicles'));
    const headings = place.getByRole('list').first().getByRole('heading');
    await eventually(() => headings.count()).toBe(images.length + 1);
    expect(await headings.first().innerText()).toBe(`vehicles/${images.sort()[0]}`);
    await eventually(() => place.getByText('It waits for its answer.').count()).toBe(0);
    await place.getByRole('button', { name: 'Clear', exact: true }).click();
    await eventually(() => headings.count()).toBe(0);
  });

  it('shows what the model says of a picture that is pasted, as bytes alone', async () => {
    const frame = await editor().frameWith(tryItIn);
    const [image = ''] = await readdir(inWorkspace('images-test', 'food'));
    const base64 = (await readFile(inWorkspace('images-test', 'food', image))).toString('base64');
    await frame.evaluate(`(() => {
      const bytes = Uint8Array.from(atob('${base64}'), (letter) => letter.charCodeAt(0));
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File([bytes], 'image.png', { type: 'image/png' }));
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    })()`);
    const card = tryItIn(frame).getByRole('list', { name: 'Pictures, newest first' }).locator('> li');
    await card.getByRole('heading', { name: 'Pasted picture', exact: true }).waitFor();
    await eventually(() => card.innerText()).toMatch(/\w+, \d+ %|None of these/);
    expect(await card.locator('img').getAttribute('src')).toMatch(/^data:image\/jpeg;base64,/);
  });
});
