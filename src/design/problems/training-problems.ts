import type { CaseNumber, Start } from '../config';
import { defaults } from '../defaults';
import { thresholds } from '../thresholds';
import { count } from '../words/number-text';
import { bytesText, countText, weightsAnImage } from '../words/wording';
import { row } from './problem-row';

interface TrainedWeights {
  /** How many weights train. */
  readonly params: number;
  /** How many images train them. */
  readonly images: number;
}

function byHeart({ params, images }: TrainedWeights): string {
  return `${count(params)} weights train on ${countText(images, 'image')}, ${weightsAnImage(params, images)} for each: they can learn the images by heart.`;
}

/** What a run needs, as `memoryNeed` gives it, and the bytes that there are. */
interface MemoryFacts {
  readonly total: number;
  readonly weights: number;
  readonly batch: number;
  readonly trained: number;
  readonly pictures: number;
  readonly machine: number;
  /** What to do about it, as a sentence. */
  readonly advice: string;
}

/** What training by the plan would come to, and what it costs. */
export const trainingProblems = {
  'nothing-frozen-on-small-data': row<TrainedWeights>(
    {
      severity: 'warning',
      trigger: 'The data set is small, and the whole base trains.',
      fix: 'Freezes all kept layers, takes the phases out, or takes the random start back.',
    },
    (facts) => `Nothing of the base is frozen. ${byHeart(facts)} Freeze it.`,
    { params: 556_899, images: 80 },
  ),
  'many-trainable-weights': row<TrainedWeights & { inHead: boolean }>(
    {
      severity: 'warning',
      trigger: `The data set is small, and part of the base or hidden layers make ${count(thresholds.paramsAnImage)} trainable weights an image or more.`,
      fix: 'Takes the hidden layers out.',
    },
    (facts) =>
      `${byHeart(facts)} ${facts.inHead ? 'Use smaller layers in the head, or none.' : 'Freeze more of the base.'}`,
    { params: 139_267, images: 80, inHead: true },
  ),
  'batch-larger-than-training': row(
    {
      severity: 'warning',
      trigger: '`batchSize` is larger than the number of training images.',
      fix: 'Writes a fitting one.',
    },
    ({ batchSize, images, fitting }) =>
      `A batch of ${count(batchSize)} is more than the ${countText(images, 'training image')}, so an epoch would have one step. Use fewer, such as ${fitting}.`,
    { batchSize: 128, images: 80, fitting: 16 },
  ),
  'fallback-without-effect': row<{ case: CaseNumber; init: Start; isIdle: boolean }>(
    {
      severity: 'information',
      trigger:
        '`fallback` is set, and the plan is not case 4 with a pretrained start that trains any of the base.',
      fix: 'Takes it out.',
    },
    ({ case: number, init, isIdle }) =>
      `\`fallback\` is for the pretrained start of case 4. ${
        isIdle
          ? 'But nothing of the base trains here, and on random layers that stay as they are a head learns nothing'
          : `This plan is case ${number} with a ${init} start`
      }. Take it out.`,
    { case: 1, init: 'pretrained', isIdle: false },
  ),
  'augment-changes-nothing': row(
    {
      severity: 'warning',
      trigger: '`augment` is on, and neither flips, shifts nor changes brightness.',
      fix: 'Writes `flip: horizontal`.',
    },
    () =>
      'Augmentation is on, but neither flips, shifts nor changes brightness, so all views would be the same; it is left out. Add `flip: horizontal`, or take `augment` out.',
  ),
  'one-view-only': row(
    {
      severity: 'warning',
      trigger: '`views` is 1, and features come from the cache.',
      fix: `Writes \`views: ${defaults.augment.views}\`.`,
    },
    () =>
      'With one view only the original image is cached, so augmentation changes nothing where features come from the cache. Use more views.',
  ),
  'views-multiply-cache': row(
    { severity: 'information', trigger: 'Augmentation and the cache of features are on together.' },
    ({ views, bytes }) =>
      `Each training image is cached in ${views} views, so the frozen part runs ${views} times as often before training and the cache takes ${bytesText(bytes)}. Fewer views take less of both.`,
    { views: 8, bytes: 169_000 },
  ),
  'cache-very-large': row(
    {
      severity: 'warning',
      trigger: `The caches take more than ${bytesText(thresholds.cacheBytes)}.`,
      fix: 'Writes `cache: off`.',
    },
    ({ bytes }) =>
      `The cache takes ${bytesText(bytes)} on disk. Cut where the base's tensors are smaller, use fewer views, or turn the cache off and wait longer.`,
    { bytes: 33e9 },
  ),
  'memory-too-small': row<MemoryFacts>(
    {
      trigger: 'The weights that train, or a batch in the layers, take more memory than the machine has.',
      fix: 'Takes the hidden layers out, or writes a fitting `batchSize`.',
    },
    ({ total, weights, batch, trained, pictures, machine, advice }) => {
      const most =
        batch > weights
          ? `${bytesText(batch)} of it for a batch of ${countText(pictures, 'picture')} in the layers`
          : `${bytesText(weights)} of it for weights, ${count(trained)} of which train at once`;
      return `The run needs at least ${bytesText(total)} of memory, ${most}; this machine has ${bytesText(machine)}. ${advice}`;
    },
    {
      ...{ total: 189e9, weights: 189e9, batch: 0, trained: 4_299_489_283, pictures: 32 },
      ...{ machine: 8e9, advice: 'Use smaller layers in the head, or none.' },
    },
  ),
} as const;
