import { beforeAll, describe, expect, it } from 'vitest';
import { isFromPanel, type PanelPictures } from '../../src/shared/panel-messages';
import type { PanelPage } from './harness/panel-browser';
import { processorClock } from './harness/processor-clock';
import { usePanel } from './use-panel';
import { demoView } from './views/panel-views';
import {
  classNames,
  found,
  foundOdd,
  manyClasses,
  oddThumbnails,
  picturesOf,
  thumbnailsOf,
} from './views/picture-views';

let panel: PanelPage;
const open = usePanel();
beforeAll(async () => {
  panel = await open({ width: 1024 });
});

const show = (pictures: PanelPictures) => panel.show(demoView({ pictures }));
const yours = () => panel.page.getByRole('region', { name: 'Your pictures', exact: true });
const cards = () => yours().getByRole('list', { name: 'Classes' }).getByRole('listitem');

/** The classes whose thumbnails the panel has asked for, in the order of asking. */
const wanted = () =>
  panel.page.evaluate<readonly string[]>(
    `harness.sent.filter(({ kind }) => kind === 'wantThumbnails').flatMap(({ classes }) => classes)`,
  );

describe('the strip of classes', () => {
  it('is first in the plan, a card a class, with its number and its pictures once they come', async () => {
    await show(picturesOf());
    const plan = panel.page.getByRole('region', { name: 'Plan', exact: true });
    expect(await plan.getByRole('region').first().getAttribute('aria-label')).toBe('Your pictures');
    expect(await cards().count()).toBe(classNames.length);
    expect(await cards().first().innerText()).toMatch(/^animals\s+25/);
    expect(await yours().getByRole('img').count()).toBe(0);
    await expect.poll(wanted).toEqual(classNames);
    for (const name of classNames) await panel.tell(thumbnailsOf(name));
    await expect.poll(() => yours().getByRole('img').count()).toBe(4 * classNames.length);
    const drawn = await yours()
      .getByRole('img')
      .evaluateAll((all) => all.filter((one) => one.naturalWidth > 0).length);
    expect(drawn).toBe(4 * classNames.length);
  });

  it('asks again after another look at the folder, and keeps what it shows meanwhile', async () => {
    await show(picturesOf());
    await expect.poll(wanted).toContain('animals');
    await panel.tell(thumbnailsOf('animals'));
    await expect.poll(() => cards().first().getByRole('img').count()).toBe(4);
    const before = (await wanted()).length;
    await show(picturesOf({ look: 2 }));
    expect(await cards().first().getByRole('img').count()).toBe(4);
    await expect.poll(async () => (await wanted()).length).toBe(before + classNames.length);
    const last = await panel.page.evaluate<readonly string[]>(
      `harness.sent.findLast(({ kind }) => kind === 'wantThumbnails').shown`,
    );
    expect(last).toContain('animals');
  });

  it('shows no picture of another file', async () => {
    await panel.show({ ...demoView({ pictures: picturesOf() }), path: '/another/transfer.yaml' });
    await panel.page.waitForTimeout(100);
    expect(await yours().getByRole('img').count()).toBe(0);
    await panel.tell(thumbnailsOf('animals'));
    await panel.page.waitForTimeout(100);
    expect(await yours().getByRole('img').count()).toBe(0);
  });

  it('marks what can’t be read and what is there twice, with how many, and says what was found', async () => {
    await show(picturesOf(found));
    const message = thumbnailsOf('animals');
    await expect.poll(wanted).toContain('animals');
    await panel.tell({
      ...(message as Extract<typeof message, { kind: 'thumbnails' }>),
      thumbnails: [{ file: 'animals/half.png', address: null, reason: 'It is damaged.' }],
    });
    const animals = cards().first();
    expect(await animals.innerText()).toContain('2 pictures can’t be read');
    expect(await animals.innerText()).toContain('1 picture stands in another class');
    expect(await cards().nth(2).innerText()).not.toContain('can’t be read');
    await animals.getByRole('img', { name: 'animals/half.png: It is damaged.' }).waitFor();
    await yours().getByText('What was found').click();
    expect(await yours().getByRole('list', { name: 'What was found' }).getByRole('listitem').count()).toBe(3);
  });

  it('says what is not known yet, and that nothing is decoded where nobody is trusted', async () => {
    await show(picturesOf());
    expect(await yours().getByRole('status').first().innerText()).toContain('is not known yet');
    const notShown = 'Pictures are decoded, and shown, only in a workspace that is trusted.';
    const no = { canBegin: false };
    const [check, odd] = [
      { ...picturesOf().check, ...no },
      { ...picturesOf().odd, ...no },
    ];
    await show(picturesOf({ look: 9, notShown, check, odd }));
    expect(await yours().innerText()).toContain(notShown);
    expect(await yours().getByRole('button').count()).toBe(0);
    // Those of the views before are asked for a moment after they were shown: what counts is another look from here on.
    const before = (await wanted()).length;
    await show(picturesOf({ look: 10, notShown, check, odd }));
    await panel.page.waitForTimeout(200);
    expect((await wanted()).length).toBe(before);
  });
});

