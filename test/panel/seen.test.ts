import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type FromPanel, isFromPanel } from '../../src/shared/panel-messages';
import type { PanelSeen } from '../../src/shared/panel-seen';
import type { PanelPage } from './harness/panel-browser';
import { usePanel } from './use-panel';
import { demoGraph } from './views/demo-layers';
import { demoView } from './views/panel-views';
import { picturesOf } from './views/picture-views';
import { finished, pastRuns } from './views/run-views';
import { mapsOf, someEvidence, someMaps, somePictures, someValues } from './views/seen-views';
import { severalTried, trying } from './views/try-it-views';

let panel: PanelPage;
const open = usePanel();
beforeAll(async () => {
  panel = await open();
});

// What is looked into stays over views, and what is there is not asked for again.
afterEach(async () => {
  for (const close of await place().getByRole('button', { name: 'Close' }).all()) await close.click();
});

const place = () => panel.page.getByRole('region', { name: 'What a layer sees' });
const channels = () =>
  place()
    .getByRole('listbox', { name: /^Channels/ })
    .getByRole('option');

async function lastSent(): Promise<FromPanel | undefined> {
  const sent = await panel.sent();
  expect(sent.every((intent) => isFromPanel(intent))).toBe(true);
  return sent.at(-1);
}

const view = () => demoView({ graph: demoGraph('dense2'), pictures: picturesOf() });
const tell = (seen: PanelSeen) => panel.tell({ kind: 'seen', path: view().path, seen });

/** Looks into a layer by its card, and is answered. */
async function lookInto(layer: string): Promise<void> {
  await panel.show(view());
  const row = panel.page.getByRole('treeitem', { name: new RegExp(`^${layer},`) });
  await row.click({ position: { x: 60, y: 10 } });
  await row.press('Enter');
  await panel.page.getByRole('dialog').getByRole('button', { name: 'What it sees' }).click();
  await expect.poll(lastSent).toMatchObject({ kind: 'seeLayer', layer });
  await tell(mapsOf(layer));
  await channels().first().waitFor();
}

