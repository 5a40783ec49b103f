import type { Start } from '../../design/config';
import type { PlanPhase } from '../../design/plan';
import { mostEpochs } from '../../design/plan-reading';
import { appendMetric } from '../../disk/run-events-file';
import type { EpochEvent } from '../../messages/run-events';
import { type EpochReport, fitPhase, startOfPhase } from '../fit/fit-phase';
import type { BestEpoch, PhaseProgress } from '../fit/phase-progress';
import { buildModel, readWeights, weightsOf } from '../network/build-model';
import { above } from '../network/topology';
import { layerOfWeight, type NetworkWeights } from '../network/weight-values';
import { withSeededMathRandom } from '../seeded-math-random';
import { type Checkpoint, type StartOutcome, writeCheckpoint } from './checkpoint';
import { phaseExamples } from './phase-examples';
import { phaseNetwork } from './phase-network';
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
export async function initialWeights(session: RunSession, start: Start): Promise<NetworkWeights> {
  const { engine, network, base, plan } = session;
  const isPretrained = start === 'pretrained';
  const cut = plan.layers.find(({ name }) => name === plan.cut);
  if (cut === undefined) throw new RangeError(`The plan has no layer "${plan.cut}".`);
  const drawn = isPretrained ? above(network.topology, cut.name, cut.outputShape) : network.topology;
  const random = await withSeededMathRandom([plan.training.seed, start, 'initial weights'], async () => {
    const model = await buildModel(engine.tf, drawn, new Map());
    const weights = readWeights(weightsOf(model));
    model.dispose();
    return weights;
  });
  if (!isPretrained) return random;
  const kept = new Set(network.topology.layers.map(({ name }) => name));
  return new Map([...[...base.weights].filter(([name]) => kept.has(layerOfWeight(name))), ...random]);
}

/**
 * Trains all phases of a start, each from the best of the one before and with a fresh optimiser.
 *
 * @returns the epochs so far and, unless the user stopped it, what came of it
 */
export async function trainStart(
  task: StartTask,
): Promise<{ epochs: readonly EpochEvent[]; outcome?: StartOutcome }> {
  const { session, start, phases } = task;
  const initial = await initialWeights(session, start);
  let checkpoint = task.from;
  for (const [index, phase] of phases.entries()) {
    if (index < task.from.phase) continue;
    const fitted = await trainPhase(task, phase, new Map([...initial, ...checkpoint.carried]), checkpoint);
    if (fitted.best === undefined) return { epochs: fitted.epochs };
    const { weights, ...best } = fitted.best;
    checkpoint = {
      ...checkpoint,
      phase: index + 1,
      carried: new Map([...checkpoint.carried, ...weights]),
      // A phase that found nothing better than its start leaves the result of the one before.
      best: checkpoint.best === null || best.epoch > 0 ? { phase: index + 1, ...best } : checkpoint.best,
      progress: null,
      epochs: fitted.epochs,
    };
    if (index + 1 < phases.length) await writeCheckpoint(session.folder, checkpoint);
  }
  if (checkpoint.best === null) throw new RangeError('A plan without phases trains nothing.');
  return { epochs: checkpoint.epochs, outcome: { start, ...checkpoint.best, weights: checkpoint.carried } };
}

interface FittedPhase {
  readonly epochs: readonly EpochEvent[];
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
  const { engine, plan, times } = session;
  const number = phases.indexOf(phase) + 1;
  const examples = await times.time('frozen prefix', () =>
    phaseExamples(session, number, phase, weights, ['train', 'validation']),
  );
  if (examples === undefined) return { epochs: checkpoint.epochs };
  const trainable = new Set(phase.trainable);
  const trainableParams = plan.layers.reduce(
    (sum, { name, params }) => sum + (trainable.has(name) ? params : 0),
    0,
  );
  const epochs = mostEpochs(phase, examples.images('train').length, plan.training.batchSize);
  const { trainable: names, learningRate } = phase;
  tell(session, {
    event: 'phase',
    phase: number,
    phases: phases.length,
    start,
    trainable: names,
    trainableParams,
    epochs,
    learningRate,
  });

  const phaseModel = await phaseNetwork(session, phase, weights, examples);
  const fit = {
    tf: engine.tf,
    plan,
    phase,
    seedParts: [start, number],
    phaseModel,
    train: examples.source('train'),
    validation: examples.source('validation'),
    shouldStop: () => shouldStop(session),
  };
  let told = checkpoint.epochs;
  const onEpoch = async (report: EpochReport, progress: PhaseProgress): Promise<void> => {
    const secondsLeft = Math.max(0, epochs - report.epoch) * report.seconds;
    const event: EpochEvent = { event: 'epoch', start, phase: number, epochs, ...report, secondsLeft };
    told = [...told, event];
    await writeCheckpoint(session.folder, { ...checkpoint, progress, epochs: told });
    appendMetric(session.folder, event);
    tell(session, event);
  };
  try {
    return await times.time('train', async () => {
      const from = checkpoint.progress ?? (await startOfPhase(fit));
      const { finished, progress } = await fitPhase({ ...fit, onEpoch }, from);
      return finished ? { epochs: told, best: progress.best } : { epochs: told };
    });
  } finally {
    fit.train.close();
    fit.validation.close();
    phaseModel.dispose();
  }
}