describe('a thousand classes', () => {
  it('are folded at first, and of all that are unfolded those in sight are drawn and asked for', async () => {
    await show(manyClasses(1_000));
    expect(await cards().count()).toBeLessThan(20);
    await panel.page.getByRole('button', { name: 'Show all 1,000 classes' }).click();
    expect(await cards().count()).toBeLessThan(64);
    const box = yours().getByRole('group', { name: 'Classes' });
    await box.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await cards().getByText('class 999', { exact: true }).waitFor();
    expect(await cards().last().getAttribute('aria-posinset')).toBe('1000');
    await expect.poll(wanted).toContain('class 999');
    expect((await wanted()).filter((name) => name === 'class 501')).toEqual([]);
    await yours().getByRole('textbox', { name: 'Search classes by name' }).pressSequentially('class 99');
    await yours().getByText('9 of 1,000 classes').waitFor();
  });

  it('cost no more than a frame of the page’s time at a key that changes none of them', async () => {
    // A page of its own, for its views are ahead of those that the other tests make.
    const { page, show: draw, tell } = await open({ width: 1024 });
    const { revision, ...view } = demoView({ pictures: manyClasses(1_000) });
    await draw({ revision, ...view });
    const clock = await processorClock(page);
    for (let key = 0; key < 10; key += 1) {
      const whole = revision + key + 1;
      const parts = { revision: { whole }, file: { whole: `file ${key}` } };
      await tell({ kind: 'viewChange', from: whole - 1, change: { parts } });
      await page.getByRole('heading', { name: `file ${key}` }).waitFor();
    }
    expect((await clock()) / 10).toBeLessThan(50);
  });
});

describe('the buttons', () => {
  async function sentBy(pictures: PanelPictures, name: string) {
    await show(pictures);
    const before = (await panel.sent()).length;
    await panel.page.getByRole('button', { name, exact: true }).click();
    const sent = (await panel.sent()).slice(before);
    expect(sent.every((intent) => isFromPanel(intent))).toBe(true);
    return sent;
  }
  const declared = (similarity: 'similar' | 'different' | null) =>
    picturesOf({ similarity: { declared: similarity, words: 'So it is.' } });

  it('write the similarity, and a second press leaves it open', async () => {
    const say = (similarity: string) => [{ kind: 'setSimilarity', similarity }];
    expect(await sentBy(declared(null), 'Like the base’s')).toEqual(say('similar'));
    expect(await sentBy(declared('similar'), 'Different')).toEqual(say('different'));
    expect(await sentBy(declared('different'), 'Different')).toEqual(say('auto'));
  });

  it('show which one the file says, and say what is assumed where it says neither', async () => {
    const pressed = async () =>
      Promise.all(
        ['Like the base’s', 'Different'].map((name) =>
          panel.page.getByRole('button', { name, exact: true }).getAttribute('aria-pressed'),
        ),
      );
    await show(declared('different'));
    expect(await pressed()).toEqual(['false', 'true']);
    await show(picturesOf());
    expect(await pressed()).toEqual(['false', 'false']);
    expect(await panel.page.getByText('The file says neither; similar is assumed.').isVisible()).toBe(true);
  });

  it('keep the focus when what they wrote has come', async () => {
    await show(declared(null));
    await panel.page.getByRole('button', { name: 'Different', exact: true }).focus();
    await panel.page.keyboard.press('Enter');
    await show(declared('different'));
    await panel.page.keyboard.press('Space');
    expect((await panel.sent()).at(-1)).toEqual({ kind: 'setSimilarity', similarity: 'auto' });
  });

  it('begin a check of all pictures, and end it', async () => {
    expect(await sentBy(picturesOf(), 'Check 150 pictures')).toEqual([{ kind: 'checkImages' }]);
    const check = { ...picturesOf().check, state: 'checking' as const, done: 0.5, canBegin: false };
    expect(await sentBy(picturesOf({ check }), 'Stop checking')).toEqual([{ kind: 'stopChecking' }]);
    expect(await yours().getByRole('progressbar').getAttribute('value')).toBe('0.5');
  });
});

