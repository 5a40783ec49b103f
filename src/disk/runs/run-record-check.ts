import type { ScaleNumbers } from '../../design/config';
import type { TrialRules } from '../../design/images/trial-images';
import type {
  DrawnMeasurement,
  GrowthPoint,
  MeasuredCut,
  MeasuredShift,
  Measurement,
} from '../../design/measurement';
import { trainedIn } from '../../design/network/trained-layers';
import type {
  Plan,
  PlanAugment,
  PlanBase,
  PlanDataset,
  PlanHead,
  PlanInput,
  PlanLayer,
  PlanPhase,
  PlanTraining,
} from '../../design/plan';
import { allPhases } from '../../design/plan/plan-reading';
import { enginesCheck, resultCheck, secondsCheck } from '../../shared/run-event-checks';
import {
  type LeftOut,
  type RunCluster,
  type RunDataset,
  type RunRecord,
  recordFormat,
} from '../../shared/run-record';
import {
  allOf,
  type Check,
  either,
  filePath,
  flag,
  folderName,
  list,
  mapOf,
  maybe,
  object,
  oneOf,
  orNull,
  plainName,
  real,
  sha256,
  text,
  time,
  whole,
} from '../../shared/value-checks';

// Bounds far beyond what anyone trains, so that no number of a record that was made up ends in a loop or a buffer
// without end.
const mostUnits = 1_000_000;
const mostEdge = 16_384;

const start = oneOf('pretrained', 'random');
const layerName = text(1_000);
const size = list(whole(1, mostEdge), 2, 2);

const scaleCheck = object<ScaleNumbers>({
  mean: list(real(-1e6, 1e6), 3, 3),
  std: list(real(1e-9, 1e6), 3, 3),
  channels: oneOf('rgb', 'bgr'),
});

const inputCheck = object<PlanInput>({
  size,
  resize: oneOf('stretch', 'crop', 'pad'),
  scale: scaleCheck,
});

const datasetCheck = object<PlanDataset>({
  path: filePath,
  validation: either(real(0, 1), filePath),
  test: orNull(filePath),
  classes: allOf(list(folderName, 1, mostUnits), (value, at) =>
    new Set(value as string[]).size === (value as string[]).length ? undefined : `${at} names a class twice`,
  ),
  groupBy: orNull(text(10_000)),
  images: whole(0),
});

const headCheck = object<PlanHead>({
  pool: oneOf('none', 'average', 'flatten'),
  layers: list(either(object({ dense: whole(1, mostUnits) }), object({ dropout: real(0, 1) })), 0, 1_000),
  units: whole(1, mostUnits),
});

const layerCheck = object<PlanLayer>({
  name: layerName,
  type: text(1_000),
  outputShape: list(whole(0), 0, 16),
  params: whole(0),
  multiplyAdds: real(0),
  origin: oneOf('base', 'head'),
  frozen: flag,
});

const phaseCheck = object<PlanPhase>({
  trainable: list(layerName, 1),
  epochs: whole(1, 1e9),
  minimumSteps: whole(0, 1e9),
  learningRate: real(0, 1e6),
  patience: whole(1, 1e9),
  batchNorm: oneOf('batch', 'inference'),
  cache: orNull(object({ cut: layerName, bytes: real(0) })),
});

const augmentCheck = object<PlanAugment>({
  flip: oneOf('none', 'horizontal', 'vertical', 'both'),
  shift: real(0, 1),
  brightness: real(0, 1),
  views: whole(1, 1e6),
});

const trainingCheck = object<PlanTraining>({
  batchSize: whole(1, 1e6),
  optimizer: oneOf('adam', 'sgd', 'momentum', 'rmsprop'),
  seed: whole(Number.MIN_SAFE_INTEGER),
  cache: flag,
  augment: orNull(augmentCheck),
  classWeights: orNull(list(real(0, 1e9))),
  fallback: orNull(oneOf('random', 'compare')),
  fallbackPhases: list(phaseCheck),
});

const planCheck: Check = allOf(
  object<Plan>({
    case: oneOf(1, 2, 3, 4),
    cut: layerName,
    init: start,
    pretrainedThrough: maybe(layerName),
    base: object<PlanBase>({ model: text(32_767), fingerprint: sha256, input: inputCheck }),
    dataset: datasetCheck,
    head: headCheck,
    layers: list(layerCheck, 1),
    trainableParams: whole(0),
    frozenParams: whole(0),
    training: trainingCheck,
    phases: list(phaseCheck, 1),
  }),
  (value, at) => {
    const said = unfittingPlan(value as Plan);
    return said && `${at}: ${said}`;
  },
);

