import { describe, expect, it } from 'vitest';
import { usePanel } from './use-panel';
import { demoGraph } from './views/demo-layers';
import { largeGraph } from './views/large-graph';
import {
  blockProbes,
  digitProbes,
  evidence,
  measuredAnswers,
  measureFailed,
  measuring,
  notMeasured,
  probed,
  staleAnswers,
} from './views/measured-views';
import { demoView, guide } from './views/panel-views';
import { showBoxes } from './views/show-boxes';

const open = usePanel();

const lengthOf = (line: unknown) => {
  const { width, height } = (
    line as { getBoundingClientRect(): { readonly width: number; readonly height: number } }
  ).getBoundingClientRect();
  return { width, height };
};

describe('what was measured', () => {
  it('is asked for by one button, says how far it is, and is cancelled', async () => {
    const { page, show, sent } = await open();
    const region = page.getByRole('region', { name: 'What was measured' });
    await show(demoView({ measured: notMeasured }));
    await region.getByText(/^Runs your 120 training pictures through the base once/).waitFor();
    await region.getByRole('button', { name: 'Measure on my pictures' }).click();
    await show(demoView({ measured: measuring }));
    await region.getByText('120 of 500').waitFor();
    expect(await region.getByRole('progressbar', { name: 'Measured' }).getAttribute('value')).toBe('0.24');
    await region.getByRole('button', { name: 'Cancel measuring' }).click();
    expect(await sent()).toEqual([
      expect.objectContaining({ kind: 'ready' }),
      { kind: 'measure' },
      { kind: 'stopMeasuring' },
    ]);
    await show(demoView({ measured: measureFailed }));
    await region.getByText(/at least two classes need two images each/).waitFor();
    await region.getByRole('button', { name: 'Measure on my pictures' }).waitFor();
  });

  it('can’t be asked for where nothing may be run, and says why', async () => {
    const { page, show } = await open();
    const offer = 'Nothing is measured in a workspace that is not trusted.';
    await show(demoView({ measured: { ...notMeasured, canMeasure: false, offer } }));
    await page.getByText(offer).waitFor();
    expect(await page.getByRole('button', { name: /Measure/ }).count()).toBe(0);
  });

  it('is put into the file by its buttons, each with its answer in its name', async () => {
    const { page, show, sent } = await open();
    await show(demoView({ measured: measuredAnswers }));
    const answers = page.getByRole('region', { name: 'What was measured' }).getByRole('listitem');
    await expect.poll(() => answers.count()).toBe(3);
    await page.getByText('measured on all of your 80 training pictures').waitFor();
    await page.getByRole('button', { name: 'Use this: where to cut, after dense1' }).click();
    await page.getByRole('button', { name: 'Use this: similar or different, different' }).click();
    expect((await sent()).slice(1)).toEqual([
      { kind: 'setCut', layer: 'auto' },
      { kind: 'setSimilarity', similarity: 'auto' },
    ]);
  });

  it('stays in sight once it is stale, with a way to measure again', async () => {
    const { page, show, sent } = await open();
    await show(demoView({ measured: staleAnswers }));
    await page.getByText('stale, measured before your pictures changed').waitFor();
    await page.getByText('73 % ± 5 %', { exact: true }).waitFor();
    expect(await page.getByRole('button', { name: /^Use this/ }).count()).toBe(0);
    await page.getByRole('button', { name: 'Measure again' }).click();
    expect((await sent()).at(-1)).toEqual({ kind: 'measure' });
  });
});

describe('the bars of what was measured', () => {
  const view = () => demoView({ graph: probed(demoGraph('dense1'), digitProbes) });

  it('stand at every measured cut in drawing and list, as long as is right, the suggested cut marked', async () => {
    const { page, show } = await open({ width: 1440 });
    await show(view());
    await showBoxes(page);
    for (const place of ['.box', '.row']) {
      const bars = page.locator(`${place} .probe`);
      await expect.poll(() => bars.count(), { message: place }).toBe(digitProbes.length);
      const of = page.locator(place, { hasText: 'dense1' }).first().locator('.probe');
      const track = await of.locator('.track').evaluate(lengthOf);
      const part = await of.locator('.fill').evaluate(lengthOf);
      expect(part.width / track.width, place).toBeCloseTo(0.73, 2);
      expect(await of.getAttribute('title'), place).toContain(
        'A linear head after dense1 is right about 73 % ± 5 %',
      );
    }
    expect(await page.locator('.box .best-cut').count()).toBe(1);
    await page.getByText('The marks are guessing and, dashed, always saying the largest class').waitFor();
  });

  it('are said by the rows, in their names and descriptions', async () => {
    const { page, show } = await open();
    await show(view());
    const row = page.getByRole('treeitem', { name: /^dense1, 73 %, cut,/ });
    await row.waitFor();
    expect(await row.getAttribute('aria-description')).toContain(
      '73 % ± 5 % of the images; guessing about 10 %',
    );
    const none = page.getByRole('treeitem', { name: /^conv1,/ });
    expect(await none.getAttribute('aria-description')).not.toContain('linear head');
  });

  it('stand in the overview of a large base, and at its folded blocks', async () => {
    const { page, show } = await open({ width: 1440 });
    const graph = largeGraph(420);
    await show(demoView({ graph: probed(graph, blockProbes(graph)) }));
    await expect.poll(() => page.locator('.part-of .probe').count()).toBeGreaterThan(15);
    expect(await page.locator('.part-of .icon-best').count()).toBe(1);
    expect(await page.locator('.part-of', { hasText: 'block5' }).getAttribute('title')).toContain(
      'A linear head after',
    );
    await page.getByRole('treeitem', { name: /^block5, \d+ %,/ }).waitFor();
  });
});

describe('the guide’s dot', () => {
  it('has error bars as far as was measured, and says them', async () => {
    const { page, show } = await open();
    const measured = { ...guide, images: 80, similarity: 'different', similaritySource: 'measured' } as const;
    await show(demoView({ guide: { ...measured, evidence } }));
    const bars = page.locator('.guide .error-bars path');
    await expect.poll(() => bars.count()).toBe(2);
    const upright = await bars.last().evaluate(lengthOf);
    // The dot stands 67 pixels below the line, which is 2.2 standard errors: one up and one down.
    const half = 67 / 2.2;
    expect(upright.height).toBeGreaterThan(half);
    expect(upright.height).toBeLessThanOrEqual(2 * half);
    expect(
      await page.getByRole('img', { name: 'Guide: size by similarity' }).getAttribute('aria-describedby'),
    ).toBeTruthy();
    await page.getByText('2.2 standard errors from similar').waitFor();
    await show(demoView({ guide: { ...measured, evidence: { ...evidence, climbs: false, fewest: 20 } } }));
    await expect.poll(() => page.locator('.guide .error-bars .climbs').count()).toBe(0);
    await expect.poll(() => bars.count()).toBe(2);
    await show(demoView({ guide: { ...measured, evidence: null } }));
    await expect.poll(() => bars.count()).toBe(0);
  });
});
