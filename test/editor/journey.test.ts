import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import type { Frame, Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { axeFaults } from '../panel/harness/axe';
import { showBoxes } from '../panel/views/show-boxes';
import { demoLayers } from './demo-layers';
import { eventually } from './eventually';
import { OpenText } from './open-text';
import { useEditor } from './use-editor';

/** Where somebody keeps what they try. */
const place = 'my examples';

// From a window without a folder to a trained model that was asked about a picture, as someone does it who has just installed the
// extension and knows only what the screen says.
describe('the journey', () => {
  const editor = useEditor({
    workspace: 'test/editor/no-project',
    withoutFolder: true,
    prepare: async (workspace) => void (await mkdir(path.join(workspace, place))),
  });
  let opened: Frame | undefined;
  let text: OpenText;
  let original: string;
  const panel = () => {
    if (opened === undefined) throw new Error('The Designer did not open; see the first test.');
    return opened;
  };
  const item = (layer: string) => panel().getByRole('treeitem', { name: new RegExp(`^${layer}, `) });
  const freeze = (layer: string) => panel().getByRole('switch', { name: `Freeze ${layer}`, exact: true });
  const line = () => panel().getByRole('slider', { name: 'Freeze line', exact: true });
  const comments = (yaml: string) => yaml.match(/#.*$/gm);
  const example = (...names: readonly string[]) => path.join(place, 'emoji-groups', ...names);

  it('begins with an example: it is copied, and opens with the Designer beside the text', async () => {
    const folder = path.join(editor().workspace, place);
    await editor().untilLoadedBy(async () => {
      await editor().runCommand('Transfer: Try an Example');
      await editor().choose('Emoji groups');
      await editor().chooseFolder(folder, 'Copy Here');
    });
    opened = await editor().frameOfPanel();
    await opened.getByRole('region', { name: 'Suggested case' }).waitFor();
    const groups = await editor().inHost((vscode) =>
      vscode.window.tabGroups.all.map(({ tabs }) => tabs.map(({ label }) => label)),
    );
    expect(groups).toHaveLength(2);
    expect(groups[0]).toEqual(['transfer.yaml']);
    text = new OpenText(editor(), example('transfer.yaml'));
    // So few epochs that nobody waits for them.
    await text.set(
      `${await text.text()}train:\n  phases:\n    - { train: head, epochs: 6, learningRate: 0.001, patience: 6 }\n`,
    );
    original = await text.text();
  });

  it('says over the text what a run would train, though another group was opened at once', async () => {
    await editor().page.getByRole('button', { name: 'Open Designer', exact: true }).first().waitFor();
    await editor()
      .page.getByRole('button', { name: /^Train · case 1 ·/ })
      .waitFor();
  });

  it('shows every layer of the base with type, state and weights', async () => {
    for (const { name, type, params } of demoLayers()) {
      const states = '(frozen|trainable|sliced off)';
      const weights = params > 0 ? `${count(params)} ${states} weights` : '(sliced off, )?no weights';
      // What there is room for comes first.
      const shown = panel().getByRole('treeitem', {
        name: new RegExp(`^${name}, (?=.*\\b${type}\\b).*\\b${weights}\\b`),
      });
      await eventually(() => shown.count(), { message: name }).toBe(1);
      expect(await shown.isVisible(), name).toBe(true);
    }
  });

  it('draws them: their blocks first, and boxes where one looks closer', async () => {
    const drawing = panel().locator('.drawing');
    await drawing.scrollIntoViewIfNeeded();
    for (const name of ['image', 'block 1', 'block 3', 'dense1', 'dense2', 'head'])
      await drawing.getByText(name, { exact: true }).waitFor({ state: 'attached' });
    await showBoxes(panel());
    // What is in sight, about the line.
    for (const name of ['dense1', 'dense2', 'head_classes'])
      await drawing.getByText(name, { exact: true }).waitFor({ state: 'attached' });
  });

  it('has a switch on each kept layer with weights', async () => {
    for (const { name, params } of demoLayers()) {
      const state = await item(name).first().getAttribute('aria-label');
      const expected = params > 0 && !state?.includes('sliced off') ? 1 : 0;
      expect(await freeze(name).count(), name).toBe(expected);
    }
  });

  it('says the case and shows the guide', async () => {
    const region = panel().getByRole('region', { name: 'Suggested case' });
    expect((await region.innerText()).trim()).toMatch(
      /^Suggested: case 1\b[^\n]*\s+Your file: trains the head alone, under 0\.1 % of the weights/,
    );
    expect(await panel().getByRole('img', { name: 'Guide: size by similarity' }).isVisible()).toBe(true);
  });

  it('shows a few pictures of each class beside those of the base, and what a check of all has found', async () => {
    const yours = panel().getByRole('region', { name: 'Your pictures' });
    const theirs = panel().getByRole('region', { name: 'The base’s pictures' });
    const widths = (region: Locator) =>
      region
        .getByRole('img')
        .evaluateAll((all) => all.map((one) => (one as unknown as { naturalWidth: number }).naturalWidth));
    // As many classes as there is room for, of each four.
    const classes = await yours.getByRole('list', { name: 'Classes' }).getByRole('listitem').count();
    expect(classes).toBeGreaterThanOrEqual(4);
    await eventually(async () => (await widths(yours)).filter((width) => width > 0).length).toBe(4 * classes);
    await eventually(() => widths(theirs)).toEqual([512]);
    await yours.getByText('340 pictures checked: all can be read').waitFor();
  });

  it('writes by a press that the pictures are different, and Ctrl+Z takes it back', async () => {
    const press = () => panel().getByRole('button', { name: 'Different', exact: true });
    await press().click();
    await eventually(() => text.text()).toContain('similarity: different');
    await eventually(() => press().getAttribute('aria-pressed')).toBe('true');
    expect(comments(await text.text())).toEqual(comments(original));
    await editor().page.keyboard.press('Control+z');
    await eventually(() => text.text()).toBe(original);
    await eventually(() => press().getAttribute('aria-pressed')).toBe('false');
  });

  it('frees a layer by a click: the text says so, its comments stay, Ctrl+Z in the panel takes it back', async () => {
    await eventually(() => freeze('dense2').getAttribute('aria-checked')).toBe('true');
    await freeze('dense2').click();
    await eventually(() => freeze('dense2').getAttribute('aria-checked')).toBe('false');
    await eventually(() => item('dense2').getAttribute('aria-label')).toContain('trainable');
    const changed = await text.text();
    expect(changed).not.toBe(original);
    expect(comments(changed)).toEqual(comments(original));
    await editor().page.keyboard.press('Control+z');
    await eventually(() => text.text()).toBe(original);
    await eventually(() => freeze('dense2').getAttribute('aria-checked')).toBe('true');
  });

  it('frees a layer by Space on its row', async () => {
    await item('conv3').click();
    await editor().page.keyboard.press(' ');
    await eventually(() => freeze('conv3').getAttribute('aria-checked')).toBe('false');
    expect(comments(await text.text())).toEqual(comments(original));
    await editor().page.keyboard.press(' ');
    await eventually(() => freeze('conv3').getAttribute('aria-checked')).toBe('true');
  });

  it('follows the text while it is typed', async () => {
    await text.set(original.replace('similarity: similar', 'similarity: different'));
    const region = panel().getByRole('region', { name: 'Suggested case' });
    await eventually(async () => (await region.innerText()).trim()).toMatch(/^Suggested: case 2\b/);
    await text.set(original);
    await eventually(async () => (await region.innerText()).trim()).toMatch(/^Suggested: case 1\b/);
  });

  it('moves the freeze line by keys: the file says what trains, and one undo takes that back', async () => {
    await line().focus();
    await eventually(() => line().getAttribute('aria-valuetext')).toMatch(/^all of the base is frozen/);
    await editor().page.keyboard.press('ArrowUp');
    // The file writes phases, so these say what trains.
    await eventually(() => text.text()).toMatch(/train: \[head, dense2\]/);
    expect(comments(await text.text())).toEqual(comments(original));
    await eventually(() => line().getAttribute('aria-valuetext')).toMatch(/^frozen through /);
    await editor().page.keyboard.press('Control+z');
    await eventually(() => text.text()).toBe(original);
  });

  it('moves the freeze line by the mouse, and the text says the same', async () => {
    await item('dense1').scrollIntoViewIfNeeded();
    await eventually(() => line().getAttribute('aria-valuetext')).toMatch(/^all of the base is frozen/);
    const from = await middleOf(line());
    const to = await middleOf(item('dense1'));
    const { mouse } = editor().page;
    await mouse.move(from.x, from.y);
    await mouse.down();
    await mouse.move(from.x, to.y - 10, { steps: 8 });
    await mouse.up();
    await eventually(() => text.text()).toMatch(/train: \[head, dense\*\]/);
    expect(comments(await text.text())).toEqual(comments(original));
    await text.set(original);
    await eventually(() => line().getAttribute('aria-valuetext')).toMatch(/^all of the base is frozen/);
  });

  it('trains from a layer on by a press, and says so beside what is suggested', async () => {
    await item('dense1').hover();
    await item('dense1').getByRole('button', { name: 'Train from here, from dense1 on' }).click();
    await eventually(() => text.text()).toMatch(/train: \[head, dense\*\]/);
    const region = panel().getByRole('region', { name: 'Suggested case' });
    await eventually(() => region.innerText()).toMatch(
      /Your file: trains from dense1 on, \d+ % of the weights/,
    );
    await text.set(original);
  });

  it('goes back to the suggestion in a file that says otherwise', async () => {
    await text.set(original.replace('case: auto', 'case: 3   '));
    const back = panel().getByRole('button', { name: 'Back to the suggestion' });
    await eventually(() => back.isEnabled()).toBe(true);
    await back.click();
    await eventually(() => text.text()).not.toMatch(/^case: 3/m);
    expect(comments(await text.text())).toEqual(comments(original));
    await text.set(original);
    // The panel has come to rest before the next test presses a button in it.
    await eventually(() => back.count()).toBe(0);
  });

  it('trains, tells each epoch, and comes to a report', async () => {
    const run = panel().getByRole('region', { name: 'Run' });
    await panel().getByRole('button', { name: 'Train', exact: true }).click();
    await eventually(() => run.innerText(), { timeout: 180_000 }).toMatch(/Epoch \d+ of 6/);
    await eventually(() => run.getByText(/Confusion matrix/).count()).toBeGreaterThan(0);
    await eventually(() => run.getByRole('status').innerText()).toMatch(
      /finished\. Right on \d+ of \d+ test images, by which nothing was chosen/,
    );
    await editor().runCommand('Transfer: Open Report');
    const report = await editor().frameWith((frame) =>
      frame.getByRole('heading', { name: /^Right on \d+ of 190 test images/ }),
    );
    expect(await report.getByRole('img').count()).toBeGreaterThan(0);
    expect(await report.getByText(/always saying/).count()).toBeGreaterThan(0);
    expect(await report.getByText(/known to be odd/).count()).toBe(1);
  });

  it('shows a picture of its own to the model: bars of probability, and what they come to', async () => {
    const file = path.join(editor().workspace, example('images-test', 'animals'));
    const [name = ''] = (await readdir(file)).sort();
    const picture = (await readFile(path.join(file, name))).toString('base64');
    const tryIt = panel().getByRole('region', { name: 'Try it', exact: true });
    await tryIt.waitFor();
    await panel().evaluate(
      `((name, picture) => {
        const dataTransfer = new DataTransfer();
        const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
        dataTransfer.items.add(new File([bytes], name, { type: 'image/png' }));
        const drop = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true });
        document.querySelector('main').dispatchEvent(drop);
      })(${JSON.stringify(name)}, ${JSON.stringify(picture)})`,
    );
    const answer = tryIt.getByRole('listitem').filter({ hasText: name });
    await answer.waitFor({ timeout: 60_000 });
    await eventually(() => answer.innerText(), { timeout: 60_000 }).toMatch(/\d+(\.\d+)? %/);
  });

  it('shows where in that picture the answer comes from', async () => {
    const tryIt = panel().getByRole('region', { name: 'Try it', exact: true });
    await tryIt.getByRole('button', { name: /^Why\?/ }).click();
    await tryIt
      .getByText(/its score is .+ (above|below) the mean of all classes/)
      .waitFor({ timeout: 60_000 });
  });

  it('shows what a layer sees, and which of the pictures excite a channel', async () => {
    await item('pool1').click();
    await editor().page.keyboard.press('Shift+Enter');
    const seen = panel().getByRole('region', { name: 'What a layer sees' });
    const channels = seen.getByRole('listbox', { name: /^Channels/ }).getByRole('option');
    await channels.first().waitFor({ timeout: 60_000 });
    expect(await channels.count()).toBe(32);
    await channels.first().click();
    const list = seen.getByRole('list', { name: /^Pictures that excite channel \d+ most$/ });
    await list.waitFor({ timeout: 60_000 });
    expect(await list.getByRole('img').count()).toBe(9);
    await seen.getByRole('button', { name: 'Close' }).click();
    await seen.waitFor({ state: 'detached' });
  });

  it('names the run', async () => {
    // What was told of its end lies over the list.
    await editor().clearNotifications();
    const history = panel().getByRole('region', { name: 'History' });
    await history.getByRole('button', { name: /^Rename Case 1 · \d+ % of 190 · today / }).click();
    await editor()
      .page.locator('.quick-input-widget')
      .getByText(/^Rename the run Case 1/)
      .waitFor();
    await editor().page.keyboard.type('the first of all');
    await editor().page.keyboard.press('Enter');
    await eventually(() => history.getByRole('row', { name: /the first of all/ }).count()).toBe(1);
    await eventually(() => panel().getByRole('region', { name: 'Run' }).innerText()).toContain(
      'the first of all',
    );
  });

  it('measures the base on the pictures, and puts where to cut into the file by a press', async () => {
    await text.set(original.replace('case: auto', 'cut: pool1\ncase: auto'));
    const measured = panel().getByRole('region', { name: 'What was measured' });
    await measured.getByRole('button', { name: 'Measure on my pictures' }).click();
    await measured.getByText('measured on all of your 120 training pictures').waitFor({ timeout: 60_000 });
    await measured.getByRole('button', { name: /^Use this: where to cut, after / }).click();
    await eventually(() => text.text()).toMatch(/^cut: auto$/m);
    await measured.getByText('Your file does that.').waitFor();
    expect(comments(await text.text())).toEqual(comments(original));
  });

  it('finds a picture that somebody put into the wrong class, moves it by a press, and takes that back', async () => {
    const [right, wrong] = ['faces', 'food'].map((name) =>
      path.join(editor().workspace, example('images', name, 'sleeping.png')),
    ) as [string, string];
    const lies = () => [existsSync(right), existsSync(wrong)];
    await rename(right, wrong);
    const yours = panel().getByRole('region', { name: 'Your pictures' });
    await eventually(() => yours.innerText()).toMatch(/food\s+26/);
    await yours.getByRole('button', { name: 'Look for odd pictures' }).click();
    const move = yours.getByRole('button', { name: 'Move to faces: images/food/sleeping.png' });
    await move.waitFor({ timeout: 60_000 });
    await editor().clearNotifications();
    await move.click();
    await eventually(lies).toEqual([true, false]);
    await move.waitFor({ state: 'detached' });
    await editor().pressInNotification('Undo');
    await eventually(lies).toEqual([false, true]);
    // The panel has come to rest before it is looked at.
    await eventually(() => yours.innerText()).toMatch(/food\s+26/);
    await move.waitFor();
  });

  it('has no fault that axe-core finds, with a run, its pictures and its name', async () => {
    expect(await axeFaults(panel())).toEqual([]);
  });

  it('keeps the Designer in sight all the while', async () => {
    expect(await panel().getByRole('tree', { name: 'Layers' }).isVisible()).toBe(true);
  });
});

async function middleOf(one: Locator): Promise<{ readonly x: number; readonly y: number }> {
  const box = await one.boundingBox();
  if (box === null) throw new Error('It is not in sight.');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