describe('odd pictures', () => {
  const group = (name: string) => yours().getByRole('list', { name, exact: true });
  const wantedOdd = () =>
    panel.page.evaluate<readonly string[]>(
      `harness.sent.filter(({ kind }) => kind === 'wantOddThumbnails').flatMap(({ files }) => files)`,
    );
  const pressed = async (name: string) => {
    const before = (await panel.sent()).length;
    await yours().getByRole('button', { name, exact: true }).first().click();
    const sent = (await panel.sent()).slice(before);
    expect(sent.every((intent) => isFromPanel(intent))).toBe(true);
    return sent;
  };

  it('are looked for when that is asked for, with progress and a way to end it', async () => {
    await show(picturesOf());
    expect(await pressed('Look for odd pictures')).toEqual([{ kind: 'lookForOdd' }]);
    const looking = { ...picturesOf().odd, state: 'looking' as const, canBegin: false };
    await show(picturesOf({ odd: { ...looking, done: 0.25 } }));
    const bar = yours().getByRole('progressbar', { name: 'Pictures looked at' });
    expect(await bar.getAttribute('value')).toBe('0.25');
    await show(picturesOf({ odd: { ...looking, done: null } }));
    expect(await bar.getAttribute('value')).toBeNull();
    expect(await pressed('Stop looking')).toEqual([{ kind: 'stopLooking' }]);
  });

  it('stand beside those that they are like, and only what is unfolded is asked for', async () => {
    await show(picturesOf({ odd: foundOdd }));
    const suspects = group('Perhaps in the wrong class');
    expect(await suspects.locator('> li').count()).toBe(4);
    await expect.poll(wantedOdd).toContain('images/faces/angry.png');
    expect(await wantedOdd()).not.toContain('images/food/noise.png');
    await panel.tell(oddThumbnails());
    const first = suspects.locator('> li').first();
    await first.getByRole('img', { name: 'images/weather/full_moon_with_face.png' }).first().waitFor();
    expect(await first.getByRole('list', { name: '5 pictures most like it' }).getByRole('img').count()).toBe(
      5,
    );
    expect(await first.innerText()).toContain('looks like faces (doubt 2.1;');
    await yours().getByText('Unlike all others').click();
    await expect.poll(wantedOdd).toContain('images/food/noise.png');
    await group('Unlike all others')
      .getByRole('img', { name: /noise\.png.*: It is damaged\./ })
      .waitFor();
    await yours().getByRole('button', { name: 'Show all 7' }).click();
    expect(await suspects.locator('> li').count()).toBe(7);
  });

  it('are moved, left out or kept by buttons that say of which picture', async () => {
    await show(picturesOf({ odd: foundOdd }));
    const file = 'images/weather/full_moon_with_face.png';
    expect(await pressed(`Move to faces: ${file}`)).toEqual([
      { kind: 'moveToClass', file, className: 'faces' },
    ]);
    expect(await pressed(`Leave out: ${file} (weather)`)).toEqual([{ kind: 'leaveOut', file }]);
    expect(await pressed(`Keep: ${file}`)).toEqual([{ kind: 'keepOdd', id: 'label 0' }]);
    await yours().getByText('Nearly the same picture in two places').click();
    const second = 'images/animals/ant-small.png';
    expect(await pressed(`Leave out the second: ${second} (animals)`)).toEqual([
      { kind: 'leaveOut', file: second },
    ]);
  });

  it('hand the focus on when one of them goes', async () => {
    await show(picturesOf({ odd: foundOdd }));
    await yours().getByRole('button', { name: 'Keep: moon 1', exact: true }).focus();
    const [labels, ...others] = foundOdd.groups;
    const findings = (labels?.findings ?? []).filter(({ id }) => id !== 'label 1');
    await show(picturesOf({ odd: { ...foundOdd, groups: [{ ...labels!, findings }, ...others] } }));
    const inside = await panel.page.evaluate<boolean>(
      `document.activeElement.closest('.odd-pictures') !== null`,
    );
    expect(inside).toBe(true);
  });

  it('offer another look where the pictures have changed, and none where that is not allowed', async () => {
    await show(picturesOf({ odd: { ...foundOdd, canBegin: true } }));
    expect(await pressed('Look again')).toEqual([{ kind: 'lookForOdd' }]);
    await show(picturesOf({ odd: { ...picturesOf().odd, canBegin: false } }));
    expect(await yours().getByRole('button', { name: 'Look for odd pictures' }).count()).toBe(0);
  });
});

it('pictures make the page scroll sideways at no width', async () => {
  const { page, show: draw } = await open({ width: 300 });
  const long = manyClasses(30);
  await draw(demoView({ pictures: { ...long, check: found.check ?? long.check, odd: foundOdd } }));
  for (const width of [300, 420, 700, 900, 1130, 1600]) {
    await page.setViewportSize({ width, height: 900 });
    await page.waitForTimeout(60);
    const over = await page.locator('html').evaluate((root) => root.scrollWidth - root.clientWidth);
    expect(over, `${width} px`).toBe(0);
  }
});
