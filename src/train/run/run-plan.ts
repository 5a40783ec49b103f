import { createHash } from 'node:crypto';
import path from 'node:path';
import type { Start } from '../../design/config';
import type { Plan } from '../../design/plan';
import { memoryNeed } from '../../design/plan/memory-need';
import { phasesOf } from '../../design/plan/plan-reading';
import { trainingProblems } from '../../design/problems/training-problems';
import { TransferError } from '../../design/transfer-error';
import { machineMemory } from '../../disk/files/machine-memory';
import { runFolderLayout } from '../../disk/files/run-folder-layout';
import { writeFileWhole } from '../../disk/files/whole-file';
import { rewriteMetrics } from '../../disk/runs/run-events-file';
import { runFileHashes } from '../../disk/runs/run-file-hashes';
import { readOwnRunRecord, writeRunRecord } from '../../disk/runs/run-folder';
import type { EpochEvent, RecomputedRows, RunRates, RunResult } from '../../shared/run-events';
import type { RunRecord } from '../../shared/run-record';
import { loadEngines, preferring } from '../engines/load-engines';
import { readBase } from '../formats/read-base';
import { readImages } from '../images/read-images';
import { RunLooks } from '../images/run-looks';
import { adaptNetwork } from '../network/adapted-network';
import { withInputSize } from '../network/sized-input';
import { upTo } from '../network/topology';
import { answeringEngine } from './answering-engine';
import { betterOutcome, judgePretrainedStart, needsRandomStart } from './case-four';
import {
  type Checkpoint,
  readCheckpoint,
  runIdentity,
  type StartOutcome,
  writeCheckpoint,
} from './checkpoint';
import { chooseWeakBelow } from './choose-weak-below';
import { judgedByCluster } from './cluster-answers';
import { described } from './described-run';
import { evaluate } from './evaluate';
import { warnOfImages } from './image-warnings';
import { judgeImages } from './judge';
import { countLeftOut, requireBothSides, warnOfNoTest } from './left-out-images';
import { bothRecomputed } from './recompute-rows';
import { reportOf } from './report-of-run';
import { placeOfBase, progressTeller, type RunSession, tell } from './run-session';
import { proveSaved, saveNetwork } from './save-and-prove';
import { StageTimes } from './stage-times';
import { trainedWeights, trainStart } from './train-start';
import { type DoneByCluster, ratesOnCluster, type TrainedElsewhere } from './trained-elsewhere';
import { WorkTimes } from './work-times';

/**
 * Runs the plan of a run folder to its end, or goes on where its checkpoint stands. The caller holds the lock.
 *
 * @param catalogFolder holds the bases that come with this program
 * @param handedOver the hash of the record that this process was started for; see `readOwnRunRecord`
 * @param cluster what was done for it meanwhile by the cluster that its record names
 * @returns whether it came to its end or the user stopped it
 * @throws TransferError `base-…`, `disk-full`, TransferError or whatever else ends the run
 */
export async function runPlan(
  folder: string,
  catalogFolder: string,
  handedOver?: string,
  cluster?: DoneByCluster,
): Promise<'finished' | 'stopped'> {
  const session = await openSession({ folder, catalogFolder, handedOver, cluster });
  const trained = await trainStarts(session);
  if (trained === undefined) return 'stopped';
  const { outcomes, epochs } = trained;
  const best = betterOutcome(outcomes);
  const result = await finish(session, best, trained.recomputed);
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
  };
  const rates = ratesOf(session, epochs, cluster?.trained);
  const timed: RunResult = { ...result, seconds: session.times.toJSON(), ...(rates ? { rates } : {}) };
  const report = await reportOf(session, { ...record, result: timed }, epochs);
  await writeFileWhole(path.join(folder, runFolderLayout.report), report);
  const files = {
    ...timed.files,
    [runFolderLayout.report]: createHash('sha256').update(report).digest('hex'),
    ...(await runFileHashes(folder, [runFolderLayout.metrics])),
  };
  const whole: RunResult = { ...timed, files };
  await writeRunRecord(folder, { ...record, result: whole });
  tell(session, { event: 'finished', result: whole });
  return 'finished';
}

/** How fast this machine was, or the cluster that has trained; undefined where that was another process's affair. */
function ratesOf(
  { record, work, images }: RunSession,
  epochs: readonly EpochEvent[],
  elsewhere: TrainedElsewhere | undefined,
): RunRates | undefined {
  const here = work.rates(images.length);
  if (record.cluster === undefined) return here;
  return elsewhere && { ...ratesOnCluster(elsewhere.caches, epochs, images), run: here.run };
}

