import type { Frame, Locator } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { demoLayers } from './demo-layers';
import { eventually } from './eventually';
import { OpenText } from './open-text';
import { trainHeadFor } from './quick-training';
import { useEditor } from './use-editor';

// From opening the folder to the report, as someone does it who knows only what the screen says.
describe('the journey', () => {
  const editor = useEditor({
    workspace: 'examples/emoji-groups',
    prepare: trainHeadFor(6),
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
  const comments = (yaml: string) => yaml.match(/#.*$/gm);

  beforeAll(async () => {
    text = new OpenText(editor(), 'transfer.yaml');
    original = await text.text();
  });

  it('opens the Designer beside the text', async () => {
    await editor().openFile('transfer.yaml');
    await editor().runCommand('Transfer: Open Designer');
    opened = await editor().frameOfPanel();
    await opened.getByRole('region', { name: 'Suggested case' }).waitFor();
    const groups = await editor().inHost((vscode) =>
      vscode.window.tabGroups.all.map(({ tabs }) => tabs.map(({ label }) => label)),
    );
    expect(groups).toHaveLength(2);
    expect(groups[0]).toEqual(['transfer.yaml']);
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

  it('draws them', async () => {
    const drawing = panel().locator('.drawing');
    for (const { name } of demoLayers())
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
    const line = panel().getByRole('slider', { name: 'Freeze line', exact: true });
    await line.focus();
    await eventually(() => line.getAttribute('aria-valuetext')).toMatch(/^all of the base is frozen/);
    await editor().page.keyboard.press('ArrowUp');
    // The file writes phases, so these say what trains.
    await eventually(() => text.text()).toMatch(/train: \[head, dense2\]/);
    expect(comments(await text.text())).toEqual(comments(original));
    await eventually(() => line.getAttribute('aria-valuetext')).toMatch(/^frozen through /);
    await editor().page.keyboard.press('Control+z');
    await eventually(() => text.text()).toBe(original);
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

  it('names the run', async () => {
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

  it('keeps the Designer in sight all the while', async () => {
    expect(await panel().getByRole('tree', { name: 'Layers' }).isVisible()).toBe(true);
  });
});

function count(value: number): string {
  return value.toLocaleString('en-US');
}
