import { measuredAnswers } from '../../design/advice/measured-answers';
import { seededRandom, shuffle } from '../../design/images/random';
import type { GrowthPoint, MeasuredCut, Measurement } from '../../design/measurement';
import { TransferError } from '../../design/transfer-error';
import { count } from '../../design/words/number-text';
import type { MeasureQuestion } from '../../shared/measure-question';
import type { Engines } from '../engines/load-engines';
import { productsBy } from './engine-products';
import {
  type ComparedRows,
  type FeatureTable,
  rowsWithoutNumbers,
  someCompared,
  standardised,
} from './feature-table';
import { headRows } from './head-rows';
import { logMe } from './log-me';
import { measuredFeatures } from './measured-features';
import { neighbourAccuracy } from './nearest-neighbours';
import { headPenalty, type Probe, probeOf } from './ridge-probe';

/** What is being done: images run through the base, or cuts judged. */
export type MeasureProgress = (stage: 'images' | 'cuts', done: number, total: number) => void;

/**
 * Measures a base on some images: how well a linear head tells the classes apart at each cut, and whether more images help.
 *
 * @throws TransferError `measure-impossible` where the images tell nothing; else as `measuredFeatures`
 */
export async function measureBase(
  question: MeasureQuestion,
  engines: Engines,
  onProgress: MeasureProgress,
): Promise<Measurement> {
  const features = await measuredFeatures(question, engines, (done, total) =>
    onProgress('images', done, total),
  );
  const { labels, unreadable, fingerprint, shift, secondsPerImage } = features;
  const { cuts, classes } = question;
  requireTwo(labels);
  const probes: Probe[] = [];
  const others: Pick<MeasuredCut, 'neighbours' | 'logMe'>[] = [];
  let best = 0;
  let bestCompared: ComparedRows | undefined;
  for (const [at, { layer }] of cuts.entries()) {
    const table = features.table(at);
    requireNumbers(table, layer);
    const { own, unit } = headRows(table);
    const compared = { own, products: await productsBy(engines, own) };
    const probe = probeOf(compared, labels, classes, headPenalty);
    probes.push(probe);
    const spread = standardised(table);
    others.push({
      neighbours: neighbourAccuracy(table, labels, classes, {
        own: spread,
        products: await productsBy(engines, spread),
      }),
      logMe: logMe(table, labels, classes, rawProducts(compared, unit)),
    });
    // Of cuts that are as good the deepest: it has the smaller head.
    if (bestCompared === undefined || probe.accuracy >= (probes[best] as Probe).accuracy) {
      best = at;
      bestCompared = compared;
    }
    onProgress('cuts', at + 1, cuts.length);
  }
  const measurement: Measurement = {
    fingerprint,
    images: labels.length,
    classes,
    unreadable,
    ...(shift && shift.length > 0 ? { shift } : {}),
    ...(secondsPerImage === undefined ? {} : { secondsPerImage }),
    majority: majorityOf(labels),
    cuts: cuts.map(({ layer, features: values }, at) => {
      const { accuracy, error, balancedAccuracy, judged } = probes[at] as Probe;
      const behind = behindOf(judged, (probes[best] as Probe).judged, labels);
      return {
        layer,
        features: values,
        accuracy,
        error,
        balancedAccuracy,
        ...behind,
        ...(others[at] as (typeof others)[number]),
      };
    }),
    growth: [
      ...growthOf(bestCompared as ComparedRows, labels, classes),
      {
        images: labels.length,
        accuracy: (probes[best] as Probe).accuracy,
        error: (probes[best] as Probe).error,
      },
    ],
  };
  const advised = cuts.findIndex(({ layer }) => layer === measuredAnswers(measurement)?.cut.layer);
  const judged = probes[advised]?.judged ?? [];
  return { ...measurement, right: labels.map((label, at) => Number(judged[at] === label)).join('') };
}

/** @throws TransferError `measure-impossible` where what the base gives is infinite, or no number at all */
function requireNumbers(table: FeatureTable, layer: string): void {
  const without = rowsWithoutNumbers(table).length;
  if (without === 0) return;
  throw new TransferError(
    'measure-impossible',
    `The base can't be measured: after ${layer} it gives infinite values, or none that is a number, for ${count(without)} of ${count(table.rows)} images. Its weights may be damaged, or pixels be scaled otherwise than it wants them.`,
  );
}

/** Products of the features as they are, where LogME asks for them, from those of `headRows`. */
function rawProducts({ own, products }: ComparedRows, unit: number): Float64Array | undefined {
  const features = own.columns - 1;
  return own.rows > features ? undefined : products.map((value) => (value - 1) * unit * unit);
}

function requireTwo(labels: readonly number[]): void {
  const several = classSizes(labels).filter((images) => images >= 2).length;
  if (several >= 2) return;
  throw new TransferError(
    'measure-impossible',
    'The images tell nothing: at least two classes need two images each that can be read, for each is judged by the others.',
  );
}

/** The mean and standard error of how much more often the best is right, image by image. */
function behindOf(
  judged: readonly number[],
  best: readonly number[],
  labels: readonly number[],
): Pick<MeasuredCut, 'behindBest' | 'behindBestError'> {
  const differences = labels.map((label, at) => Number(best[at] === label) - Number(judged[at] === label));
  const mean = differences.reduce((sum, one) => sum + one, 0) / labels.length;
  const squares = differences.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  return { behindBest: mean, behindBestError: Math.sqrt(squares / labels.length / labels.length) };
}

function majorityOf(labels: readonly number[]): number {
  return Math.max(...classSizes(labels)) / labels.length;
}

/** The numbers of images of the classes that have any. */
function classSizes(labels: readonly number[]): readonly number[] {
  const sizes = new Map<number, number>();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  return [...sizes.values()];
}

/** Parts of the images, each with as many draws as make up all of them. */
const shares = [8, 4, 2] as const;

/** Accuracies with a part of each class's images, the mean of several draws. */
function growthOf(
  compared: ComparedRows,
  labels: readonly number[],
  classes: number,
): readonly GrowthPoint[] {
  const ofClass = Array.from({ length: classes }, (_, label) =>
    shuffle(
      labels.flatMap((own, at) => (own === label ? [at] : [])),
      seededRandom('growth', label),
    ),
  );
  return shares.flatMap((parts) => {
    const draws = Array.from({ length: parts }, (_, draw) =>
      ofClass.flatMap((images) => images.filter((_, at) => at % parts === draw)),
    );
    // With fewer than two of each class nobody is judged by their own.
    const whole = draws.filter((rows) =>
      ofClass.every(
        (images) => images.length === 0 || rows.filter((row) => images.includes(row)).length >= 2,
      ),
    );
    if (whole.length === 0) return [];
    const accuracies = whole.map(
      (rows) =>
        probeOf(
          someCompared(compared, rows),
          rows.map((row) => labels[row] ?? 0),
          classes,
          headPenalty,
        ).accuracy,
    );
    const accuracy = accuracies.reduce((sum, one) => sum + one, 0) / accuracies.length;
    const judged = whole.reduce((sum, rows) => sum + rows.length, 0);
    const images = Math.round(judged / whole.length);
    return [{ images, accuracy, error: Math.sqrt((accuracy * (1 - accuracy)) / judged) }];
  });
}
