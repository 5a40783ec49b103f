import { noneOfThese, weakWords } from '../../../src/design/words/weak-answers';
import type { PanelView } from '../../../src/shared/panel-messages';
import type { PanelAnswer, PanelTriedPicture, PanelTryIt } from '../../../src/shared/tried-pictures';
import { classes, finished, pastRuns } from './run-views';

/** A JPEG of one pixel, as the predicting process gives small pictures. */
const picture =
  'data:image/jpeg;base64,/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQEw8QEBD/wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAACP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AVN//2Q==';

const shares = (first: number): PanelAnswer['classes'] =>
  classes.map((name, index) => [name, index === 0 ? first : (1 - first) / (classes.length - 1)] as const);

export const surely: PanelAnswer = {
  ...{ picture, says: 'animals, 92 %', why: null, others: 0, concern: null },
  classes: shares(0.92),
};

export const weakly: PanelAnswer = {
  ...surely,
  ...{ says: noneOfThese, why: weakWords(0.378), classes: shares(0.31) },
  concern: 'All its values lie between 0 and 12 of 65,535: the network sees it nearly black.',
};

const now = pastRuns[0]!;

/** Nothing tried yet, of the run that has just finished. */
export const noneYet: PanelTryIt = {
  ...{ folder: now.folder, name: now.name, newest: null, refused: null, trouble: null, caution: null },
  ...{ waiting: 0, announcement: '', pictures: {} },
};

const tried: readonly PanelTriedPicture['outcome'][] = [
  surely,
  weakly,
  { error: "Can't be read: Its content is not a picture of a known kind." },
  null,
];

export const severalTried: PanelTryIt = {
  ...noneYet,
  ...{ waiting: 1, announcement: 'noise.tif: None of these' },
  pictures: Object.fromEntries(
    ['rex.jpg', 'noise.tif', 'notes.png', 'a-picture-with-a-name-that-has-no-end-and-no-space-in-it.png'].map(
      (name, index) => [String(index + 8), { name, run: now.name, outcome: tried[index] ?? null }] as const,
    ),
  ),
};

export function trying(tryIt: Partial<PanelTryIt> = {}): Partial<PanelView> {
  return { ...finished(), tryIt: { ...noneYet, ...tryIt } };
}
