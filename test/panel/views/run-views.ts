import { resultSentence, resultVerdict } from '../../../src/design/words/result-words';
import { judgedImages } from '../../../src/shared/judged-images';
import type {
  PanelFigures,
  PanelPastRun,
  PanelRun,
  PanelRunSettings,
  PanelView,
} from '../../../src/shared/panel-messages';
import type { EpochEvent, Evaluation, RunResult } from '../../../src/shared/run-events';

export const classes = ['animals', 'faces', 'flags', 'food', 'places', 'tools'];

/** Epochs that learn, as they do: fast, then slowly, with a little noise. */
export function epochs(count: number, shift = 0): readonly EpochEvent[] {
  return Array.from({ length: count }, (_, index) => {
    const learned = 1 - Math.exp(-(index + 1) / 14);
    const noise = Math.sin(index * 1.7 + shift * 9) * 0.012;
    return {
      event: 'epoch',
      start: 'pretrained',
      phase: 1,
      epoch: index + 1,
      epochs: 200,
      loss: 1.8 - 1.55 * learned,
      accuracy: 0.18 + 0.76 * learned,
      validationLoss: 1.82 - (1.05 - shift) * learned + noise,
      validationAccuracy: 0.17 + (0.58 - shift) * learned - noise,
      validationImages: 60,
      best: index % 3 === 0,
      seconds: 0.08,
      secondsLeft: (200 - index) * 0.08,
    };
  });
}

/** A plain picture of one colour, as an address that the policy lets through. */
function picture(hue: number): string {
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" fill="white"/>` +
    `<circle cx="16" cy="16" r="11" fill="hsl(${hue} 70% 55%)"/></svg>`;
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}

function evaluation(images: number, accuracy: number): Evaluation {
  const each = images / classes.length;
  const right = Math.round(each * accuracy);
  const confusion = classes.map((_, row) =>
    classes.map((_, column) =>
      row === column ? right : column === (row + 1) % classes.length ? each - right : 0,
    ),
  );
  return {
    images,
    accuracy,
    balancedAccuracy: accuracy - 0.004,
    loss: 0.72,
    majority: 1 / classes.length,
    confusion,
    wrong: classes.slice(0, 5).map((label, index) => ({
      file: `${label}/${label}-${index + 3}.png`,
      label,
      predicted: classes[(index + 1) % classes.length] ?? '',
      probability: 0.94 - index * 0.11,
    })),
  };
}

/** A run that goes on, after so many epochs. */
export function running(epochCount = 23): Partial<PanelView> {
  const run = runningRun(epochCount);
  return { run, curves: { [run.folder]: epochs(epochCount) } };
}

function runningRun(epochCount: number): PanelRun {
  const share = Math.round((epochs(epochCount).at(-1)?.validationAccuracy ?? 0) * 60);
  return {
    folder: '/project/runs/now',
    name: 'Case 1 · today 14:12',
    state: 'running',
    cluster: null,
    left: false,
    resumable: false,
    stopping: false,
    doing: `epoch ${epochCount} of 200, ${share} of 60 right, 14 s left`,
    done: epochCount / 200,
    announcement: `Epoch ${epochCount} of 200: ${share} of 60 right on validation images.`,
    result: null,
    told: {},
    classes,
    pictures: {},
  };
}

/** A run that has finished, before two others of its file. */
export function finished(): Partial<PanelView> {
  return { run: finishedRun(), pastRuns, runSettings, curves };
}

function finishedRun(): PanelRun {
  const test = evaluation(90, 0.733);
  const result: RunResult = {
    start: 'pretrained',
    phase: 1,
    epoch: 71,
    validation: evaluation(30, 0.8),
    test,
    proof: {
      frozenTensors: 15,
      frozenIdentical: true,
      rewrites: [],
      goldenImages: 8,
      goldenDifference: 0,
      cachedDifference: 1e-7,
      recomputed: { rows: 64, of: 480, difference: 2.1e-7 },
      lossDifference: 0,
    },
    seconds: { train: 7 },
    model: 'model/model.json',
    report: 'report.html',
    files: {},
  };
  const judged = judgedImages(result, { classes, groupBy: null }, epochs(91));
  return {
    ...runningRun(91),
    name: 'Case 1 · 73 % of 90 · today 14:12',
    state: 'finished',
    doing: '',
    done: null,
    announcement: `Training has finished. ${resultSentence(judged[0]!)}`,
    result,
    told: Object.fromEntries(judged.map((one) => [one.set, `${resultSentence(one)} ${resultVerdict(one)}`])),
    pictures: Object.fromEntries(
      test.wrong.slice(0, 4).map(({ file }, index) => [file, picture(index * 80)]),
    ),
  };
}

