import { describe, expect, it } from 'vitest';
import { theme, themeNames } from './harness/page-html';
import { usePanel } from './use-panel';
import { demoGraph } from './views/demo-layers';
import { demoView } from './views/panel-views';
import { finished, running } from './views/run-views';
import { showBoxes } from './views/show-boxes';

const open = usePanel();

const everything = () => demoView({ graph: demoGraph('pool2', ['conv2']), ...finished() });

// What is run in the page, whose globals the tests' own language does not know.
declare function getComputedStyle(element: unknown): Readonly<Record<string, string>>;

const backgroundOf = (element: unknown) => getComputedStyle(element).backgroundColor;
const borderOf = (box: unknown) =>
  `${getComputedStyle(box).borderStyle} ${getComputedStyle(box).borderRadius}`;
const pictureOf = (canvas: unknown) => (canvas as { toDataURL(): string }).toDataURL();
/** Which parts of any row the row's button lies over, by their class. */
const coveredByCutHere = (row: unknown) => {
  type Box = { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
  type Part = { readonly className: string; getBoundingClientRect(): Box };
  const within = (row as { querySelector(selector: string): Part }).querySelector('.cut-here');
  const mine = within.getBoundingClientRect();
  const parts = (row as { parentElement: { querySelectorAll(selector: string): Iterable<Part> } })
    .parentElement;
  return [...parts.querySelectorAll('.row > .icon, .row > span:not(.act), .act > *')]
    .filter((part) => part !== within)
    .filter((part) => {
      const { left, right, top, bottom } = part.getBoundingClientRect();
      return left < mine.right && right > mine.left && top < mine.bottom && bottom > mine.top;
    })
    .map(({ className }) => className);
};
const movementsOf = (elements: readonly unknown[]) =>
  elements.map((element) => getComputedStyle(element).transitionDuration).filter((time) => time !== '0s');

describe('every width', () => {
  it('has room: nothing makes the page scroll sideways', async () => {
    const { page, show } = await open({ width: 300 });
    await show(everything());
    await page.locator('.part-of').first().waitFor();
    for (const width of [300, 420, 560, 700, 900, 1130, 1350, 1600]) {
      await page.setViewportSize({ width, height: 900 });
      await page.waitForTimeout(60);
      const over = await page.locator('html').evaluate((root) => root.scrollWidth - root.clientWidth);
      expect(over, `${width} px`).toBe(0);
    }
  });
});

describe('the cost before the run', () => {
  it.each([320, 420, 510, 530, 700, 1300])('has room for each figure, %i px wide', async (width) => {
    const { page, show } = await open({ width });
    const cost = { trainableParams: 390, frozenParams: 968_480, trainingImages: 120, cacheBytes: 86_400 };
    await show(demoView({ cost: { ...cost, estimatedSeconds: null } }));
    const figures = page.locator('.cost > div');
    await figures.getByText('under 0.1 % of weights').waitFor();
    const tooWide = await figures.evaluateAll((all) =>
      all.filter((one) => one.scrollWidth > one.clientWidth),
    );
    expect(tooWide).toEqual([]);
  });
});

describe('"Cut here" in the list', () => {
  it.each([320, 420, 560, 1350])('covers nothing, %i px wide', async (width) => {
    const { page, show } = await open({ width });
    await show(everything());
    const rows = page.getByRole('treeitem').filter({ has: page.locator('.cut-here') });
    expect(await rows.count()).toBeGreaterThan(10);
    for (const row of await rows.all()) expect(await row.evaluate(coveredByCutHere)).toEqual([]);
  });
});

describe('every theme', () => {
  it.each(themeNames)('%s shows all of it without a fault', async (name) => {
    const { page, show } = await open({ theme: name });
    await show(everything());
    await showBoxes(page);
    expect(await page.locator('body').evaluate(backgroundOf)).toBe(
      {
        dark: 'rgb(31, 31, 31)',
        light: 'rgb(255, 255, 255)',
        contrast: 'rgb(0, 0, 0)',
        'contrast-light': 'rgb(255, 255, 255)',
      }[name],
    );
  });

  it('tells the states apart by shape, sign and word', async () => {
    const { page, show } = await open();
    await show(everything());
    await showBoxes(page);
    const looks = await Promise.all(
      ['conv1_bn', 'conv2', 'conv3', 'head_pool'].map(async (name) => {
        const box = page
          .locator('.box')
          .filter({ has: page.locator('.title', { hasText: new RegExp(`^${name}$`) }) });
        await box.waitFor();
        const shape = await box.evaluate(borderOf);
        return [
          shape,
          await box.locator('.icon path').first().getAttribute('d'),
          await box.locator('.word').innerText(),
        ];
      }),
    );
    for (const kind of [0, 1, 2]) expect(new Set(looks.map((look) => look[kind])).size).toBe(4);
    expect(looks.map((look) => look[2])).toEqual(['frozen', 'trainable', 'sliced off', 'new']);
  });

  it('gives a layer without weights the edge of those it goes with, and no sign or word', async () => {
    const { page, show } = await open();
    await show(demoView({ graph: demoGraph('pool3', ['conv3', 'conv3_bn']) }));
    await showBoxes(page);
    const looks = await Promise.all(
      ['pool2', 'conv3_relu'].map(async (name) => {
        const box = page
          .locator('.box')
          .filter({ has: page.locator('.title', { hasText: new RegExp(`^${name}$`) }) });
        await box.waitFor();
        expect(await box.locator('.sign .icon').count()).toBe(0);
        expect(await box.locator('.word').innerText()).toBe('');
        return box.evaluate((one) => getComputedStyle(one).borderColor);
      }),
    );
    expect(new Set(looks).size).toBe(2);
  });

  it('repaints the curves when the theme changes', async () => {
    const { page, show, setTheme } = await open({ theme: 'dark' });
    await show(demoView(running()));
    const picture = () => page.locator('.plot canvas').first().evaluate(pictureOf);
    await page.locator('.plot canvas').first().waitFor();
    await page.waitForTimeout(200);
    const dark = await picture();
    await setTheme(theme('light'));
    await expect.poll(picture).not.toBe(dark);
  });

  // Such a language is told where the system's is C.
  it.each(['en-US@posix', 'de-DE'])('shows its curves where the page’s language is %s', async (language) => {
    const { page, show } = await open({ language });
    await show(demoView(running()));
    await page.locator('.plot canvas').first().waitFor();
  });

  it('moves of all switches only the one that is pressed', async () => {
    const { page, show } = await open();
    await show(demoView());
    const moving = () => page.locator('.switch .knob').evaluateAll(movementsOf);
    await page.getByRole('switch').first().waitFor();
    expect(await moving()).toEqual([]);
    await page.getByRole('switch').first().hover();
    expect(await moving()).toHaveLength(1);
  });
});
