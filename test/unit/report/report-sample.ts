import type { CaseNumber, Start } from '../../../src/design/config';
import type { DrawnMeasurement } from '../../../src/design/measurement';
import type { Plan, PlanLayer, PlanPhase } from '../../../src/design/plan';
import type { ReportInputs } from '../../../src/report/report-inputs';
import type { EpochEvent, Evaluation, RunResult } from '../../../src/shared/run-events';
import type { RunRecord } from '../../../src/shared/run-record';

/** A repeatable source of numbers 0..1. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

export interface SampleSettings {
  readonly classes?: readonly string[];
  readonly caseNumber?: CaseNumber;
  readonly baseLayers?: number;
  /** Epochs of each phase. */
  readonly epochs?: readonly number[];
  readonly imagesPerClass?: number;
  readonly withTest?: boolean;
}

const animals = ['animals', 'faces', 'food', 'plants', 'travel', 'symbols'];

/** An evaluation with about four of five right, and its wrong images. */
export function sampleEvaluation(classes: readonly string[], imagesPerClass: number, seed = 1): Evaluation {
  const next = numbers(seed);
  const wrong: Evaluation['wrong'][number][] = [];
  const confusion = classes.map((label, row) => {
    const counts = classes.map(() => 0);
    const images = imagesPerClass - (row % 3);
    for (let index = 0; index < images; index += 1) {
      const right = next() < 0.83;
      const column = right ? row : Math.floor(next() * next() * classes.length);
      counts[column] = (counts[column] ?? 0) + 1;
      if (column !== row) {
        const predicted = classes[column] ?? '';
        wrong.push({
          file: `${label}/picture-${index}.png`,
          label,
          predicted,
          probability: 0.3 + 0.69 * next(),
        });
      }
    }
    return counts;
  });
  const images = confusion.flat().reduce((sum, count) => sum + count, 0);
  const accuracy = 1 - wrong.length / images;
  return {
    images,
    accuracy,
    balancedAccuracy: accuracy,
    loss: 0.52,
    majority: imagesPerClass / images,
    confusion,
    wrong,
  };
}

/** Falling training loss, validation loss that turns up again towards the end of each phase. */
export function sampleEpochs(phases: readonly number[], start: Start = 'pretrained', seed = 1): EpochEvent[] {
  const next = numbers(seed);
  return phases.flatMap((epochs, index) => {
    const best = Math.max(1, Math.round(epochs * 0.7));
    return Array.from({ length: epochs }, (_, at): EpochEvent => {
      const done = (at + 1) / epochs;
      const floor = start === 'random' ? 0.9 : 0.4;
      const loss = floor * 0.7 + (1.6 - index * 1.1) * Math.exp(-4 * done) + 0.02 * next();
      const validationLoss = loss + 0.12 + 0.25 * Math.max(0, done - 0.7) + 0.05 * next();
      return {
        event: 'epoch',
        start,
        phase: index + 1,
        epoch: at + 1,
        epochs: epochs + 20,
        loss,
        accuracy: Math.min(1, Math.exp(-loss * 0.55)),
        validationLoss,
        validationAccuracy: Math.exp(-validationLoss * 0.6),
        validationImages: 25,
        best: at + 1 === best,
        seconds: 0.3,
        secondsLeft: null,
      };
    });
  });
}

function sampleLayers(baseLayers: number, units: number): PlanLayer[] {
  const kinds = ['Conv2D', 'BatchNormalization', 'ReLU', 'DepthwiseConv2D', 'BatchNormalization', 'ReLU'];
  const base = Array.from({ length: baseLayers }, (_, index): PlanLayer => {
    const type = index === 0 ? 'InputLayer' : (kinds[(index - 1) % kinds.length] ?? 'ReLU');
    const weighted = /Conv|Batch/.test(type);
    return {
      name: index === 0 ? 'input' : `block${1 + Math.floor((index - 1) / 6)}_${type.toLowerCase()}_${index}`,
      type,
      outputShape: [Math.max(4, 64 >> Math.floor(index / 8)), Math.max(4, 64 >> Math.floor(index / 8)), 32],
      params: weighted ? (type === 'BatchNormalization' ? 128 : 9248) : 0,
      multiplyAdds: weighted ? 1_000_000 : 0,
      origin: 'base',
      frozen: true,
    };
  });
  const head = (name: string, type: string, outputShape: number[], params: number): PlanLayer => ({
    ...{ name, type, outputShape, params, multiplyAdds: params, origin: 'head', frozen: false },
  });
  return [
    ...base,
    head('head_pool', 'GlobalAveragePooling2D', [32], 0),
    head('head_dense_1', 'Dense', [64], 33 * 64),
    head('head_softmax', 'Dense', [units], 65 * units),
  ];
}