/** A run on a cluster that nothing here follows any more. */
export function leftRun(): PanelRun {
  return {
    ...runningRun(12),
    name: 'Case 1 · on the cluster · today 14:12',
    state: 'interrupted',
    cluster: '127.0.0.1:8265',
    left: true,
    resumable: true,
    doing: '',
    done: null,
    announcement:
      'Still on the cluster at 127.0.0.1:8265; nothing here follows it since epoch 12. Follow shows how far it is, and fetches the result.',
  };
}

export function failedRun(): PanelRun {
  return {
    ...runningRun(12),
    name: 'Case 1 · failed · today 14:12',
    state: 'failed',
    resumable: true,
    doing: '',
    done: null,
    announcement:
      'The run failed. images/cats/7.png is not there any more. Put it back and resume the run, or train anew.',
  };
}

/** Two that differ in cut and learning rate from the first. */
export const runSettings: PanelRunSettings = {
  columns: [
    { name: 'case', title: 'case' },
    { name: 'cut', title: 'cut' },
    { name: 'phase 1: learningRate', title: 'learningRate' },
  ],
  same: 'base demo\nphase 1: epochs 200',
};

export const pastRuns: readonly PanelPastRun[] = [
  past({
    ...{ folder: '/project/runs/now', name: 'Case 1 · 73 % of 90 · today 14:12', created: '14:12:05' },
    ...{ validation: cell(24, 30), test: cell(66, 90), loss: 0.72, seconds: 7.4 },
    settings: ['1', 'pool3', '0.001'],
  }),
  past({
    ...{ folder: '/project/runs/2025-03-08T13-40-51-case2', name: 'cut early', starred: true },
    ...{ created: '13:40:51', validation: cell(19, 30), test: cell(54, 90), loss: 1.05, seconds: 12.1 },
    settings: ['2', 'pool2', '0.001'],
  }),
  past({
    ...{ folder: '/project/runs/2025-03-08T13-02-17-case1', created: '13:02:17' },
    ...{ name: 'Case 1 · interrupted · today 13:02', state: 'interrupted', resumable: true },
    settings: ['1', 'dense2', '0.0001'],
  }),
];

export const curves: PanelView['curves'] = Object.fromEntries(
  [epochs(91), epochs(64, 0.12), epochs(30, 0.2)].map((curve, index) => [pastRuns[index]?.folder, curve]),
);

/** So many runs, the newest first, no two of which were set alike. */
export function manyRuns(count: number): Pick<PanelView, 'pastRuns' | 'runSettings'> {
  const columns = ['train.batchSize', 'train.seed', 'phase 1: epochs', 'phase 1: learningRate'];
  return {
    runSettings: {
      ...runSettings,
      columns: columns.map((name) => ({ name, title: name.split(/[.:] ?/)[1]! })),
    },
    pastRuns: Array.from({ length: count }, (_, index) => {
      const two = (part: number) => String(part).padStart(2, '0');
      const begun = `${two(23 - Math.floor(index / 60))}:${two(59 - (index % 60))}`;
      const right = 40 + ((index * 7) % 50);
      const rate = ['1', '0.1', '0.01', '0.001', '1e-7'][index % 5] ?? '';
      return past({
        ...{ folder: `/project/runs/${index}`, name: `Case 1 · ${right} of 90 · today ${begun}` },
        ...{ starred: index % 9 === 0, created: `${begun}:00`, test: cell(right, 90), loss: 90 / right },
        settings: [String(8 << (index % 4)), String(index), String(5 * (index % 40)), rate],
      });
    }),
  };
}

function past(
  run: Partial<PanelPastRun> & Pick<PanelPastRun, 'folder' | 'name' | 'created' | 'settings'>,
): PanelPastRun {
  return {
    ...{ starred: false, state: 'finished', left: false, resumable: false },
    ...{ validation: null, test: null, loss: null, seconds: null },
    ...run,
    created: `2025-03-08T${run.created}.000Z`,
    begun: `today ${run.created.slice(0, 5)}`,
  };
}

function cell(right: number, images: number): PanelFigures {
  const count = `${right} of ${images}`;
  return { count, share: right / images, sentence: `Right on ${count}.` };
}
