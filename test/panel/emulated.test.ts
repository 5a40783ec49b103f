import { describe, expect, it } from 'vitest';
import { usePanel } from './use-panel';
import { demoGraph } from './views/demo-layers';
import { largeGraph } from './views/large-graph';
import { demoView, guide } from './views/panel-views';
import { finished, running } from './views/run-views';
import { showBoxes } from './views/show-boxes';

const open = usePanel();

// What is run in the page, whose globals the tests' own language does not know.
declare function getComputedStyle(element: unknown, pseudo?: string): Readonly<Record<string, string>>;

type Opened = Awaited<ReturnType<typeof open>>;

/** What moves when the file and the run change, and when a switch is pressed: the properties, by the browser. */
async function movements({ page, show }: Opened): Promise<readonly string[]> {
  await show(demoView(finished()));
  await page.getByRole('switch', { name: 'Freeze conv1', exact: true }).hover();
  await page.getByRole('radio', { name: 'Validation images' }).hover();
  await page.evaluate(`addEventListener('transitionrun', ({ target, propertyName }) => {
    (globalThis.moved ??= []).push(target.className.baseVal ?? target.className + ' ' + propertyName);
  }, true)`);
  await page.getByRole('switch', { name: 'Freeze conv1', exact: true }).focus();
  await show(
    demoView({ ...running(), graph: demoGraph('pool3', ['conv1']), guide: { ...guide, images: 90_000 } }),
  );
  await page.waitForTimeout(100);
  return page.evaluate<readonly string[]>(`[
    ...(globalThis.moved ?? []),
    ...document.getAnimations().map(({ constructor }) => constructor.name),
  ]`);
}

describe('less motion', () => {
  it('is a wish that is seen to be one: without it the dot of the guide and a switch move', async () => {
    const moved = await movements(await open());
    expect(moved.some((one) => one.includes('dot'))).toBe(true);
    expect(moved.some((one) => one.includes('knob'))).toBe(true);
  });

  it('is what the system asks for: nothing moves', async () => {
    const panel = await open();
    await panel.page.emulateMedia({ reducedMotion: 'reduce' });
    expect(await movements(panel)).toEqual([]);
  });

  it('is what the editor asks for: nothing moves', async () => {
    const panel = await open();
    await panel.page.evaluate("document.body.classList.add('vscode-reduce-motion')");
    expect(await movements(panel)).toEqual([]);
  });
});

/** The colours of an element that is looked at, as the browser has computed them. */
const looks = (element: unknown) => {
  const { outlineStyle, outlineColor, borderLeftStyle, borderLeftColor, backgroundColor, stroke, fill } =
    getComputedStyle(element);
  return { outlineStyle, outlineColor, borderLeftStyle, borderLeftColor, backgroundColor, stroke, fill };
};

