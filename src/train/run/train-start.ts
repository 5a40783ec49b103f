import type { Start } from '../../design/config';
import type { PlanPhase } from '../../design/plan';
import { mostEpochs } from '../../design/plan/plan-reading';
import { appendMetric } from '../../disk/runs/run-events-file';
import type { EpochEvent } from '../../shared/run-events';
import { type EpochReport, fitPhase, startOfPhase } from '../fit/fit-phase';
import type { BestEpoch, PhaseProgress } from '../fit/phase-progress';
import { above } from '../network/topology';
import { layerOfWeight, type NetworkWeights } from '../network/weight-values';
import { type Checkpoint, requireFitting, type StartOutcome, writeCheckpoint } from './checkpoint';
import { PacedCheckpoints } from './paced-checkpoints';
import { phaseEngine } from './phase-engine';
import { phaseExamples } from './phase-examples';
import { phaseTask } from './phase-task';
import { bothRecomputed, recomputeRows } from './recompute-rows';
import { type RunSession, shouldStop, tell } from './run-session';

/** One start's way through its phases, from a checkpoint or from the beginning. */
export interface StartTask {
  readonly session: RunSession;
  readonly start: Start;
  readonly phases: readonly PlanPhase[];
  /** Where to go on. `phase`, `carried` and `progress` are this start's. */
  readonly from: Checkpoint;
}

/**
 * The whole network's weights as a start has them: the base's, or random ones; the head's are random. Always the
 * same for the same seed.
 */
export async function initialWeights(
  { engines, network, base, plan }: Pick<RunSession, 'engines' | 'network' | 'base' | 'plan'>,
  start: Start,
): Promise<NetworkWeights> {
  const isPretrained = start === 'pretrained';
  const cut = plan.layers.find(({ name }) => name === plan.cut);
  if (cut === undefined) throw new RangeError(`The plan has no layer "${plan.cut}".`);
  const drawn = isPretrained ? above(network.topology, cut.name, cut.outputShape) : network.topology;
  const random = await engines.training.initialWeights(drawn, [plan.training.seed, start, 'initial weights']);
  if (!isPretrained) return random;
  const kept = new Set(network.topology.layers.map(({ name }) => name));
  return new Map([...[...base.weights].filter(([name]) => kept.has(layerOfWeight(name))), ...random]);
}

/** The whole network's weights as a start has left them. @throws TransferError `checkpoint` */
export async function trainedWeights(session: RunSession, outcome: StartOutcome): Promise<NetworkWeights> {
  const initial = await initialWeights(session, outcome.start);
  requireFitting(session.folder, outcome.weights, initial);
  return new Map([...initial, ...outcome.weights]);
}

/**
 * Trains all phases of a start, each from the best of the one before and with a fresh optimiser.
 *
 * @returns the epochs and rows made anew so far and, unless the user stopped it, what came of it
 */
export async function trainStart(
  task: StartTask,
): Promise<Pick<Checkpoint, 'epochs' | 'recomputed'> & { outcome?: StartOutcome }> {
  const { session, start, phases } = task;
  const initial = await initialWeights(session, start);
  const { progress } = task.from;
  for (const weights of [task.from.carried, progress?.weights, progress?.best.weights])
    if (weights) requireFitting(session.folder, weights, initial);
  let checkpoint = task.from;
  for (const [index, phase] of phases.entries()) {
    if (index < task.from.phase) continue;
    const fitted = await trainPhase(task, phase, new Map([...initial, ...checkpoint.carried]), checkpoint);
    const { epochs, recomputed } = fitted;
    if (fitted.best === undefined) return { epochs, recomputed };
    const { weights, ...best } = fitted.best;
    checkpoint = {
      ...checkpoint,
      phase: index + 1,
      carried: new Map([...checkpoint.carried, ...weights]),
      // A phase that found nothing better than its start leaves the result of the one before.
      best: checkpoint.best === null || best.epoch > 0 ? { phase: index + 1, ...best } : checkpoint.best,
      ...{ progress: null, epochs, recomputed },
    };
    if (index + 1 < phases.length) await writeCheckpoint(session.folder, checkpoint);
  }
  if (checkpoint.best === null) throw new RangeError('A plan without phases trains nothing.');
  const { epochs, recomputed, best, carried: weights } = checkpoint;
  return { epochs, recomputed, outcome: { start, ...best, weights } };
}