describe('what a layer sees', () => {
  it('is asked for by its card, with the focus on it, and closed by Escape', async () => {
    await lookInto('pool2');
    expect(await channels().first().getAttribute('aria-label')).toBe('Channel 0: 5, most at the upper left');
    expect(await channels().count()).toBe(32);
    expect(await place().evaluate((region) => region.contains(region.ownerDocument.activeElement))).toBe(
      true,
    );
    await panel.page.keyboard.press('Escape');
    await place().waitFor({ state: 'detached' });
  });

  it('goes to the layers before and behind it with the same picture', async () => {
    await lookInto('pool2');
    await place().getByRole('button', { name: 'Later layer' }).click();
    await expect
      .poll(lastSent)
      .toEqual({ kind: 'seeLayer', layer: 'pool3', run: '', file: 'animals/bat.png' });
    await tell(mapsOf('pool3'));
    await place().getByText('3 of 5').waitFor();
    await place().getByRole('button', { name: 'Earlier layer' }).click();
    await expect
      .poll(lastSent)
      .toEqual({ kind: 'seeLayer', layer: 'pool2', run: '', file: 'animals/bat.png' });
  });

  it('is gone through channel by channel with the arrow keys, and Enter asks what excites one', async () => {
    await lookInto('pool1');
    await channels().first().focus();
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowLeft']) await panel.page.keyboard.press(key);
    expect(
      await channels()
        .nth(1)
        .evaluate((one) => one === one.ownerDocument.activeElement),
    ).toBe(true);
    await panel.page.keyboard.press('ArrowDown');
    const [first, below] = await Promise.all([
      channels().nth(1).boundingBox(),
      panel.page.locator('.maps [role="option"]:focus').boundingBox(),
    ]);
    expect(below?.x).toBe(first?.x);
    expect(below?.y).toBeGreaterThan(first?.y ?? 0);
    await panel.page.keyboard.press('Home');
    await panel.page.keyboard.press('ArrowLeft');
    await panel.page.keyboard.press('Enter');
    expect(await lastSent()).toMatchObject({ kind: 'seeChannel', layer: 'pool1' });
  });

  it('shows the pictures of a channel with the place in words, and the map over the picture', async () => {
    await lookInto('pool1');
    await channels().first().click();
    await expect.poll(lastSent).toEqual({ kind: 'seeChannel', layer: 'pool1', run: '', channel: 0 });
    await tell({ about: 'progress', done: 16, total: 150 });
    await place().getByText('16 of 150').waitFor();
    await tell({ about: 'pictures', layer: 'pool1', run: '', channel: 0, found: somePictures });
    const list = place().getByRole('list', { name: 'Pictures that excite channel 0 most' });
    expect(await list.getByRole('img').count()).toBe(9);
    expect(await list.getByRole('img').first().getAttribute('alt')).toBe(
      'animals/0.png, most 11 % down and 11 % across',
    );
    const slider = place().getByRole('slider', { name: 'How much the map of channel 0 covers the picture' });
    await slider.press('End');
    expect(await slider.getAttribute('aria-valuetext')).toBe('100 %');
    await slider.press('Home');
    expect(await place().locator('.heat canvas').count()).toBe(0);
  });

  it('is what a run has made of the layer, once that is chosen: the same channel, before and after training', async () => {
    await lookInto('pool1');
    expect(await place().getByLabel('Network', { exact: true }).count()).toBe(0);
    await panel.show({ ...view(), pastRuns });
    const network = place().getByLabel('Network', { exact: true });
    expect(await network.getByRole('option').allInnerTexts()).toEqual([
      'the base, before training',
      ...pastRuns.filter(({ state }) => state === 'finished').map(({ name }) => name),
    ]);
    await channels().first().click();
    await expect.poll(lastSent).toMatchObject({ kind: 'seeChannel', run: '' });
    await tell({ about: 'pictures', layer: 'pool1', run: '', channel: 0, found: somePictures });
    const [run = ''] = pastRuns.filter(({ state }) => state === 'finished').map(({ folder }) => folder);
    await network.selectOption(run);
    const asked = { layer: 'pool1', run };
    await expect.poll(lastSent).toEqual({ kind: 'seeLayer', ...asked, file: 'animals/bat.png' });
    await tell(mapsOf('pool1', someMaps, 'animals/bat.png', run));
    await expect.poll(lastSent).toEqual({ kind: 'seeChannel', ...asked, channel: 0 });
    await tell({ about: 'pictures', ...asked, channel: 0, found: somePictures });
    await place().getByRole('list', { name: 'Pictures that excite channel 0 most' }).waitFor();
    await place().getByRole('button', { name: 'Later layer' }).click();
    await expect.poll(lastSent).toMatchObject({ kind: 'seeLayer', layer: 'pool2', run });
    // Of a run that was deleted nothing can be seen: it is the base again.
    await panel.show({ ...view(), pastRuns: pastRuns.filter(({ folder }) => folder !== run) });
    await expect.poll(lastSent).toMatchObject({ kind: 'seeLayer', layer: 'pool2', run: '' });
  });

  it('says why nothing is seen, and takes another picture that is dropped on it', async () => {
    await lookInto('pool1');
    await place().getByRole('button', { name: 'Choose another picture' }).click();
    await expect.poll(lastSent).toEqual({ kind: 'pickSeen', layer: 'pool1', run: '' });
    await panel.page.evaluate(`(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['bytes'], 'mine.png', { type: 'image/png' }));
      const event = new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true });
      document.querySelector('.seen').dispatchEvent(event);
    })()`);
    await expect
      .poll(lastSent)
      .toMatchObject({ kind: 'seePicture', layer: 'pool1', pictures: [{ name: 'mine.png' }] });
    await tell({ about: 'failure', of: 'maps', reason: 'It is a damaged or unusual PNG.' });
    await place().getByRole('alert').getByText('It is a damaged').waitFor();
    await tell(mapsOf('pool1', someValues, ''));
    await place().getByText('40 channels, a number each').waitFor();
    await place().getByRole('button', { name: 'Later layer' }).click();
    await expect.poll(lastSent).toEqual({ kind: 'seeLayer', layer: 'pool2', run: '', file: '' });
  });
});

describe('why a model says something', () => {
  it('is asked for of a picture that was tried, and shown with the number that it explains', async () => {
    await panel.show(demoView(trying(severalTried)));
    const why = panel.page.getByRole('button', { name: /^Why\?/ }).first();
    await why.click();
    const asked = await lastSent();
    expect(asked?.kind).toBe('explainTried');
    const { number } = asked as Extract<FromPanel, { readonly kind: 'explainTried' }>;
    await tell({ about: 'evidence', of: `tried ${number}`, evidence: someEvidence });
    await panel.page.getByText('animals has 92 %: its score is 4.1 above the mean of all classes.').waitFor();
    const alt = 'what speaks most for animals lies at the upper left';
    expect(await panel.page.locator('.evidence img').getAttribute('alt')).toContain(alt);
    await panel.page.getByLabel('What speaks for').selectOption('food');
    await panel.page.getByText('food has 5 %').waitFor();
    await why.click();
    expect(await panel.page.locator('.evidence').count()).toBe(0);
  });

  it('is asked for of a picture that went wrong, of that run', async () => {
    await panel.show(demoView(finished()));
    await panel.page
      .locator('.wrong')
      .getByRole('button', { name: /^Why\?/ })
      .first()
      .click();
    const asked = await lastSent();
    expect(asked).toMatchObject({ kind: 'explainWrong' });
    const { folder, file } = asked as Extract<FromPanel, { readonly kind: 'explainWrong' }>;
    const of = `wrong ${folder} ${file}` as const;
    await tell({ about: 'failure', of, reason: 'No layer of this network has places.' });
    await panel.page.locator('.wrong').getByText('No layer of this network has places.').waitFor();
  });
});