describe.each(['dark', 'light'] as const)('the system’s own colours, %s', (colorScheme) => {
  const opened = async () => {
    const panel = await open({ theme: colorScheme === 'dark' ? 'contrast' : 'contrast-light' });
    await panel.page.emulateMedia({ forcedColors: 'active', colorScheme });
    return panel;
  };

  it('leave the states of layers apart: by the edge of their row, by sign, and by the switch', async () => {
    const { page, show } = await opened();
    await show(demoView({ graph: demoGraph('pool2', ['conv2']) }));
    const edges = await Promise.all(
      ['conv1', 'conv2', 'conv3', 'head_classes'].map(async (layer) => {
        const { borderLeftStyle, borderLeftColor, backgroundColor } = await page
          .getByRole('treeitem', { name: new RegExp(`^${layer},`) })
          .evaluate(looks);
        expect(borderLeftColor, layer).not.toBe(backgroundColor);
        return borderLeftStyle;
      }),
    );
    expect(edges).toEqual(['solid', 'dashed', 'dotted', 'double']);
    const groundOf = async (layer: string) =>
      (await page.getByRole('switch', { name: `Freeze ${layer}`, exact: true }).evaluate(looks))
        .backgroundColor;
    expect(await groundOf('conv1')).not.toBe(await groundOf('conv2'));
    const ground = (await page.locator('body').evaluate(looks)).backgroundColor;
    for (const sign of ['.row.frozen > .icon', '.row.trainable > .icon', '.row.sliced-off > .icon'])
      expect((await page.locator(sign).first().evaluate(looks)).stroke, sign).not.toBe(ground);
  });

  it('leave what is selected, frozen above the line, right and wrong to be seen', async () => {
    const { page, show } = await opened();
    await show(demoView(finished()));
    const ground = (await page.locator('body').evaluate(looks)).backgroundColor;
    const row = page.getByRole('treeitem', { name: /^conv2,/ });
    await row.click({ position: { x: 60, y: 10 } });
    await page.getByRole('button', { name: 'Train', exact: true }).focus();
    const selected = await row.evaluate(looks);
    expect(selected.outlineStyle).not.toBe('none');
    expect(selected.outlineColor).not.toBe(ground);
    const line = await page.getByRole('slider', { name: 'Freeze line' }).evaluate((element) => {
      const { borderTopStyle, borderBottomStyle, borderTopColor } = getComputedStyle(element, '::before');
      return { borderTopStyle, borderBottomStyle, borderTopColor };
    });
    expect([line.borderTopStyle, line.borderBottomStyle]).toEqual(['solid', 'dashed']);
    expect(line.borderTopColor).not.toBe(ground);
    const choice = async (name: string) =>
      (await page.getByRole('radio', { name }).locator('[part=control]').evaluate(looks)).backgroundColor;
    expect(await choice('Test images')).not.toBe(await choice('Validation images'));
    const cell = async (kind: string) => page.locator(`.confusion .${kind}`).first().evaluate(looks);
    const [hit, miss] = [await cell('hit'), await cell('miss')];
    expect([hit.outlineStyle, miss.outlineStyle]).toEqual(['solid', 'dashed']);
    for (const { outlineColor } of [hit, miss]) expect(outlineColor).not.toBe(ground);
  });

  it('leave the line of progress and the points of the guide to be seen', async () => {
    const { page, show } = await opened();
    await show(demoView(running()));
    const pixels = await page.getByRole('progressbar').screenshot();
    const colors = await colorsIn(page, pixels);
    expect(colors.size, 'filled and not, and a border').toBeGreaterThanOrEqual(3);
    const ground = (await page.locator('body').evaluate(looks)).backgroundColor;
    for (const mark of ['.guide .core', '.guide .suggested-field rect', '.guide .divide', '.guide .frame']) {
      const { fill, stroke } = await page.locator(mark).first().evaluate(looks);
      expect(
        [fill, stroke].some(
          (paint) => paint !== undefined && paint !== 'none' && paint !== ground && !/, 0\)$/.test(paint),
        ),
        mark,
      ).toBe(true);
    }
  });

  it('leave the boxes of the drawing apart', async () => {
    const { page, show } = await opened();
    await show(demoView({ graph: largeGraph(40) }));
    const isApart = async (box: ReturnType<typeof page.locator>) => {
      await box.waitFor();
      const { borderLeftStyle, borderLeftColor, backgroundColor } = await box.evaluate(looks);
      expect(borderLeftStyle).not.toBe('none');
      expect(borderLeftColor).not.toBe(backgroundColor);
    };
    await isApart(page.locator('.part-of').first());
    await showBoxes(page);
    await isApart(page.locator('.box').first());
  });
});

/** The colours of a picture, each of more than a few points. */
async function colorsIn(page: Opened['page'], png: Buffer): Promise<ReadonlySet<string>> {
  const found = await page.evaluate<readonly string[]>(`(async () => {
    const bytes = Uint8Array.from(atob('${png.toString('base64')}'), (letter) => letter.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
    canvas.drawImage(image, 0, 0);
    const { data } = canvas.getImageData(0, 0, image.width, image.height);
    const counts = new Map();
    for (let at = 0; at < data.length; at += 4) {
      const color = [data[at], data[at + 1], data[at + 2]].join(' ');
      counts.set(color, (counts.get(color) ?? 0) + 1);
    }
    return [...counts].filter(([, points]) => points > 40).map(([color]) => color);
  })()`);
  return new Set(found);
}
