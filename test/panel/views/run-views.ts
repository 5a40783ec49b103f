import { resultSentence, resultVerdict } from '../../../src/design/words/result-words';
import { judgedImages } from '../../../src/shared/judged-images';
import type { PanelFigures, PanelPastRun, PanelRun, PanelView } from '../../../src/shared/panel-messages';
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
    name: '2025-03-08 14.12.05-case-1',
    state: 'running',
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
  return { run: finishedRun(), pastRuns, curves };
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

export function failedRun(): PanelRun {
  return {
    ...runningRun(12),
    state: 'failed',
    doing: '',
    done: null,
    announcement:
      'The run failed. images/cats/7.png is not there any more. Put it back and resume the run, or train anew.',
  };
}

export const pastRuns: readonly PanelPastRun[] = [
  past('2025-03-08 14.12.05-case-1', 'finished', 1, 'pool3', '24 of 30', '66 of 90'),
  past('2025-03-08 13.40.51-case-2', 'finished', 2, 'pool2', '19 of 30', '54 of 90'),
  past('2025-03-08 13.02.17-case-1', 'interrupted', 1, 'dense2', null, null),
];

export const curves: PanelView['curves'] = Object.fromEntries(
  [epochs(91), epochs(64, 0.12), epochs(30, 0.2)].map((curve, index) => [pastRuns[index]?.folder, curve]),
);

function past(
  name: string,
  state: PanelPastRun['state'],
  number: PanelPastRun['case'],
  cut: string,
  validation: string | null,
  test: string | null,
): PanelPastRun {
  const folder = number === 1 && state === 'finished' ? '/project/runs/now' : `/project/runs/${name}`;
  return {
    folder,
    name,
    state,
    case: number,
    cut,
    validation: cell(validation),
    test: cell(test),
  };
}

function cell(count: string | null): PanelFigures | null {
  return count === null ? null : { count, sentence: `Right on ${count}.` };
}