/** Engine, base and images, checked against the plan. */
async function openSession({
  folder,
  catalogFolder,
  handedOver,
  cluster,
}: Pick<RunSession, 'folder' | 'catalogFolder'> & {
  readonly handedOver: string | undefined;
  readonly cluster: DoneByCluster | undefined;
}): Promise<RunSession> {
  const elsewhere = cluster?.trained;
  const times = elsewhere?.times ?? new StageTimes();
  const { failure: _, ...recorded } = await readOwnRunRecord(folder, handedOver);
  const record: RunRecord = { ...recorded, state: 'running' };
  const { plan } = record;
  // What a cluster has trained takes it no more.
  if (record.cluster === undefined) requireMemory(plan);
  const engines = await times.time('start engine', () => loadEngines(process.env));
  const { training } = engines;
  // A run goes on with the engine that it was begun with, if that is there.
  const preferred = preferring(record.engines?.features, engines);
  const resumed = (await readCheckpoint(folder, runIdentity(record))) !== undefined;
  // Before anyone is told: from then on the record's state is that of this start.
  await writeRunRecord(folder, record);
  // Whether it has all layers is known once the base is.
  const fastest = preferred.answering[0]?.name ?? training.name;
  const names = { features: fastest, training: training.name };
  if (elsewhere === undefined)
    tell({ folder }, { event: 'started', run: record.name, resumed, processId: process.pid, engines: names });
  const place = placeOfBase({ record, catalogFolder });
  const base = await times.time('read base', () => readBase(place, plan.base.input.size));
  if (base.fingerprint !== record.base.fingerprint) {
    throw new TransferError(
      'base-changed',
      `The base ${place} is not the one this run was planned with. Put the old files back, or start a new run.`,
    );
  }
  const { images, leftOut } = await times.time('read images', () =>
    readImages(plan, progressTeller({ folder }, 'read images'), record.trial),
  );
  const network = adaptNetwork(withInputSize(base.topology, plan.base.input.size), plan);
  const prefix = upTo(network.topology, plan.cut);
  const cacheFolder = path.join(path.dirname(record.file), '.transfer', 'features');
  const session: RunSession = {
    folder,
    cacheFolder,
    record,
    catalogFolder,
    plan,
    engines,
    answering: await answeringEngine({ folder, record, plan }, engines, base, prefix),
    phaseEngines: record.engines?.phases ?? [],
    base,
    network,
    times,
    work: new WorkTimes(),
    caches: [...(elsewhere?.caches ?? [])],
    askedRows: new Map(),
    images,
    looks: await RunLooks.open(plan.training.cache ? cacheFolder : null, plan.base.input, images),
    toldImages: new Set(),
    leftOut: [],
    clusterAnswers: cluster?.answers,
    imagesChanged: record.dataset?.changed ?? false,
  };
  countLeftOut(session, leftOut);
  requireBothSides(session);
  warnOfNoTest(session);
  await warnOfImages(session);
  if (resumed) noteChangedImages(session);
  await writeRunRecord(folder, { ...session.record, ...described(session) });
  return session;
}

/** @throws TransferError `memory-too-small` where the plan can't run in this machine, on which it may not have been made */
function requireMemory(plan: Plan): void {
  const need = memoryNeed(plan);
  const machine = machineMemory();
  if (need.total <= machine) return;
  const advice =
    'Train a smaller network or with smaller batches, or resume this run on a machine with more memory.';
  throw new TransferError(
    'memory-too-small',
    trainingProblems['memory-too-small'].say({ ...need, machine, advice }),
  );
}

/** A resumed run reads the images anew; only where they are the same is it as if it had never been interrupted. */
function noteChangedImages(session: RunSession): void {
  const before = session.record.dataset;
  const { dataset: now } = described(session);
  if (before === undefined || before.fingerprint === now?.fingerprint) return;
  session.imagesChanged = true;
  tell(session, {
    event: 'warning',
    code: 'images-changed',
    message: `The images in ${session.plan.dataset.path} (or its validation or test folder) have changed since the run began. It goes on with those that are there now, so some that it has trained on may be used for validation; train the file again for figures to rely on.`,
  });
}

type TrainedStarts = Pick<Checkpoint, 'outcomes' | 'epochs' | 'recomputed'>;

