import { mostImages } from '../images/most-images';
import type { Plan } from '../plan';
import { phaseName } from '../plan/plan-reading';
import { byteSize, count, counted, duration, percent, plain } from '../words/number-text';
import { listingSeconds, requestSeconds } from './cluster-cost';
import type { ClusterEstimate, ClusterQuestion, OutputsEstimate, PhaseEstimate } from './cluster-estimate';

/** From where on something is told of, for it is then what a run fails of, or spends most of its time on. */
const bounds = {
  /** The share of a step in which workers compute, and the seconds of an epoch that it has to matter for. */
  efficiency: 0.5,
  epochSeconds: 10,
  /** Rows that are a burden to nobody, whatever the pictures take. */
  rowBytes: 1e9,
  /** What each worker has to have of disk and of memory. */
  diskBytes: 100e9,
  memoryBytes: 4e9,
  hereSeconds: 600,
  orderShare: 0.25,
} as const;

/** What of a plan does not fit such a cluster, or so many images, in sentences that say what to do. */
export function clusterWarnings(question: ClusterQuestion, estimate: ClusterEstimate): readonly string[] {
  return [
    ...numberWarnings(question, estimate),
    ...handingWarnings(question, estimate),
    ...estimate.outputs.flatMap((outputs) => outputsWarnings(question, estimate, outputs)),
    ...estimate.phases.flatMap((phase) => batchWarnings(question, phase)),
    ...workerWarnings(question, estimate),
  ].map(plain);
}

/** Of the images in one place: training images share theirs with those that are split from them. */
function numberWarnings(
  { plan: { dataset } }: ClusterQuestion,
  { images }: ClusterEstimate,
): readonly string[] {
  const { path, validation, test } = dataset;
  const sides: readonly (readonly [string, number])[] = [
    [path, images.train],
    [typeof validation === 'string' ? validation : path, images.validation],
    [test ?? path, images.test],
  ];
  const largest = Math.max(...sides.map(([place]) => sumOf(sides.filter(([other]) => other === place))));
  if (largest <= mostImages) return [];
  return [
    `No more than ${counted(mostImages, 'image')} are taken from one folder, list or bucket, and there would be ${count(largest)}: such a run is refused before anything is handed over. Train on a part of them.`,
  ];
}

function sumOf(sides: readonly (readonly [string, number])[]): number {
  return sides.reduce((sum, [, images]) => sum + images, 0);
}

function handingWarnings(
  { rates }: ClusterQuestion,
  { images, handedOver: { seconds } }: ClusterEstimate,
): readonly string[] {
  if (seconds < bounds.hereSeconds) return [];
  const all = images.train + images.validation + images.test;
  return [
    `This machine reads each of ${counted(all, 'image')} before it hands anything over, about ${duration(seconds)} in all. If they lie in a bucket, to list their names takes ${duration(listingSeconds(all, rates))} of that or more.`,
  ];
}

function outputsWarnings(
  { imageBytes, rates, plan }: ClusterQuestion,
  { images }: ClusterEstimate,
  { cut, bytes, rowBytes, isPixels, picturesASecond }: OutputsEstimate,
): readonly string[] {
  const row = isPixels ? 'Decoded pixels' : `The outputs of ${cut}`;
  const prefixes = Math.ceil(picturesASecond / rates.requests);
  const all = images.train + images.validation + images.test;
  return [
    ...(rowBytes <= imageBytes || bytes < bounds.rowBytes
      ? []
      : [
          `${row} take ${byteSize(rowBytes)} an image, and its picture ${byteSize(imageBytes)}: to read them takes longer. ${
            isPixels || !isSpatial(plan, cut)
              ? 'Have storage and disks for them.'
              : 'Outputs that are pooled over the picture are a fraction of that.'
          }`,
        ]),
    ...(prefixes <= 1
      ? []
      : [
          `The storage is asked for ${count(Math.round(picturesASecond))} pictures a second. One prefix of a bucket gives about ${count(rates.requests)}, and would take ${duration(requestSeconds(all, rates))}: spread them over ${count(prefixes)} prefixes at least, should they lie in one.`,
        ]),
  ];
}

function isSpatial({ layers }: Plan, cut: string): boolean {
  return (layers.find(({ name }) => name === cut)?.outputShape.length ?? 0) > 1;
}

function batchWarnings(
  { plan, cluster: { workers } }: ClusterQuestion,
  phase: PhaseEstimate,
): readonly string[] {
  const { batchSize } = plan.training;
  const name = phaseName(plan, phase.start, phase.number);
  if (batchSize < workers)
    return [
      `${name}: a batch of ${count(batchSize)} leaves ${count(workers - batchSize)} of ${count(workers)} workers without a picture. Fewer workers take the same time; a larger \`train.batchSize\` uses them, and trains otherwise.`,
    ];
  const isBound = phase.boundBy === 'sums' || phase.boundBy === 'steps';
  const matters = phase.secondsAnEpoch >= bounds.epochSeconds;
  if (workers === 1 || !isBound || !matters || phase.efficiency >= bounds.efficiency) return [];
  const each = counted(Math.ceil(batchSize / workers), 'picture');
  return [
    `${name}: a batch of ${count(batchSize)} is ${each} for each of ${count(workers)} workers, which compute for ${percent(phase.efficiency)} of a step and wait for each other else. A larger \`train.batchSize\` uses them better, and trains otherwise; or take fewer workers.`,
  ];
}

function workerWarnings({ rates, plan }: ClusterQuestion, estimate: ClusterEstimate): readonly string[] {
  const { images, outputs, phases } = estimate;
  const rows = Math.max(...outputs.map(({ bytes }) => bytes));
  const memory = rates.knownImage * (images.train + images.validation + images.test);
  const ordered = phases.find(
    ({ secondsAnEpoch }) =>
      secondsAnEpoch >= bounds.epochSeconds &&
      images.train * rates.order > bounds.orderShare * secondsAnEpoch,
  );
  return [
    ...(rows < bounds.diskBytes
      ? []
      : [
          `Each machine with workers copies all rows of a phase to its own disk, which has to have ${byteSize(rows)} free in its temporary folder.`,
        ]),
    ...(memory < bounds.memoryBytes
      ? []
      : [
          `Each worker has classes and order of all images in memory: about ${byteSize(memory)}, beside what training takes.`,
        ]),
    ...(ordered === undefined
      ? []
      : [
          `${phaseName(plan, ordered.start, ordered.number)}: each worker shuffles all images itself, ${duration(images.train * rates.order)} of each epoch's ${duration(ordered.secondsAnEpoch)}, however many workers there are.`,
        ]),
  ];
}
