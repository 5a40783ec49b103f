import type { Locator, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PanelView } from '../../src/shared/panel-messages';
import type { PanelPage } from './harness/panel-browser';
import { usePanel } from './use-panel';
import { demoGraph } from './views/demo-layers';
import { measuredAnswers } from './views/measured-views';
import { demoView, errors, goingFurther, guide } from './views/panel-views';
import { notTried, pilotFound, pilotGoing } from './views/pilot-views';
import { finished, pastRuns, running } from './views/run-views';
import { studyGoing, studyStale, studyStopped } from './views/study-views';

let panel: PanelPage;
const open = usePanel();
beforeAll(async () => {
  panel = await open();
});

/** A view with one of everything that can have the focus, and one in which all of that is there and says something else. */
const full = () =>
  demoView({
    ...{ ...finished(), ...errors, guide: goingFurther, graph: demoGraph('pool3', ['conv3']) },
    measured: measuredAnswers,
    pilot: pilotFound(),
    study: studyStopped,
  });
const otherwise = (): PanelView => {
  const view = full();
  const [first, ...others] = errors.problems?.first ?? [];
  return {
    ...view,
    problems: {
      errors: 3,
      errorsHereAlone: 0,
      warnings: 2,
      notes: 0,
      first: [{ ...first!, message: '`epoch` is no key.' }, ...others],
    },
    graph: demoGraph('pool3', ['conv2', 'conv2_bn', 'conv3']),
    guide: { ...goingFurther, images: 40_000 },
    cost: null,
    pilot: { ...pilotFound(), failure: 'The last one failed.' },
    study: studyStale,
    pastRuns: [{ ...pastRuns[0]!, name: 'a run since', folder: '/project/runs/since' }, ...pastRuns],
  };
};

const button = (name: string | RegExp) => (page: Page) => page.getByRole('button', { name }).first();

/** Each kind of what can have the focus. Whoever adds one adds a line. */
const kinds: readonly (readonly [string, (page: Page) => Locator])[] = [
  ['the counts of problems', button('2 errors, 1 warning, 4 notes')],
  ['a problem', button(/batch is no key/)],
  ['the pin', button('Pin to this file')],
  ['Train', button('Train')],
  ['Stop', button('Stop')],
  ['the way to a part', button('Go to Run')],
  ['the name of a part', (page) => page.getByRole('button', { name: 'History', exact: true })],
  ['Back to the suggestion', button('Back to the suggestion')],
  ['the pilot', button('Try again')],
  ['the time of the pilot', (page) => page.getByRole('radio', { name: '15 min' })],
  ['what the pilot found', button(/^Use this$/)],
  ['what was measured, for the file', button(/^Use this: where to cut/)],
  ['the search', (page) => page.getByRole('textbox', { name: 'Search layers' })],
  ['the zoom', button('Zoom in')],
  ['a row', (page) => page.getByRole('treeitem', { name: /^conv2,/ })],
  ['a switch', (page) => page.getByRole('switch', { name: 'Freeze conv1', exact: true })],
  ['the start of training', button('Train from here, from conv2 on')],
  ['a cut', button('Cut here, after conv2')],
  ['the freeze line', (page) => page.getByRole('slider', { name: 'Freeze line' })],
  ['the report', button(/^Open report$/)],
  ['the images of the result', (page) => page.getByRole('radio', { name: 'Test images' })],
  ['a cell of the matrix', (page) => page.getByRole('gridcell', { name: 'true faces, predicted flags' })],
  ['why a picture went wrong', button(/^Why\?/)],
  ['the curves of a run', (page) => page.getByRole('checkbox', { name: /cut early$/ })],
  ['the epoch whose values are told', (page) => page.getByRole('slider', { name: 'Epoch' })],
  ['the beginning of a study', button('Study anew')],
  ['how thorough a study is', (page) => page.getByRole('radio', { name: 'usual' })],
  ['the figures of a study', (page) => page.locator('summary', { hasText: 'The figures' })],
  ['the page of a study', button('Open the page')],
  ['the star of a run', button('Star cut early')],
  ['what can be done with a run', button('Export the model of cut early')],
  ['a heading of the history', button('Begun')],
  ['the filter of the history', (page) => page.getByRole('textbox', { name: 'Filter by name or setting' })],
  ['those with a star', button('Only starred')],
];

const focused = (page: Page) =>
  page.evaluate<string>(`(() => {
    const { activeElement } = document;
    return activeElement.getAttribute('aria-label') ?? activeElement.textContent;
  })()`);

describe('the focus', () => {
  it.each(kinds)('stays on %s when all around it changes', async (_name, find) => {
    const { page, show } = panel;
    await show(full());
    const one = find(page);
    await one.focus();
    expect(await one.evaluate((element) => element.matches(':focus'))).toBe(true);
    await page.evaluate('globalThis.was = document.activeElement');
    await show(otherwise());
    expect(await page.evaluate('document.activeElement === was && was.isConnected')).toBe(true);
  });

  it.each([
    ['a button that what it did takes away', 'Back to the suggestion', { guide }, 'Use this: where to cut'],
    [
      'a button of a row',
      'Train from here, from conv3 on',
      { graph: demoGraph('pool3', ['conv3', 'conv3_bn']) },
      'Freeze conv3',
    ],
    [
      'the one button of a row, which takes it',
      'Cut here, after pool2',
      { graph: demoGraph('pool2', ['conv3']) },
      'pool2, cut, MaxPooling2D',
    ],
    [
      'a problem that is mended',
      /batch is no key/,
      { problems: { ...errors.problems!, first: errors.problems!.first.slice(0, 1) } },
      /no layer conv9/,
    ],
    [
      'all of the network',
      'Cut here, after conv2',
      { graph: null, graphMissing: 'There is no base.' },
      'Network',
    ],
    ['the run', /^Open report$/, running(3), 'Epoch'],
    ['what is stopped by the button that began it', 'Try again', { pilot: pilotGoing }, 'Stop trying'],
    ['a study that it has begun', 'Study anew', { study: studyGoing }, 'Stop studying'],
    [
      'what was followed',
      /^Use this$/,
      { pilot: { ...notTried, found: { ...pilotFound().found!, change: '' } } },
      'Try again',
    ],
  ] as const)('goes on beside %s', async (_what, name, changes, next) => {
    const { page, show } = panel;
    await show(full());
    await button(name)(page).focus();
    await show({ ...full(), ...changes });
    expect(await focused(page)).toMatch(typeof next === 'string' ? new RegExp(`^${next}`) : next);
  });

  it('is where it was after what was done is undone', async () => {
    const { page, show } = panel;
    await show(demoView());
    await page.getByRole('switch', { name: 'Freeze conv2', exact: true }).focus();
    await page.keyboard.press('Space');
    await show(demoView({ graph: demoGraph('pool3', ['conv2']) }));
    await page.keyboard.press('Control+z');
    // As the editor does it: the text has the focus for a moment.
    await page.evaluate("dispatchEvent(new Event('blur'))");
    await show(demoView());
    await page.evaluate("dispatchEvent(new Event('focus'))");
    expect(await focused(page)).toBe('Freeze conv2');
  });

  it('is not taken from whoever has gone elsewhere', async () => {
    const { page, show } = panel;
    await show(full());
    await page.getByRole('button', { name: 'Back to the suggestion' }).focus();
    await page.evaluate('document.activeElement.blur()');
    await show({ ...full(), guide });
    expect(await page.evaluate('document.activeElement === document.body')).toBe(true);
  });
});
