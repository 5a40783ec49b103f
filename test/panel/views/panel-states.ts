import type { Page } from 'playwright-core';
import type { PanelView } from '../../../src/shared/panel-messages';
import type { PanelSeen } from '../../../src/shared/panel-seen';
import { demoGraph } from './demo-layers';
import { largeGraph, weightedIn } from './large-graph';
import {
  blockProbes,
  digitProbes,
  evidence,
  measuredAnswers,
  measureFailed,
  measuring,
  probed,
  staleAnswers,
} from './measured-views';
import { demoView, emptyView, errors, goingFurther, guide, restrictedView } from './panel-views';
import { found, foundOdd, manyClasses, picturesOf } from './picture-views';
import { pilotFound, pilotGoing } from './pilot-views';
import { failedRun, finished, leftRun, manyRuns, pastRuns, running } from './run-views';
import { mapsOf, someEvidence, somePictures, someValues } from './seen-views';
import { studyFound, studyGoing, studyOffered, studyStale } from './study-views';
import { severalTried, trying } from './try-it-views';

/** What the panel looks like at a moment that matters. */
export interface PanelState {
  readonly name: string;
  readonly view: () => PanelView;
  /** What the user does then. */
  readonly act?: (page: Page) => Promise<unknown>;
}

/** Whoever adds to the panel something that can be seen adds a line here, in which it is seen. */
export const panelStates: readonly PanelState[] = [
  { name: 'a file without a base', view: emptyView },
  {
    name: 'a plan with problems that goes further than is suggested',
    view: () => demoView({ ...errors, guide: goingFurther, graph: demoGraph('pool2', ['conv2']) }),
  },
  { name: 'a workspace that is not trusted', view: restrictedView },
  {
    name: 'a large base with a block open and a row in focus',
    view: () => demoView({ graph: largeGraph(200, weightedIn('block3')) }),
    act: (page) => page.getByRole('treeitem', { name: /^block3,/ }).click({ position: { x: 60, y: 10 } }),
  },
  {
    name: 'answers that were measured, with bars at the layers and in the guide, and a file that says otherwise',
    view: () =>
      demoView({
        measured: measuredAnswers,
        guide: { ...guide, images: 80, similarity: 'different', similaritySource: 'measured', evidence },
        graph: probed(demoGraph('dense1'), digitProbes),
      }),
  },
  {
    name: 'stale answers, and bars in the overview of a large base',
    view: () => {
      const graph = largeGraph(200);
      return demoView({ measured: staleAnswers, graph: probed(graph, blockProbes(graph), true) });
    },
  },
  { name: 'a measurement that goes on', view: () => demoView({ measured: measuring }) },
  { name: 'a measurement that failed', view: () => demoView({ measured: measureFailed }) },
  {
    name: 'the card of a layer',
    view: () => demoView(),
    act: async (page) => {
      await page.getByRole('treeitem', { name: /^conv2,/ }).press('Enter');
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'what a layer sees, with the pictures of a channel',
    view: () => ({ ...demoView({ pictures: picturesOf() }), pastRuns }),
    act: async (page) => {
      await lookInto(page, /^pool2,/);
      await tell(page, mapsOf('pool2'));
      await channels(page).first().click();
      await tell(page, { about: 'pictures', layer: 'pool2', run: '', channel: 0, found: somePictures });
      await page.getByRole('list', { name: 'Pictures that excite channel 0 most' }).waitFor();
    },
  },
  {
    name: 'a layer that gives a number a channel',
    view: () => demoView({ graph: demoGraph('dense2'), pictures: picturesOf() }),
    act: async (page) => {
      await lookInto(page, /^dense1,/);
      await tell(page, mapsOf('dense1', someValues));
      await channels(page).first().waitFor();
    },
  },
  {
    name: 'where an answer comes from',
    view: () => demoView(trying(severalTried)),
    act: async (page) => {
      await page.getByRole('button', { name: /^Why/ }).first().click();
      const asked = await page.evaluate<{ readonly number: string }>('harness.sent.at(-1)');
      await tell(page, { about: 'evidence', of: `tried ${asked.number}`, evidence: someEvidence });
      await page.locator('.evidence').waitFor();
    },
  },
  {
    name: 'a search in a large base',
    view: () => demoView({ graph: largeGraph(200) }),
    act: async (page) => {
      await page.getByRole('textbox', { name: 'Search layers' }).fill('block7_batch');
      await page.getByText('1 of 3').waitFor();
    },
  },
  {
    name: 'a thousand classes with all that is found of them unfolded',
    view: () => {
      const { classes, ...pictures } = manyClasses(1_000);
      const similarity = { declared: 'different', words: 'The file says so.' } as const;
      const marked = classes.map((one) => ({ ...one, unreadable: 2, copies: 1 }));
      return demoView({ pictures: { ...pictures, ...found, classes: marked, similarity } });
    },
    act: async (page) => {
      await page.getByText('What was found').click();
      await page.getByRole('button', { name: 'Show all 1,000 classes' }).click();
    },
  },
  {
    name: 'odd pictures of all kinds unfolded',
    view: () => demoView({ pictures: picturesOf({ odd: foundOdd }) }),
    act: async (page) => {
      const groups = page.locator('.odd-pictures summary');
      for (const group of (await groups.all()).slice(1)) await group.click();
      await page.getByRole('button', { name: 'Show all 7' }).click();
    },
  },
  { name: 'a pilot that goes on', view: () => demoView({ pilot: pilotGoing }) },
  {
    name: 'what a pilot found, with how it was tried unfolded',
    view: () => demoView({ pilot: pilotFound() }),
    act: (page) => page.getByText('How it was tried').click(),
  },
  { name: 'a run that goes on', view: () => demoView(running()) },
  { name: 'a study that can be begun', view: () => demoView({ study: studyOffered }) },
  { name: 'a study that goes on', view: () => demoView({ study: studyGoing }) },
  {
    name: 'a study of two sets of images with its figures unfolded',
    view: () => demoView({ study: studyFound }),
    act: (page) => page.getByText('The figures').click(),
  },
  { name: 'a study of an older base that failed', view: () => demoView({ study: studyStale }) },
  {
    name: 'a run that goes on on a cluster and is not followed',
    view: () => demoView({ run: leftRun(), cluster: 'Train on the cluster at 127.0.0.1:8265, by 4 workers' }),
  },
  { name: 'a run that failed', view: () => demoView({ run: failedRun() }) },
  {
    name: 'many runs, filtered and sorted',
    view: () => demoView({ ...finished(), ...manyRuns(120) }),
    act: async (page) => {
      await page.getByRole('textbox', { name: 'Filter by name or setting' }).fill('batchsize');
      await page.getByRole('columnheader', { name: 'epochs' }).getByRole('button').click();
      await page.getByRole('button', { name: 'Only starred' }).click();
      await page.getByText('14 of 120 runs').waitFor();
    },
  },
  {
    name: 'a finished run with its results, and the curves of others over it',
    view: () => demoView(finished()),
    act: async (page) => {
      const boxes = page.getByRole('checkbox', { name: /^Show the curves of/ });
      for (const box of await boxes.all()) await box.click();
      await page.getByRole('gridcell').first().focus();
    },
  },
];

function tell(page: Page, seen: PanelSeen): Promise<unknown> {
  const message = { kind: 'seen', path: demoView().path, seen };
  return page.evaluate(`harness.tell(${JSON.stringify(message)})`);
}

const channels = (page: Page) => page.getByRole('listbox', { name: /^Channels/ }).getByRole('option');

async function lookInto(page: Page, layer: RegExp): Promise<void> {
  const row = page.getByRole('treeitem', { name: layer });
  await row.click({ position: { x: 60, y: 10 } });
  await row.press('Shift+Enter');
}
