import { valuesIn } from '../base/tensor-shape';
import type { Start } from '../config';
import type { ImageCounts } from '../images/image-counts';
import type { Plan, PlanPhase } from '../plan';
import { mostEpochs, phasesOf, startsOf, viewsOf } from '../plan/plan-reading';
import { epochWork, prefixWorkOf } from '../plan/plan-work';
import {
  answerSeconds,
  type ClusterSize,
  decodeSeconds,
  efficiency,
  keepingPaysFrom,
  stepSeconds,
  storageSeconds,
  sumSeconds,
} from './cluster-cost';
import type { ClusterRates } from './cluster-rates';
import { imagesPerPart } from './image-parts';

/** What is asked: a plan, on so many images, on such a cluster. */
export interface ClusterQuestion {
  readonly plan: Plan;
  readonly images: ImageCounts;
  /** Of a picture's file, on average. */
  readonly imageBytes: number;
  readonly cluster: ClusterSize;
  readonly rates: ClusterRates;
  /**
   * Seconds of one processor, or of one GPU where workers have some, to train on one image, by what a phase's layers begin
   * behind: what a run of the same base took.
   */
  readonly trained?: ReadonlyMap<string, number>;
}

export interface ClusterEstimate {
  readonly images: ImageCounts;
  readonly cluster: ClusterSize;
  /** Before the cluster has anything to do. */
  readonly handedOver: {
    /** The network's weights, and the list of the images, about. */
    readonly bytes: number;
    /** For this machine to read each picture: N × (its own time + b ÷ β). */
    readonly seconds: number;
  };
  readonly outputs: readonly OutputsEstimate[];
  readonly phases: readonly PhaseEstimate[];
  /** Until workers have begun. */
  readonly beginSeconds: number;
  /** Of all, with all epochs that the phases of all starts may have. */
  readonly seconds: number;
}

export type OutputsBound = 'decoding' | 'frozen layers' | 'reading' | 'writing';

/** The outputs of one stretch of frozen layers, of all images. */
export interface OutputsEstimate {
  /** Whose weights the layers have. */
  readonly start: Start;
  readonly cut: string;
  /** They are pixels: no layer is run. */
  readonly isPixels: boolean;
  /** Of one image, or of one view of it. */
  readonly rowBytes: number;
  /** Of all images and views. */
  readonly bytes: number;
  readonly seconds: number;
  readonly boundBy: OutputsBound;
  /** Pictures a second that the storage has to give for that. */
  readonly picturesASecond: number;
}

export type EpochBound = 'layers that train' | 'rows' | 'sums' | 'steps' | 'order' | 'validation';

export interface PhaseEstimate {
  readonly start: Start;
  /** From 1, within its start. */
  readonly number: number;
  /** It is only trained where the start before it has failed. */
  readonly isInReserve: boolean;
  readonly cut: string;
  readonly epochs: number;
  readonly secondsAnEpoch: number;
  readonly boundBy: EpochBound;
  /** The share of a step in which workers compute: 1 is all of it. */
  readonly efficiency: number;
  /** For a worker to copy all rows to its machine's disk before the first epoch; those of one machine share the work. */
  readonly copySeconds: number;
  /** From which number of epochs on keeping outputs takes less time than computing them anew; null for never. */
  readonly keepingPaysFrom: number | null;
}

/** Bytes of an image in the list: its address, name, class, side and sha256. */
const listedImage = 200;

