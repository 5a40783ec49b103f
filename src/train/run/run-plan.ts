import path from 'node:path';
import type { Start } from '../../design/config';
import type { PlanPhase } from '../../design/plan';
import { rewriteMetrics } from '../../disk/run-events-file';
import { readRunRecord, writeRunRecord } from '../../disk/run-folder';
import { runFolderLayout } from '../../disk/run-folder-layout';
import { writeFileWhole } from '../../disk/whole-file';
import type { EpochEvent, RunResult } from '../../messages/run-events';
import type { RunRecord } from '../../messages/run-record';
import { loadEngine } from '../engines/load-engine';
import { datasetFingerprint, readImages } from '../images/read-images';
import { RunLooks } from '../images/run-looks';
import { adaptNetwork } from '../network/adapted-network';
import { readBase } from '../network/read-base';
import { withInputSize } from '../network/sized-input';
import { TrainFailure } from '../train-failure';
import { betterOutcome, judgePretrainedStart, needsRandomStart } from './case-four';
import { type Checkpoint, readCheckpoint, type StartOutcome, writeCheckpoint } from './checkpoint';
import { evaluate } from './evaluate';
import { warnOfImages } from './image-warnings';
import { judgeImages } from './judge';
import { countLeftOut, requireBothSides, warnOfNoTest } from './left-out-images';
import { reportOf } from './report-of-run';
import { progressTeller, type RunSession, tell } from './run-session';
import { proveSaved, saveNetwork } from './save-and-prove';
import { StageTimes } from './stage-times';
import { initialWeights, trainStart } from './train-start';

/**
 * Runs the plan of a run folder to its end, or goes on where its checkpoint stands. The caller holds the lock.
 *
 * @returns whether it came to its end or the user stopped it
 * @throws BaseProblem, DiskFull, TrainFailure or whatever else ends the run
 */
export async function runPlan(folder: string): Promise<'finished' | 'stopped'> {
  const session = await openSession(folder);
  const trained = await trainStarts(session);
  if (trained === undefined) return 'stopped';
  const { outcomes, epochs } = trained;
  const best = betterOutcome(outcomes);
  const result = await finish(session, best);
  if (result === undefined) return 'stopped';
  const other = outcomes.find((outcome) => outcome !== best);
  const otherResult = other === undefined ? undefined : await judgeOther(session, other, result);
  const record: RunRecord = {
    ...session.record,
    ...described(session),
    state: 'finished',
    seconds: session.times.toJSON(),
    // Node counts in kilobytes, on every system.
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
    ...(otherResult === undefined ? {} : { otherResult }),
    result: { ...result, seconds: session.times.toJSON() },
  };
  await writeFileWhole(path.join(folder, runFolderLayout.report), await reportOf(session, record, epochs));
  await writeRunRecord(folder, record);
  tell(session, { event: 'finished', result: record.result ?? result });
  return 'finished';
}

/** Engine, base and images, checked against the plan. */
async function openSession(folder: string): Promise<RunSession> {
  const times = new StageTimes();
  const { failure: _, ...record } = await readRunRecord(folder);
  const { plan } = record;
  const engine = await times.time('start engine', () => loadEngine(process.env));
  const engines = { features: engine.name, training: engine.name };
  const resumed = (await readCheckpoint(folder)) !== undefined;
  tell({ folder }, { event: 'started', run: record.name, resumed, processId: process.pid, engines });
  const baseLayers = new Set(plan.layers.filter(({ origin }) => origin === 'base').map(({ name }) => name));
  const phases = [...plan.phases, ...plan.training.fallbackPhases];
  if (
    !engine.trainsConvolutions &&
    phases.some(({ trainable }) => trainable.some((name) => baseLayers.has(name)))
  ) {
    throw new TrainFailure(
      'engine-cannot-train',
      'WebAssembly can train the head on frozen layers (cases 1 and 2) but not the base\'s own layers. Install tfjs-node by "transfer-designer runtime", or freeze the base with "freeze: all".',
    );
  }
  const base = await times.time('read base', () => readBase(record.base.modelFile));
  if (base.fingerprint !== record.base.fingerprint) {
    throw new TrainFailure(
      'base-changed',
      `The base ${record.base.modelFile} is not the one this run was planned with. Put the old files back, or start a new run.`,
    );
  }
  const { images, leftOut } = await times.time('read images', () =>
    readImages(plan, progressTeller({ folder }, 'read images')),
  );
  const cacheFolder = path.join(path.dirname(record.file), '.transfer', 'features');
  const session: RunSession = {
    folder,
    cacheFolder,
    record: { ...record, state: 'running', engines },
    plan,
    engine,
    base,
    network: adaptNetwork(withInputSize(base.topology, plan.base.input.size), plan),
    times,
    caches: [],
    askedRows: new Map(),
    images,
    looks: await RunLooks.open(plan.training.cache ? cacheFolder : null, plan.base.input, images),
    toldImages: new Set(),
    leftOut: [],
  };
  countLeftOut(session, leftOut);
  requireBothSides(session);
  warnOfNoTest(session);
  await warnOfImages(session);
  if (resumed) warnOfChangedImages(session);
  await writeRunRecord(folder, { ...session.record, ...described(session) });
  return session;
}