/** What does not fit together in a plan whose parts are each as they must be. */
function unfittingPlan(plan: Plan): string | undefined {
  const { cut, pretrainedThrough, dataset, head, layers, training } = plan;
  const names = new Set(layers.map(({ name }) => name));
  if (names.size < layers.length) return 'two layers have one name';
  const isOfBase = (layer: string) => layers.some(({ name, origin }) => name === layer && origin === 'base');
  if (!isOfBase(cut)) return 'the cut is no layer of the base';
  if (pretrainedThrough !== undefined && !isOfBase(pretrainedThrough))
    return 'what its weights are taken through is no layer of the base';
  if (head.units !== dataset.classes.length) return 'the head has other units than there are classes';
  const { classWeights } = training;
  if (classWeights && classWeights.length !== dataset.classes.length)
    return 'there are other class weights than classes';
  const unknown = [...trainedIn(allPhases(plan))].find((name) => !names.has(name));
  return unknown === undefined ? undefined : `a phase trains "${unknown.slice(0, 40)}", which is no layer`;
}

const share = real(0, 1);
const error = real(0, 1e6);

const measuredCheck = object<DrawnMeasurement>({
  measurement: object<Measurement>({
    fingerprint: sha256,
    images: whole(1),
    classes: whole(1, mostUnits),
    unreadable: whole(0),
    majority: share,
    cuts: list(
      object<MeasuredCut>({
        layer: layerName,
        features: whole(0),
        accuracy: share,
        error,
        balancedAccuracy: share,
        behindBest: real(-1, 1),
        behindBestError: error,
        neighbours: share,
        logMe: real(),
      }),
      0,
      1_000,
    ),
    growth: list(object<GrowthPoint>({ images: whole(0), accuracy: share, error }), 0, 100),
    shift: maybe(list(object<MeasuredShift>({ layer: layerName, shift: real(0) }))),
    right: maybe(text(100_000)),
    secondsPerImage: maybe(real(0)),
  }),
  trainingImages: whole(0),
});

const recordCheck: Check = allOf(
  object<RunRecord>({
    format: oneOf(recordFormat),
    name: plainName,
    state: oneOf('created', 'running', 'stopped', 'failed', 'finished'),
    created: time,
    file: filePath,
    text: text(),
    plan: planCheck,
    trial: maybe(object<TrialRules>({ images: orNull(whole(1)), judged: real(0, 1) })),
    problems: maybe(list(object({ severity: oneOf('error', 'warning', 'information'), message: text() }))),
    measured: maybe(measuredCheck),
    base: either(
      object({ modelFile: filePath, fingerprint: sha256 }),
      object({ catalog: plainName, fingerprint: sha256 }),
    ),
    cluster: maybe(
      object<RunCluster>({
        address: text(1_000),
        storage: filePath,
        workers: whole(1, 10_000),
        cpus: whole(1, 10_000),
        gpus: whole(0, 1_000),
      }),
    ),
    storedAs: maybe(plainName),
    settings: maybe(list(text())),
    versions: mapOf(text(1_000)),
    engines: maybe(enginesCheck),
    dataset: maybe(
      object<RunDataset>({
        fingerprint: sha256,
        trainImages: whole(0),
        validationImages: whole(0),
        testImages: whole(0),
        leftOut: list(object<LeftOut>({ file: text(), reason: text() })),
        changed: maybe(flag),
      }),
    ),
    seconds: maybe(secondsCheck),
    peakMemoryBytes: maybe(whole(0)),
    otherResult: maybe(resultCheck),
    result: maybe(resultCheck),
    failure: maybe(object({ code: text(1_000), message: text() })),
  }),
  (value) => unfitting(value as RunRecord),
);

/** What does not fit together in a record whose parts are each as they must be. */
function unfitting({ state, plan, result, otherResult }: RunRecord): string | undefined {
  if (state === 'finished' && result === undefined) return 'result is missing, and the run has finished';
  const classes = plan.dataset.classes.length;
  const sets = [result, otherResult].flatMap((one) => [one?.validation, one?.test]);
  const fits = sets.every((set) => !set || set.confusion.length === classes);
  return fits ? undefined : 'the result has other classes than the plan';
}

/**
 * What is wrong with the record of a run, as a sentence without its stop; undefined if nothing is. Everything that
 * anything reads of it is looked at: a record comes with a folder that anyone may have made.
 */
export function recordComplaint(value: unknown): string | undefined {
  return recordCheck(value, '');
}