/** What a plan's run on a cluster will about take, and where it sticks. */
export function clusterEstimate(question: ClusterQuestion): ClusterEstimate {
  const { plan, images, imageBytes, cluster, rates } = question;
  const all = images.train + images.validation + images.test;
  const weights = plan.layers.reduce((sum, { params }) => sum + params, 0);
  const starts = startsOf(plan);
  const outputs = outputsOf(plan).map(([start, cut]) => outputsEstimate(question, start, cut, all));
  const phases = starts.flatMap((start) =>
    phasesOf(plan, start).map((phase, index) => phaseEstimate(question, start, phase, index + 1)),
  );
  const handedOver = {
    bytes: 4 * weights * starts.length + listedImage * all,
    seconds: all * (rates.readHere + imageBytes / rates.storage),
  };
  const beginSeconds = outputs.length * rates.beginAnswers + rates.beginTraining;
  const seconds =
    handedOver.seconds +
    beginSeconds +
    sum(outputs.map((each) => each.seconds)) +
    sum(phases.map((each) => each.copySeconds + each.epochs * each.secondsAnEpoch));
  return { images, cluster, handedOver, outputs, phases, beginSeconds, seconds };
}

/** As many images as are asked for, on each side as many of them as there are now. */
export function scaledCounts({ train, validation, test }: ImageCounts, all: number): ImageCounts {
  const share = all / (train + validation + test);
  const [validating, testing] = [Math.round(validation * share), Math.round(test * share)];
  return { train: all - validating - testing, validation: validating, test: testing };
}

/** What a phase's layers begin behind: the input where outputs are not kept, or are pixels. */
function cutOf({ layers }: Plan, { cache }: PlanPhase): string {
  return cache?.cut ?? layers[0]?.name ?? '';
}

/** What is kept, each once: behind a cut what its start's weights give, or the pixels of all starts. */
function outputsOf(plan: Plan): readonly (readonly [Start, string])[] {
  const outputs = new Map<string, readonly [Start, string]>();
  for (const start of startsOf(plan)) {
    for (const phase of phasesOf(plan, start)) {
      const cut = cutOf(plan, phase);
      const key = isPixelCut(plan, cut) ? cut : `${start} ${cut}`;
      if (!outputs.has(key)) outputs.set(key, [start, cut]);
    }
  }
  return [...outputs.values()];
}

function isPixelCut({ layers }: Plan, cut: string): boolean {
  return layers[0]?.name === cut;
}

/** Rows of all images: one each, and of layers' outputs one of each view of a training image. */
function rowsOf(plan: Plan, { train, validation, test }: ImageCounts, cut: string): number {
  const views = isPixelCut(plan, cut) ? 1 : viewsOf(plan.training.augment);
  return train * views + validation + test;
}

/** Bytes of one row of what is kept. */
function rowBytesOf(plan: Plan, cut: string): number {
  const [height, width] = plan.base.input.size;
  if (isPixelCut(plan, cut)) return height * width * 3;
  const shape = plan.layers.find(({ name }) => name === cut)?.outputShape ?? [];
  return 4 * valuesIn(shape);
}

/** Multiply-adds of one image, up to a cut and from there to the end. */
function workOf(
  plan: Plan,
  phase: Pick<PlanPhase, 'cache'>,
  cut: string,
): { before: number; behind: number } {
  const images = Math.max(1, plan.dataset.images);
  const one = {
    ...plan,
    dataset: { ...plan.dataset, images },
    training: { ...plan.training, augment: null },
  };
  return {
    before: isPixelCut(plan, cut) ? 0 : prefixWorkOf(one, cut) / images,
    behind: epochWork(one, phase as PlanPhase) / images,
  };
}

