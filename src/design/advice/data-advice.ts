import type { Size } from '../config';
import { defaults } from '../defaults';
import type { ImageCounts } from '../images/image-counts';
import type { ParsedFile } from '../parsed-file';
import type { Plan } from '../plan';
import { allPhases } from '../plan/plan-reading';
import { planProblem } from '../problems/plan-problems';
import type { Report, SettingFix } from '../problems/report';
import { thresholds } from '../thresholds';

export interface TrainedSize {
  readonly size: Size | undefined;
  readonly images: ImageCounts;
  readonly trainableParams: number;
  /** Whether any of the base trains, and whether any of it never does. */
  readonly trainsBase: boolean;
  readonly freezesBase: boolean;
}

/** Small data with many trainable weights, in numbers: as the file asks for it, not as the softmax alone needs it. */
export function reportOverfitting(file: ParsedFile, trained: TrainedSize, report: Report): void {
  const { size, images, trainableParams, trainsBase, freezesBase } = trained;
  if (size !== 'small' || images.train === 0) return;
  const weights = { params: trainableParams, images: images.train };
  if (trainsBase && !freezesBase) {
    const fix = freezingFix(file);
    report(planProblem('nothing-frozen-on-small-data', weights), fix.path, [fix]);
    return;
  }
  const hidden = (file.config.head.layers ?? []).some((layer) => 'dense' in layer);
  const perImage = Math.round(trainableParams / images.train);
  if (perImage < thresholds.paramsAnImage || !(trainsBase || hidden)) return;
  const inHead = hidden && !trainsBase;
  const place = inHead ? ['head', 'layers'] : file.has(['freeze']) ? ['freeze'] : ['train', 'phases'];
  report(
    planProblem('many-trainable-weights', { ...weights, inHead }),
    place,
    inHead ? [{ title: 'Take the hidden layers out', path: place, value: undefined }] : [],
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
      if (layer.dropout <= thresholds.dropout) return;
      report(planProblem('dropout-very-strong', layer), path, [
        { title: 'Use 0.5', path: [...path, 'dropout'], value: 0.5 },
      ]);
      return;
    }
    if (layer.dense === classes && index === layers.length - 1) {
      report(planProblem('head-repeats-classes', { classes }), path, [
        { title: 'Take the layer out', path, value: undefined },
      ]);
    } else if (layer.dense < classes) {
      report(planProblem('head-narrower-than-classes', { units: layer.dense, classes }), path);
    }
  });
}

/** @param batchSize as the file has it, if it does */
export function reportBatchSize(batchSize: number | undefined, images: ImageCounts, report: Report): void {
  if (batchSize === undefined || images.train === 0 || batchSize <= images.train) return;
  const fitting = 2 ** Math.floor(Math.log2(Math.max(1, images.train / 4)));
  report(
    planProblem('batch-larger-than-training', { batchSize, images: images.train, fitting }),
    ['train', 'batchSize'],
    [{ title: `Use ${fitting}`, path: ['train', 'batchSize'], value: fitting }],
  );
}

/** What the caches take on disk, and what augmentation does to them. */
export function reportCache(plan: Plan, inputLayer: string | undefined, report: Report): void {
  const { augment } = plan.training;
  const bytes = new Map(
    allPhases(plan).flatMap(({ cache }) => (cache === null ? [] : [[cache.cut, cache.bytes]])),
  );
  const total = [...bytes.values()].reduce((sum, one) => sum + one, 0);
  const ofFeatures = [...bytes].some(([cut]) => cut !== inputLayer);
  if (total > thresholds.cacheBytes) {
    report(
      planProblem('cache-very-large', { bytes: total }),
      ['train', 'cache'],
      [{ title: 'Turn the cache off', path: ['train', 'cache'], value: 'off' }],
    );
  }
  if (augment === null || !ofFeatures) return;
  if (augment.views > 1) {
    report(planProblem('views-multiply-cache', { views: augment.views, bytes: total }), ['train', 'augment']);
  } else {
    const { views } = defaults.augment;
    report(
      planProblem('one-view-only'),
      ['train', 'augment', 'views'],
      [{ title: `Use ${views} views`, path: ['train', 'augment', 'views'], value: views }],
    );
  }
}