function described(session: RunSession): Pick<RunRecord, 'dataset'> {
  const count = (side: string): number => session.images.filter((image) => image.side === side).length;
  return {
    dataset: {
      fingerprint: datasetFingerprint(session.images, session.plan.dataset.classes),
      trainImages: count('train'),
      validationImages: count('validation'),
      testImages: count('test'),
      leftOut: session.leftOut,
    },
  };
}

/** A resumed run reads the images anew; only where they are the same is it as if it had never been interrupted. */
function warnOfChangedImages(session: RunSession): void {
  const before = session.record.dataset;
  const { dataset: now } = described(session);
  if (before === undefined || before.fingerprint === now?.fingerprint) return;
  tell(session, {
    event: 'warning',
    code: 'images-changed',
    message: `The images in ${session.plan.dataset.path} (or its validation or test folder) have changed since the run began. It goes on with those that are there now, so some that it has trained on may be used for validation; train the file again for figures to rely on.`,
  });
}

interface TrainedStarts {
  readonly outcomes: readonly StartOutcome[];
  readonly epochs: readonly EpochEvent[];
}

/** Trains the plan's start and, in case 4, the random one where it is called for. */
async function trainStarts(session: RunSession): Promise<TrainedStarts | undefined> {
  const { plan, folder } = session;
  let checkpoint = (await readCheckpoint(folder)) ?? beginningOf(plan.init, [], []);
  await rewriteMetrics(folder, checkpoint.epochs);
  const phasesOf = (start: Start): readonly PlanPhase[] =>
    start === plan.init ? plan.phases : plan.training.fallbackPhases;
  for (;;) {
    const { start } = checkpoint;
    // A checkpoint after all its start's phases stands where only the end was missing.
    const isDone = checkpoint.outcomes.some((outcome) => outcome.start === start);
    if (!isDone) {
      const { epochs, outcome } = await trainStart({
        session,
        start,
        phases: phasesOf(start),
        from: checkpoint,
      });
      if (outcome === undefined) return undefined;
      checkpoint = { ...beginningOf(start, [...checkpoint.outcomes, outcome], epochs) };
      await writeCheckpoint(folder, checkpoint);
    }
    const { outcomes, epochs } = checkpoint;
    const pretrained = outcomes.find((outcome) => outcome.start === 'pretrained');
    if (pretrained === undefined || outcomes.length > 1 || plan.training.fallback === null)
      return { outcomes, epochs };
    const labels = session.images.filter(({ side }) => side === 'validation').map(({ label }) => label);
    const verdict = judgePretrainedStart(pretrained, labels);
    tell(session, { event: 'fallback', message: verdict.message });
    if (!needsRandomStart(plan, verdict)) return { outcomes, epochs };
    checkpoint = beginningOf('random', outcomes, epochs);
  }
}

function beginningOf(
  start: Start,
  outcomes: readonly StartOutcome[],
  epochs: readonly EpochEvent[],
): Checkpoint {
  return { start, outcomes, epochs, phase: 0, carried: new Map(), best: null, progress: null };
}

/** Judges the images by the chosen weights, saves the network and proves what was saved. */
async function finish(session: RunSession, best: StartOutcome): Promise<RunResult | undefined> {
  const { plan, times } = session;
  const phases = best.start === plan.init ? plan.phases : plan.training.fallbackPhases;
  const weights = new Map([...(await initialWeights(session, best.start)), ...best.weights]);
  const judged = await times.time('evaluate', () => judgeImages(session, phases, weights));
  if (judged === undefined) return undefined;
  const task = { session, start: best.start, phases, weights, judged };
  await times.time('save', () => saveNetwork(task));
  const proof = await times.time('prove', () => proveSaved(task));
  return {
    start: best.start,
    phase: best.phase,
    epoch: best.epoch,
    validation: evaluate(judged.validation, plan.dataset.classes),
    test: judged.test.length === 0 ? null : evaluate(judged.test, plan.dataset.classes),
    proof,
    seconds: times.toJSON(),
    model: runFolderLayout.model,
    report: runFolderLayout.report,
  };
}

/** The start that was not kept: its figures, for the record. Its model is not saved, so nothing is proven of it. */
async function judgeOther(
  session: RunSession,
  other: StartOutcome,
  kept: RunResult,
): Promise<RunResult | undefined> {
  const { plan } = session;
  const phases = other.start === plan.init ? plan.phases : plan.training.fallbackPhases;
  const weights = new Map([...(await initialWeights(session, other.start)), ...other.weights]);
  const judged = await judgeImages(session, phases, weights);
  if (judged === undefined) return undefined;
  return {
    ...kept,
    start: other.start,
    phase: other.phase,
    epoch: other.epoch,
    validation: evaluate(judged.validation, plan.dataset.classes),
    test: judged.test.length === 0 ? null : evaluate(judged.test, plan.dataset.classes),
  };
}