/** Trains the plan's start and, in case 4, the random one where it is called for. */
async function trainStarts(session: RunSession): Promise<TrainedStarts | undefined> {
  const { plan, folder } = session;
  const run = runIdentity(session.record);
  let checkpoint = (await readCheckpoint(folder, run)) ?? beginningOf(run, plan.init);
  await rewriteMetrics(folder, checkpoint.epochs);
  for (;;) {
    const { start } = checkpoint;
    // A checkpoint after all its start's phases stands where only the end was missing.
    const isDone = checkpoint.outcomes.some((outcome) => outcome.start === start);
    if (!isDone) {
      const { epochs, recomputed, outcome } = await trainStart({
        session,
        start,
        phases: phasesOf(plan, start),
        from: checkpoint,
      });
      if (outcome === undefined) return undefined;
      checkpoint = {
        ...beginningOf(run, start),
        outcomes: [...checkpoint.outcomes, outcome],
        epochs,
        recomputed,
      };
      await writeCheckpoint(folder, checkpoint);
    }
    const { outcomes, epochs, recomputed } = checkpoint;
    const all = { outcomes, epochs, recomputed };
    // Which starts there are to be, the cluster has decided by its own images.
    if (session.record.cluster !== undefined) return all;
    const pretrained = outcomes.find((outcome) => outcome.start === 'pretrained');
    if (pretrained === undefined || outcomes.length > 1 || plan.training.fallback === null) return all;
    const labels = session.images.filter(({ side }) => side === 'validation').map(({ label }) => label);
    const verdict = judgePretrainedStart(pretrained, labels);
    tell(session, { event: 'fallback', message: verdict.message });
    if (!needsRandomStart(plan, verdict)) return all;
    checkpoint = { ...beginningOf(run, 'random'), ...all };
  }
}

function beginningOf(run: string, start: Start): Checkpoint {
  return {
    ...{ run, start, outcomes: [], epochs: [] },
    ...{ phase: 0, carried: new Map(), best: null, progress: null, recomputed: null },
  };
}

/** Judges the images by the chosen weights, saves the network and proves what was saved. */
async function finish(
  session: RunSession,
  best: StartOutcome,
  recomputed: RecomputedRows | null,
): Promise<RunResult | undefined> {
  const { plan, times } = session;
  const phases = phasesOf(plan, best.start);
  const weights = await trainedWeights(session, best);
  const left = await times.time('evaluate', () => judgedByCluster(session, weights));
  const judged = left?.judged ?? (await times.time('evaluate', () => judgeImages(session, phases, weights)));
  if (judged === undefined) return undefined;
  const weakBelow = chooseWeakBelow(judged.validation);
  const validation = evaluate(judged.validation, plan.dataset.classes, weakBelow);
  const task = { session, best, phases, weights, judged, validation, weakBelow };
  const files = await times.time('save', () => saveNetwork(task));
  const shown = await times.time('prove', () => proveSaved({ ...task, files }));
  const proof = { ...shown, recomputed: bothRecomputed(recomputed, judged.recomputed) };
  return {
    start: best.start,
    phase: best.phase,
    epoch: best.epoch,
    validation,
    test: judged.test.length === 0 ? null : evaluate(judged.test, plan.dataset.classes, weakBelow),
    weakBelow,
    proof,
    ...(left === undefined ? {} : { clusterAnswers: left.answers }),
    seconds: times.toJSON(),
    model: runFolderLayout.model,
    report: runFolderLayout.report,
    files,
  };
}

/** The start that was not kept: its figures, for the record. Its model is not saved, so nothing is proven of it. */
async function judgeOther(
  session: RunSession,
  other: StartOutcome,
  kept: RunResult,
): Promise<RunResult | undefined> {
  const { plan } = session;
  const phases = phasesOf(plan, other.start);
  const weights = await trainedWeights(session, other);
  const left = await judgedByCluster(session, weights);
  const judged = left?.judged ?? (await judgeImages(session, phases, weights));
  if (judged === undefined) return undefined;
  const weakBelow = chooseWeakBelow(judged.validation);
  const { clusterAnswers: _, ...shared } = kept;
  return {
    ...shared,
    ...(left === undefined ? {} : { clusterAnswers: left.answers }),
    start: other.start,
    phase: other.phase,
    epoch: other.epoch,
    validation: evaluate(judged.validation, plan.dataset.classes, weakBelow),
    test: judged.test.length === 0 ? null : evaluate(judged.test, plan.dataset.classes, weakBelow),
    weakBelow,
  };
}
