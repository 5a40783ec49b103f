import type { PanelGuide, PanelView } from '../../../src/shared/panel-messages';
import { demoGraph } from './demo-layers';
import { notMeasured } from './measured-views';

export const guide: PanelGuide = {
  suggested: 1,
  name: 'small and similar',
  reasons: [
    '150 images are fewer than the dividing line of 44,721, so the data set counts as small.',
    "The file says that the images are similar to the base's own.",
    'Few images would be learned by heart if the whole network trained, and what the base has learned fits them: ' +
      'keep everything before its classifier frozen and train a new head.',
  ],
  images: 150,
  dividingLine: 44_721,
  size: 'small',
  similarity: 'similar',
  similaritySource: 'declared',
  yours: { trains: 'the head alone, 10 % of the weights', differs: [], canGoBack: false, fits: null },
  evidence: null,
};

/** A file that trains more than is suggested. */
export const goingFurther: PanelGuide = {
  ...guide,
  yours: {
    trains: 'from `conv3` on, 71 % of the weights',
    differs: ['Case 1 keeps all of the base frozen; in the file it is frozen through `pool2`.'],
    canGoBack: true,
    fits: { images: 5_640, similarity: 'similar' },
  },
};

let revision = 0;

/** A view of the demonstration base in case 1, without runs; `changes` over it. */
export function demoView(changes: Partial<PanelView> = {}): PanelView {
  revision += 1;
  return {
    revision,
    file: 'emoji-groups/transfer.yaml',
    path: '/home/someone/emoji-groups/transfer.yaml',
    pinned: false,
    restricted: null,
    problems: { errors: 0, errorsHereAlone: 0, warnings: 0, notes: 0, first: [] },
    graph: demoGraph(),
    graphMissing: null,
    pictures: null,
    guide,
    pilot: null,
    study: null,
    measured: notMeasured,
    cost: {
      trainableParams: 18_438,
      frozenParams: 165_344,
      trainingImages: 120,
      cacheBytes: 1_843_200,
      estimatedSeconds: 14,
    },
    cluster: null,
    run: null,
    tryIt: null,
    pastRuns: [],
    runSettings: { columns: [], same: '' },
    curves: {},
    ...changes,
  };
}

export const errors: Partial<PanelView> = {
  problems: {
    errors: 2,
    errorsHereAlone: 0,
    warnings: 1,
    notes: 4,
    first: [
      {
        severity: 'error',
        message: 'The base has no layer `conv9`. Did you mean `conv3`? Write the name of one of its layers.',
        ...{ line: 5, column: 6 },
      },
      { severity: 'error', message: '`batch` is no key of this file.', line: 7, column: 1 },
      {
        severity: 'warning',
        message:
          '`learningRate` of phase 2 is ten times that of phase 1; what was learned first may be lost again.',
        ...{ line: 11, column: 9 },
      },
    ],
  },
};

export function restrictedView(): PanelView {
  return demoView({
    restricted:
      'This workspace is not trusted: nothing is downloaded or trained here. Checks, graph and guide work. ' +
      'Trust the workspace to train.',
  });
}

export function emptyView(): PanelView {
  return demoView({
    graph: null,
    graphMissing: 'The file names no base yet. Add "base: demo" to start with the demonstration base.',
    guide: null,
    measured: null,
    cost: null,
  });
}
