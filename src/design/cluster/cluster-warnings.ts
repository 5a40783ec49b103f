import type { Plan } from '../plan';
import { byteSize, count, counted, duration, percent, plain } from '../words/number-text';
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
    ...handingWarnings(question, estimate),
    ...estimate.outputs.flatMap((outputs) => outputsWarnings(question, outputs)),
    ...estimate.phases.flatMap((phase, index) => batchWarnings(question, phase, index)),
    ...workerWarnings(question, estimate),
  ].map(plain);
}

function handingWarnings(
  { isBucket }: ClusterQuestion,
  { images, handedOver: { seconds } }: ClusterEstimate,
): readonly string[] {
  if (seconds < bounds.hereSeconds) return [];
  const all = counted(images.train + images.validation + images.test, 'image');
  return [
    isBucket
      ? `Naming ${all} of a bucket takes ${duration(seconds)}, a thousand with each call. Give a list of them as \`dataset.path\`.`
      : `This machine reads each of ${all} before it hands anything over, ${duration(seconds)} in all.`,
  ];
}

function outputsWarnings({ imageBytes, rates, plan }: ClusterQuestion, outputs: OutputsEstimate) {
  const { cut, bytes, rowBytes, isPixels, requests } = outputs;
  const row = isPixels ? 'Decoded pixels' : `The outputs of ${cut}`;
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
    ...(requests === null || requests <= rates.requests
      ? []
      : [
          `The bucket is asked for ${count(Math.round(requests))} objects a second, and one prefix of S3 gives ${count(rates.requests)}: spread the images over ${count(Math.ceil(requests / rates.requests))} prefixes at least.`,
        ]),
  ];
}

function isSpatial({ layers }: Plan, cut: string): boolean {
  return (layers.find(({ name }) => name === cut)?.outputShape.length ?? 0) > 1;
}

function batchWarnings(
  { plan, cluster: { workers } }: ClusterQuestion,
  phase: PhaseEstimate,
  index: number,
): readonly string[] {
  const { batchSize } = plan.training;
  const name = `Phase ${index + 1}`;
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

function workerWarnings({ rates }: ClusterQuestion, estimate: ClusterEstimate): readonly string[] {
  const { images, outputs, phases } = estimate;
  const rows = Math.max(...outputs.map(({ bytes }) => bytes));
  const memory = rates.knownImage * (images.train + images.validation + images.test);
  const ordered = phases.findIndex(
    ({ secondsAnEpoch }) =>
      secondsAnEpoch >= bounds.epochSeconds &&
      images.train * rates.order > bounds.orderShare * secondsAnEpoch,
  );
  return [
    ...(rows < bounds.diskBytes
      ? []
      : [
          `Each worker copies all rows of a phase to its own disk, which has to have ${byteSize(rows)} free in its temporary folder.`,
        ]),
    ...(memory < bounds.memoryBytes
      ? []
      : [
          `Each worker has the list of images in memory: about ${byteSize(memory)}, beside what training takes.`,
        ]),
    ...(ordered < 0
      ? []
      : [
          `Phase ${ordered + 1}: each worker shuffles all images itself, ${duration(images.train * rates.order)} of each epoch's ${duration(phases[ordered]?.secondsAnEpoch ?? 0)}, however many workers there are.`,
        ]),
  ];
}