function outputsEstimate(question: ClusterQuestion, start: Start, cut: string, all: number): OutputsEstimate {
  const { plan, imageBytes, rates } = question;
  // A part of the list is computed by one worker.
  const workers = Math.min(question.cluster.workers, Math.ceil(all / imagesPerPart(all)));
  const cluster = { ...question.cluster, workers };
  const isPixels = isPixelCut(plan, cut);
  const rowBytes = rowBytesOf(plan, cut);
  const rows = rowsOf(plan, question.images, cut);
  const { before } = workOf(plan, { cache: { cut, bytes: 0 } }, cut);
  const decoding = decodeSeconds(all, cluster, rates);
  const layers = answerSeconds(rows, before, cluster, rates);
  const reading = storageSeconds(all * imageBytes, cluster, rates);
  const writing = storageSeconds(rows * rowBytes, cluster, rates);
  // Processors that decode are those that run the layers; GPUs run them meanwhile.
  const computing = cluster.gpus > 0 ? Math.max(decoding, layers) : decoding + layers;
  const isComputing = computing >= Math.max(reading, writing);
  const boundBy: OutputsBound = isComputing
    ? largest({ decoding, 'frozen layers': layers })
    : largest({ reading, writing });
  const seconds = Math.max(computing, reading, writing);
  return {
    ...{ start, cut, isPixels, rowBytes, bytes: rows * rowBytes, seconds, boundBy },
    picturesASecond: all / seconds,
  };
}

function phaseEstimate(
  question: ClusterQuestion,
  start: Start,
  phase: PlanPhase,
  number: number,
): PhaseEstimate {
  const { plan, images, imageBytes, cluster, rates, trained } = question;
  const cut = cutOf(plan, phase);
  const rowBytes = rowBytesOf(plan, cut);
  const { before, behind } = workOf(plan, phase, cut);
  const batch = Math.max(1, Math.min(plan.training.batchSize, images.train));
  const steps = Math.ceil(images.train / batch);
  const image = trained?.get(cut) ?? behind * (cluster.gpus > 0 ? rates.gpuTrain : rates.train);
  const computing = stepSeconds(batch, image, cluster);
  const adding = addingSeconds(plan, phase, cluster, rates);
  const bounds: Readonly<Record<EpochBound, number>> = {
    'layers that train': steps * computing,
    rows: storageSeconds(images.train * rowBytes, cluster, rates),
    sums: steps * adding,
    steps: steps * rates.step,
    order: images.train * rates.order,
    validation: answerSeconds(images.validation, behind, cluster, rates),
  };
  const { cpus } = cluster;
  const answer = answerSeconds(1, before, { ...cluster, workers: 1 }, rates);
  const compute = Math.max(rates.decode / cpus + answer, imageBytes / rates.storage);
  const row = rowBytes / rates.storage;
  const pays = keepingPaysFrom(compute, row, row);
  return {
    ...{ start, number, isInReserve: start !== plan.init && plan.training.fallback === 'random' },
    cut,
    epochs: mostEpochs(phase, images.train, batch),
    secondsAnEpoch: sum(Object.values(bounds)),
    boundBy: largest(bounds),
    efficiency: efficiency(computing, adding + rates.step),
    copySeconds: (rowsOf(plan, images, cut) * rowBytes) / rates.storage,
    keepingPaysFrom: Number.isFinite(pays) ? pays : null,
  };
}

/**
 * Seconds to add up over all workers in a step: the gradient and, by the batch, the statistics of each normalisation and their
 * slopes.
 */
export function addingSeconds(
  { layers }: Plan,
  { trainable, batchNorm }: PlanPhase,
  cluster: Pick<ClusterSize, 'workers'>,
  rates: Pick<ClusterRates, 'network' | 'latency'>,
): number {
  if (cluster.workers === 1) return 0;
  const names = new Set(trainable);
  const trained = layers.filter(({ name }) => names.has(name));
  const normalising =
    batchNorm === 'batch' ? trained.filter(({ type }) => type === 'BatchNormalization') : [];
  const gradient = sumSeconds(sum(trained.map(({ params }) => params)), cluster, rates);
  // Mean and variance, one after the other, there and back.
  const statistics = normalising.map(
    ({ outputShape }) => 4 * sumSeconds(outputShape.at(-1) ?? 0, cluster, rates),
  );
  return gradient + sum(statistics);
}

function largest<Name extends string>(values: Readonly<Record<Name, number>>): Name {
  const entries = Object.entries(values) as [Name, number][];
  return entries.reduce((most, one) => (one[1] > most[1] ? one : most))[0];
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