function samplePlan(settings: SampleSettings): Plan {
  const classes = settings.classes ?? animals;
  const layers = sampleLayers(settings.baseLayers ?? 10, classes.length);
  const weighted = layers.filter((layer) => layer.params > 0);
  const phases = (settings.epochs ?? [30]).map((_, index): PlanPhase => {
    const trained = weighted.filter((layer) => index > 0 || layer.origin === 'head');
    return {
      trainable: trained.map((layer) => layer.name),
      epochs: 200,
      minimumSteps: 1000,
      learningRate: index === 0 ? 0.001 : 0.0001,
      patience: 20,
      batchNorm: 'batch',
      cache: { cut: index === 0 ? (layers.at(-4)?.name ?? '') : 'input', bytes: 12_345_678 },
    };
  });
  const trainedLast = phases.at(-1)?.trainable ?? [];
  const params = (of: readonly PlanLayer[]) => of.reduce((sum, layer) => sum + layer.params, 0);
  const trainableParams = params(weighted.filter((layer) => trainedLast.includes(layer.name)));
  return {
    case: settings.caseNumber ?? 1,
    cut: layers.at(-4)?.name ?? '',
    init: 'pretrained',
    base: {
      model: 'demo',
      fingerprint: '5f2b6c1d'.repeat(8),
      input: {
        size: [64, 64],
        resize: 'stretch',
        scale: { mean: [127.5, 127.5, 127.5], std: [127.5, 127.5, 127.5], channels: 'rgb' },
      },
    },
    dataset: {
      path: '/home/ada/emoji-groups/images',
      validation: 0.2,
      test: settings.withTest === false ? null : '/home/ada/emoji-groups/images-test',
      classes,
      groupBy: null,
      images: classes.length * 25,
    },
    head: { pool: 'average', layers: [{ dense: 64 }, { dropout: 0.3 }], units: classes.length },
    layers,
    trainableParams,
    frozenParams: params(weighted) - trainableParams,
    training: {
      batchSize: 32,
      optimizer: 'adam',
      seed: 1,
      cache: true,
      augment: { flip: 'horizontal', shift: 0.1, brightness: 0.1, views: 4 },
      classWeights: null,
      fallback: null,
      fallbackPhases: [],
    },
    phases,
  };
}

/** What was measured at the convolutions of a plan's base: the deeper, the better, up to the last but one. */
function sampleMeasured({ layers, base, dataset }: Plan): DrawnMeasurement {
  const { length: classes } = dataset.classes;
  const depths = layers.filter(({ origin, type }) => origin === 'base' && type.includes('Conv'));
  const cuts = depths.map(({ name: layer }, index) => {
    const behind = 0.08 * Math.abs(index - Math.max(0, depths.length - 2));
    const accuracy = Math.max(0.2, 0.82 - behind);
    return {
      ...{
        layer,
        features: 32,
        accuracy,
        error: 0.03,
        balancedAccuracy: accuracy,
        neighbours: accuracy - 0.1,
      },
      ...{ behindBest: behind, behindBestError: behind === 0 ? 0 : 0.03, logMe: -0.2 },
    };
  });
  const growth = [
    { images: 60, accuracy: 0.7, error: 0.04 },
    { images: 120, accuracy: 0.82, error: 0.03 },
  ];
  return {
    measurement: {
      ...{ fingerprint: base.fingerprint, images: 120, classes, unreadable: 0, majority: 0.25 },
      ...{ cuts, growth },
    },
    trainingImages: 400,
  };
}

/** What a run leaves behind, made up. */
export function sampleInputs(settings: SampleSettings = {}): ReportInputs {
  const plan = samplePlan(settings);
  const { classes } = plan.dataset;
  const phases = settings.epochs ?? [30];
  const each = settings.imagesPerClass ?? 18;
  const result: RunResult = {
    start: 'pretrained',
    phase: phases.length,
    epoch: Math.max(1, Math.round((phases.at(-1) ?? 1) * 0.7)),
    validation: sampleEvaluation(classes, 8, 7),
    test: settings.withTest === false ? null : sampleEvaluation(classes, each, 3),
    proof: {
      frozenTensors: 34,
      frozenIdentical: true,
      rewrites: [],
      goldenImages: 8,
      goldenDifference: 2.98e-8,
      cachedDifference: 1.19e-7,
      recomputed: { rows: 64, of: 480, difference: 2.1e-7 },
      lossDifference: 0,
    },
    seconds: {},
    model: 'model/model.json',
    report: 'report.html',
    files: {},
  };
  const record: RunRecord = {
    format: 2,
    name: '2026-11-22T17-58-03-case-1',
    state: 'finished',
    created: '2026-11-22T17:58:03.123Z',
    file: '/home/ada/emoji-groups/transfer.yaml',
    text: 'version: 1\nbase: demo\ndataset:\n  path: images   # one folder per class\n  test: images-test\n  similarity: similar\n',
    plan,
    measured: sampleMeasured(plan),
    base: { modelFile: '/home/ada/base/model.json', fingerprint: plan.base.fingerprint },
    versions: { 'transfer-designer': '0.1.0', node: '24.1.0', tensorflow: '2.15.1' },
    engines: { features: 'tfjs-node 4.22.0', training: 'tfjs-node 4.22.0' },
    dataset: {
      fingerprint: 'a1b2c3d4'.repeat(8),
      trainImages: classes.length * 20,
      validationImages: classes.length * 5,
      testImages: result.test?.images ?? 0,
      leftOut: [{ file: 'food/broken.png', reason: 'it can’t be decoded' }],
    },
    seconds: {
      'read images': 0.42,
      'frozen prefix': 1.9,
      train: 6.31,
      evaluate: 0.3,
      save: 0.12,
      prove: 0.21,
    },
    result,
  };
  return {
    record,
    epochs: sampleEpochs(phases),
    thumbnails: new Map(),
    problems: [
      { severity: 'warning', message: 'The similarity was declared, not measured; run “measure” to see.' },
    ],
  };
}
