import { isBucketAddress } from '../design/bucket-address';
import type {
  EpochBound,
  OutputsBound,
  OutputsEstimate,
  PhaseEstimate,
} from '../design/cluster/cluster-estimate';
import type { Start } from '../design/config';
import { byteSize, count, counted, duration, percent } from '../design/words/number-text';
import type { PlanOnCluster } from '../launch/runs/plan-on-cluster';
import { shownPath } from './shown-path';
import { harmless, type Style } from './style';
import { shortName, tableLines } from './text-table';

const outputsBounds: Readonly<Record<OutputsBound, string>> = {
  decoding: 'decoding',
  'frozen layers': 'the frozen layers',
  reading: 'reading pictures from the storage',
  writing: 'writing rows into the storage',
};

const epochBounds: Readonly<Record<EpochBound, string>> = {
  'layers that train': 'the layers that train',
  rows: 'reading rows',
  sums: 'adding up over all workers',
  steps: 'what each step takes beside its arithmetic',
  order: 'shuffling',
  validation: 'the validation images',
};

/** What a plan takes on a cluster, for people: a line for each part of the job. */
export function planOnClusterLines(on: PlanOnCluster, style: Style): readonly string[] {
  const { where, estimate, imageBytes } = on;
  const { images, handedOver, outputs, phases } = estimate;
  const all = images.train + images.validation + images.test;
  const at = where.address === undefined ? '' : ` at ${harmless(where.address)}`;
  const each = [
    counted(where.cpus, 'processor'),
    ...(where.gpus > 0 ? [counted(where.gpus, 'GPU')] : []),
  ].join(' and ');
  const rows: (readonly [string, string])[] = [
    ['images', `${count(all)}, ${byteSize(imageBytes)} each, ${byteSize(all * imageBytes)} in all`],
    ['results', `in ${harmless(isBucketAddress(where.storage) ? where.storage : shownPath(where.storage))}`],
    [
      'handed over',
      `${byteSize(handedOver.bytes)} through the storage, after ${duration(handedOver.seconds)} of looking at the images here`,
    ],
    ...outputs.map((one) => ['kept outputs', outputsWords(one, phases[0]?.start)] as const),
    ...phases.flatMap((phase) =>
      phaseWords(phase).map((words, line) => [line > 0 ? '' : phaseTitle(phase, phases), words] as const),
    ),
    [
      'in all',
      `about ${duration(estimate.seconds)} with all of these epochs, ${duration(estimate.beginSeconds)} of it until workers have begun`,
    ],
  ];
  return [
    `${style.bold('On Ray:')} ${counted(where.workers, 'worker')} of ${each} each${at}`,
    ...tableLines(rows, ['left', 'left'], '  '),
    `  ${style.dim(sourceWords(on))}`,
  ];
}

function outputsWords(outputs: OutputsEstimate, first: Start | undefined): string {
  const { start, cut, isPixels, bytes, rowBytes, seconds, boundBy } = outputs;
  const by = start === first ? '' : ` by the ${start} weights`;
  const what = isPixels ? 'decoded pixels' : `outputs of ${shortName(harmless(cut))}${by}`;
  return `${what}, ${byteSize(bytes)} in the storage (${byteSize(rowBytes)} an image), in ${duration(seconds)}, bound by ${outputsBounds[boundBy]}`;
}

function phaseTitle({ start, number }: PhaseEstimate, phases: readonly PhaseEstimate[]): string {
  if (phases.length === 1) return 'training';
  return phases.some((phase) => phase.start !== start) ? `${start} ${number}` : `phase ${number}`;
}

function phaseWords(phase: PhaseEstimate): readonly string[] {
  const { epochs, secondsAnEpoch, efficiency, boundBy, copySeconds, keepingPaysFrom, isInReserve } = phase;
  const pays =
    keepingPaysFrom === null
      ? 'to read kept outputs takes longer than to compute them'
      : keepingPaysFrom > epochs
        ? `keeping outputs would pay from ${counted(keepingPaysFrom, 'epoch')} on`
        : `keeping outputs pays from ${counted(keepingPaysFrom, 'epoch')} on`;
  return [
    `${isInReserve ? 'if the other start fails, ' : ''}up to ${counted(epochs, 'epoch')} of ${duration(secondsAnEpoch)}, bound by ${epochBounds[boundBy]}`,
    `workers compute for ${percent(efficiency)} of a step; ${duration(copySeconds)} to copy rows before it; ${pays}`,
  ];
}

function sourceWords({ runs, rates }: PlanOnCluster): string {
  const network = `${count(Math.round(((rates.network * 8) / 1e9) * 10) / 10)} Gbit/s between workers`;
  const usual = `the figures of docs/scale.md, with ${network}`;
  return runs.length === 0
    ? `By ${usual}; no run of this base tells better.`
    : `By ${runs.map(harmless).join(' and ')}; the rest by ${usual}.`;
}
