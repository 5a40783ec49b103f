import type {
  CacheEvent,
  ClusterAnswers,
  EngineNames,
  EpochEvent,
  Evaluation,
  FailedEvent,
  FallbackEvent,
  FinishedEvent,
  ImageRate,
  PhaseEngine,
  PhaseEvent,
  ProgressEvent,
  Proof,
  RecomputedRows,
  RunEventBody,
  RunRates,
  RunResult,
  StartedCluster,
  StartedEvent,
  StoppedEvent,
  ToldImage,
  WarningEvent,
  WeakCounts,
  WrongImage,
} from './run-events';
import {
  allOf,
  type Check,
  flag,
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
} from './value-checks';

const start = oneOf('pretrained', 'random');
const stage = oneOf(
  ...[
    'read images',
    'hand over',
    'wait for the cluster',
    'start the job',
    'wait for workers',
    'wait for the result',
    'frozen prefix',
  ],
  ...['start the workers', 'train', 'take back in MB', 'evaluate', 'save', 'prove'],
);
const share = real(0, 1);
/** How far a step is, or how long; a clock that was set back may have made it negative. */
const seconds = real();

const phaseEngine = object<PhaseEngine>({ start, phase: whole(1), engine: text() });

export const enginesCheck: Check = object<EngineNames>({
  features: text(),
  training: text(),
  phases: maybe(list(phaseEngine)),
});

/** Seconds by stage. */
export const secondsCheck: Check = mapOf(seconds);

const wrongImage = object<WrongImage>({ file: text(), label: text(), predicted: text(), probability: share });

const weakCounts = object<WeakCounts>({ right: whole(0), wrong: whole(0) });

const evaluationCheck: Check = allOf(
  object<Evaluation>({
    images: whole(0),
    accuracy: share,
    balancedAccuracy: share,
    loss: real(),
    majority: share,
    confusion: list(list(whole(0))),
    wrong: list(wrongImage),
    weak: maybe(weakCounts),
  }),
  (value, at) => {
    const { confusion } = value as Evaluation;
    const isSquare = confusion.every((row) => row.length === confusion.length);
    return isSquare ? undefined : `${at}.confusion has rows of other lengths than there are classes`;
  },
);

export const recomputedCheck: Check = object<RecomputedRows>({
  rows: whole(0),
  of: whole(0),
  difference: real(0),
});

const proofCheck = object<Proof>({
  frozenTensors: whole(0),
  frozenIdentical: flag,
  rewrites: list(text()),
  goldenImages: whole(0),
  goldenDifference: real(0),
  cachedDifference: orNull(real(0)),
  recomputed: orNull(recomputedCheck),
  lossDifference: orNull(real(0)),
});

const clusterAnswersCheck = object<ClusterAnswers>({
  engine: text(1_000),
  compared: whole(0),
  of: whole(0),
  difference: real(0),
  used: flag,
});

const rateCheck = object<ImageRate>({ images: whole(0), seconds: real(0), processorSeconds: maybe(real(0)) });

const ratesCheck = object<RunRates>({
  decoding: orNull(rateCheck),
  prefix: orNull(rateCheck),
  training: orNull(rateCheck),
  limit: orNull(rateCheck),
  run: rateCheck,
});

export const resultCheck: Check = object<RunResult>({
  start,
  phase: whole(1),
  epoch: whole(0),
  validation: evaluationCheck,
  test: orNull(evaluationCheck),
  weakBelow: maybe(orNull(share)),
  proof: proofCheck,
  clusterAnswers: maybe(clusterAnswersCheck),
  seconds: secondsCheck,
  rates: maybe(ratesCheck),
  model: plainName,
  report: plainName,
  files: mapOf(sha256),
});

export const epochCheck: Check = object<EpochEvent>({
  event: oneOf('epoch'),
  start,
  phase: whole(1),
  epoch: whole(1),
  epochs: whole(1),
  loss: real(),
  accuracy: share,
  validationLoss: real(),
  validationAccuracy: share,
  validationImages: whole(1),
  best: flag,
  seconds,
  secondsLeft: orNull(seconds),
});

const toldImageCheck = object<ToldImage>({
  file: text(),
  reason: maybe(text()),
  side: maybe(text()),
  class: maybe(text()),
  picture: maybe(whole(0)),
});

type KindOf<Event extends RunEventBody> = Event['event'];

const kinds: { readonly [Kind in KindOf<RunEventBody>]: Check } = {
  started: object<StartedEvent>({
    event: oneOf('started'),
    run: text(),
    resumed: flag,
    processId: whole(0),
    engines: enginesCheck,
    cluster: maybe(object<StartedCluster>({ host: text(), workers: whole(1) })),
  }),
  progress: object<ProgressEvent>({
    event: oneOf('progress'),
    stage,
    done: whole(0),
    total: whole(0),
    secondsLeft: orNull(seconds),
  }),
  cache: object<CacheEvent>({
    event: oneOf('cache'),
    phase: whole(1),
    cut: text(),
    reused: whole(0),
    computed: whole(0),
    decoded: whole(0),
    bytes: whole(0),
    seconds,
    engine: maybe(text()),
    onCluster: maybe(flag),
  }),
  phase: object<PhaseEvent>({
    event: oneOf('phase'),
    phase: whole(1),
    phases: whole(1),
    start,
    trainable: list(text()),
    trainableParams: whole(0),
    epochs: whole(1),
    learningRate: real(0),
    engine: maybe(text()),
  }),
  epoch: epochCheck,
  warning: object<WarningEvent>({
    event: oneOf('warning'),
    code: text(),
    message: text(),
    images: maybe(list(toldImageCheck, 0, 10_000)),
  }),
  fallback: object<FallbackEvent>({ event: oneOf('fallback'), message: text() }),
  finished: object<FinishedEvent>({ event: oneOf('finished'), result: resultCheck }),
  failed: object<FailedEvent>({ event: oneOf('failed'), code: text(), message: text() }),
  stopped: object<StoppedEvent>({ event: oneOf('stopped'), epoch: whole(0) }),
};

const timed = object<{ readonly time: string; readonly event: string }>({
  time,
  event: oneOf(...Object.keys(kinds)),
});

/** What is wrong with an event of a run; undefined if it is one. */
export function eventComplaint(value: unknown): string | undefined {
  const said = timed(value, '');
  if (said !== undefined) return said;
  return kinds[(value as RunEventBody).event](value, '');
}
