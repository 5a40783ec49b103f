import type { Size } from '../config';
import type { ParsedFile } from '../parsed-file';
import type { Plan } from '../plan';
import type { Report, SettingFix } from '../problems/report';
import { count } from '../words/number-text';
import { bytesText, counted } from '../words/wording';
import type { ImageCounts } from './image-counts';

/** So many trained weights an image and more are learned by heart rather than from the images. */
const manyParamsAnImage = 1_000;

/** A cache of more bytes than this is worth a second thought. */
const hugeCache = 20e9;

/** Dropout above this share leaves a layer too little to learn from. */
const strongDropout = 0.8;

export interface TrainedSize {
  readonly size: Size | undefined;
  readonly images: ImageCounts;
  readonly trainableParams: number;
  /** Whether any of the base trains, and whether any of it never does. */
  readonly trainsBase: boolean;
  readonly freezesBase: boolean;
}

/** Small data with many trainable parameters, in numbers: as the file asks for it, not as the softmax alone needs it. */
export function reportOverfitting(file: ParsedFile, trained: TrainedSize, report: Report): void {
  const { size, images, trainableParams, trainsBase, freezesBase } = trained;
  if (size !== 'small' || images.train === 0) return;
  const perImage = Math.round(trainableParams / images.train);
  const numbers =
    `${count(trainableParams)} parameters train on ${counted(images.train, 'image')}, ${count(perImage)} for each: ` +
    'they can learn the images by heart';
  if (trainsBase && !freezesBase) {
    const fix = freezingFix(file);
    report(
      'nothing-frozen-on-small-data',
      fix.path,
      `Nothing of the base is frozen. ${numbers}. Freeze it.`,
      [fix],
    );
    return;
  }
  const hidden = (file.config.head.layers ?? []).some((layer) => 'dense' in layer);
  if (perImage < manyParamsAnImage || !(trainsBase || hidden)) return;
  const place =
    hidden && !trainsBase ? ['head', 'layers'] : file.has(['freeze']) ? ['freeze'] : ['train', 'phases'];
  report(
    'many-trainable-parameters',
    place,
    `${numbers}. ${hidden && !trainsBase ? 'Use smaller layers in the head, or none.' : 'Freeze more of the base.'}`,
    hidden && !trainsBase ? [{ title: 'Take the hidden layers out', path: place, value: undefined }] : [],
  );
}

/** What to change so that the base is frozen: whatever it is that thaws it. */
function freezingFix(file: ParsedFile): SettingFix {
  if (file.has(['train', 'phases'])) {
    return { title: 'Take the phases out', path: ['train', 'phases'], value: undefined };
  }
  if (file.config.init === 'random') {
    return { title: 'Let the case decide the start (init: auto)', path: ['init'], value: 'auto' };
  }
  return { title: 'Freeze all kept layers', path: ['freeze'], value: 'all' };
}

/** The hidden layers of the head against the classes that it has to tell apart. */
export function reportHeadShape(file: ParsedFile, classes: number, report: Report): void {
  const layers = file.config.head.layers ?? [];
  layers.forEach((layer, index) => {
    const path = ['head', 'layers', index];
    if ('dropout' in layer) {
      if (layer.dropout <= strongDropout) return;
      report(
        'dropout-very-strong',
        path,
        `A dropout of ${layer.dropout} leaves ${Math.round(100 * (1 - layer.dropout))} % of the values to learn from. ` +
          'Shares of 0.2 to 0.5 are usual.',
        [{ title: 'Use 0.5', path: [...path, 'dropout'], value: 0.5 }],
      );
      return;
    }
    if (layer.dense === classes && index === layers.length - 1) {
      report(
        'head-repeats-classes',
        path,
        `The last layer has as many units as there are classes (${classes}), but the softmax with one unit per class ` +
          'is added by itself. Take this layer out.',
        [{ title: 'Take the layer out', path, value: undefined }],
      );
    } else if (layer.dense < classes) {
      report(
        'head-narrower-than-classes',
        path,
        `${counted(layer.dense, 'unit')} must tell ${counted(classes, 'class', 'classes')} apart. Use more units, ` +
          'at least as many as there are classes.',
      );
    }
  });
}

/** @param batchSize as the file has it, if it does */
export function reportBatchSize(batchSize: number | undefined, images: ImageCounts, report: Report): void {
  if (batchSize === undefined || images.train === 0 || batchSize <= images.train) return;
  const fitting = 2 ** Math.floor(Math.log2(Math.max(1, images.train / 4)));
  report(
    'batch-larger-than-training',
    ['train', 'batchSize'],
    `A batch of ${count(batchSize)} is more than the ${counted(images.train, 'training image')}, so an epoch would ` +
      `have one step. Use fewer, such as ${fitting}.`,
    [{ title: `Use ${fitting}`, path: ['train', 'batchSize'], value: fitting }],
  );
}

/** What the caches take on disk, and what augmentation does to them. */
export function reportCache(
  { phases, training: { augment, fallbackPhases } }: Plan,
  inputLayer: string | undefined,
  report: Report,
): void {
  const bytes = new Map(
    [...phases, ...fallbackPhases].flatMap(({ cache }) => (cache === null ? [] : [[cache.cut, cache.bytes]])),
  );
  const total = [...bytes.values()].reduce((sum, one) => sum + one, 0);
  const ofFeatures = [...bytes].some(([cut]) => cut !== inputLayer);
  if (total > hugeCache) {
    report(
      'cache-very-large',
      ['train', 'cache'],
      `The cache takes ${bytesText(total)} on disk. Cut where the base's tensors are smaller, use fewer views, or turn ` +
        'the cache off and wait longer.',
      [{ title: 'Turn the cache off', path: ['train', 'cache'], value: 'off' }],
    );
  }
  if (augment === null || !ofFeatures) return;
  if (augment.views > 1) {
    report(
      'views-multiply-cache',
      ['train', 'augment'],
      `Each training image is cached in ${augment.views} views, so the frozen part runs ${augment.views} times as ` +
        `often before training and the cache takes ${bytesText(total)}. Fewer views take less of both.`,
    );
  } else {
    report(
      'one-view-only',
      ['train', 'augment', 'views'],
      'With one view only the original image is cached, so augmentation changes nothing where features come from the ' +
        'cache. Use more views.',
      [{ title: 'Use 4 views', path: ['train', 'augment', 'views'], value: 4 }],
    );
  }
}