interface FittedPhase extends Pick<Checkpoint, 'epochs' | 'recomputed'> {
  /** Undefined if the user stopped the run. */
  readonly best?: BestEpoch;
}

async function trainPhase(
  task: StartTask,
  phase: PlanPhase,
  weights: NetworkWeights,
  checkpoint: Checkpoint,
): Promise<FittedPhase> {
  const { session, start, phases } = task;
  const { plan, times, work } = session;
  const number = phases.indexOf(phase) + 1;
  const begin = performance.now();
  const examples = await times.time('frozen prefix', () =>
    phaseExamples(session, number, phase, weights, ['train', 'validation']),
  );
  const { recomputed } = checkpoint;
  if (examples === undefined) return { epochs: checkpoint.epochs, recomputed };
  const trainable = new Set(phase.trainable);
  const trainableParams = plan.layers.reduce(
    (sum, { name, params }) => sum + (trainable.has(name) ? params : 0),
    0,
  );
  const epochs = mostEpochs(phase, examples.images('train').length, plan.training.batchSize);
  const { trainable: names, learningRate } = phase;
  const toTrain = phaseTask(session, phase, weights, examples.prefix);
  const [train, validation] = [examples.source('train'), examples.source('validation')];
  const engine = await phaseEngine(session, { start, phase: number }, toTrain, train);
  tell(session, {
    event: 'phase',
    phase: number,
    phases: phases.length,
    start,
    trainable: names,
    trainableParams,
    epochs,
    learningRate,
    ...(session.phaseEngines.length === 0 ? {} : { engine: engine.name }),
  });
  const training = await engine.phase(toTrain);
  if (training.slowBecause) {
    const message = `Phase ${number} trains layer by layer, which takes longer than as one graph: ${training.slowBecause}.`;
    tell(session, { event: 'warning', code: 'phase-not-compiled', message });
  }
  const fit = {
    plan,
    phase,
    seedParts: [start, number],
    training,
    train,
    validation,
    shouldStop: () => shouldStop(session),
  };
  const validationImages = examples.images('validation').length;
  const checkpoints = new PacedCheckpoints(session.folder);
  let told = checkpoint.epochs;
  const onEpoch = async (report: EpochReport, progress: PhaseProgress): Promise<void> => {
    const secondsLeft = Math.max(0, epochs - report.epoch) * report.seconds;
    const event: EpochEvent = {
      ...{ event: 'epoch', start, phase: number, epochs, ...report, validationImages, secondsLeft },
    };
    told = [...told, event];
    await work.trained(examples.images('train').length, () =>
      checkpoints.reached({ ...checkpoint, progress, epochs: told }),
    );
    appendMetric(session.folder, event);
    tell(session, event);
  };
  try {
    const { finished, progress } = await times.time('train', async () => {
      const from = checkpoint.progress ?? (await startOfPhase(fit));
      return work.training(() => fitPhase({ ...fit, onEpoch }, from));
    });
    if (!finished) {
      await checkpoints.keep();
      return { epochs: told, recomputed };
    }
    const seconds = (performance.now() - begin) / 1000;
    const made = await times.time('prove', () =>
      recomputeRows(session, examples, { train, validation }, seconds),
    );
    return { epochs: told, best: progress.best, recomputed: bothRecomputed(recomputed, made) };
  } finally {
    train.close();
    validation.close();
    training.dispose();
  }
}
