import { valuesIn } from '../base/tensor-shape';
import type { ImageCounts } from '../images/image-counts';
import type { Plan, PlanPhase } from '../plan';
import { mostEpochs } from '../plan/plan-reading';
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
  /** Of all, with all epochs that the phases may have. */
  readonly seconds: number;
}

export type OutputsBound = 'decoding' | 'frozen layers' | 'reading' | 'writing';

/** The outputs of one stretch of frozen layers, of all images. */
export interface OutputsEstimate {
  readonly cut: string;
  /** They are pixels: no layer is run. */
  readonly isPixels: boolean;
  /** Of one image. */
  readonly rowBytes: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly boundBy: OutputsBound;
  /** Pictures a second that the storage has to give for that. */
  readonly picturesASecond: number;
}

export type EpochBound = 'layers that train' | 'rows' | 'sums' | 'steps' | 'order' | 'validation';

export interface PhaseEstimate {
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
  const cuts = [...new Set(plan.phases.map((phase) => cutOf(plan, phase)))];
  const outputs = cuts.map((cut) => outputsEstimate(question, cut, all));
  const phases = plan.phases.map((phase) => phaseEstimate(question, phase, all));
  const handedOver = {
    bytes: 4 * weights + listedImage * all,
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

/** Bytes of what is kept of one image. */
function rowBytesOf({ layers, base }: Plan, cut: string): number {
  const [height, width] = base.input.size;
  if (layers[0]?.name === cut) return height * width * 3;
  const shape = layers.find(({ name }) => name === cut)?.outputShape ?? [];
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
    before: plan.layers[0]?.name === cut ? 0 : prefixWorkOf(one, cut) / images,
    behind: epochWork(one, phase as PlanPhase) / images,
  };
}

function outputsEstimate(question: ClusterQuestion, cut: string, all: number): OutputsEstimate {
  const { plan, imageBytes, rates } = question;
  // A part of the list is computed by one worker.
  const workers = Math.min(question.cluster.workers, Math.ceil(all / imagesPerPart(all)));
  const cluster = { ...question.cluster, workers };
  const isPixels = plan.layers[0]?.name === cut;
  const rowBytes = rowBytesOf(plan, cut);
  const { before } = workOf(plan, { cache: { cut, bytes: 0 } }, cut);
  const decoding = decodeSeconds(all, cluster, rates);
  const layers = answerSeconds(all, before, cluster, rates);
  const reading = storageSeconds(all * imageBytes, cluster, rates);
  const writing = storageSeconds(all * rowBytes, cluster, rates);
  // Processors that decode are those that run the layers; GPUs run them meanwhile.
  const computing = cluster.gpus > 0 ? Math.max(decoding, layers) : decoding + layers;
  const isComputing = computing >= Math.max(reading, writing);
  const boundBy: OutputsBound = isComputing
    ? largest({ decoding, 'frozen layers': layers })
    : largest({ reading, writing });
  const seconds = Math.max(computing, reading, writing);
  return {
    ...{ cut, isPixels, rowBytes, bytes: all * rowBytes, seconds, boundBy },
    picturesASecond: all / seconds,
  };
}

function phaseEstimate(question: ClusterQuestion, phase: PlanPhase, all: number): PhaseEstimate {
  const { plan, images, imageBytes, cluster, rates, trained } = question;
  const cut = cutOf(plan, phase);
  const rowBytes = rowBytesOf(plan, cut);
  const { before, behind } = workOf(plan, phase, cut);
  const batch = Math.max(1, Math.min(plan.training.batchSize, images.train));
  const steps = Math.ceil(images.train / batch);
  const image = trained?.get(cut) ?? behind * (cluster.gpus > 0 ? rates.gpuTrain : rates.train);
  const computing = stepSeconds(batch, image, cluster);
  const adding = cluster.workers === 1 ? 0 : sumSeconds(trainedWeights(plan, phase), cluster, rates);
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
    cut,
    epochs: mostEpochs(phase, images.train, batch),
    secondsAnEpoch: sum(Object.values(bounds)),
    boundBy: largest(bounds),
    efficiency: efficiency(computing, adding + rates.step),
    copySeconds: (all * rowBytes) / rates.storage,
    keepingPaysFrom: Number.isFinite(pays) ? pays : null,
  };
}

function trainedWeights({ layers }: Plan, { trainable }: PlanPhase): number {
  const names = new Set(trainable);
  return sum(layers.filter(({ name }) => names.has(name)).map(({ params }) => params));
}

function largest<Name extends string>(values: Readonly<Record<Name, number>>): Name {
  const entries = Object.entries(values) as [Name, number][];
  return entries.reduce((most, one) => (one[1] > most[1] ? one : most))[0];
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
