import { seededRandom, shuffle } from '../../design/images/random';
import type { Plan, PlanPhase } from '../../design/plan';
import { scoredBatch } from '../../design/plan/memory-need';
import { TransferError } from '../../design/transfer-error';
import type { EpochEvent } from '../../shared/run-events';
import type { TrainingPhase } from '../engines/engine';
import { batchesOf, type ExampleSource, firstNumbers, readAhead } from './example-source';
import { isOver, type PhaseProgress } from './phase-progress';
import { scoreExamples } from './score-examples';

export interface FitTask {
  readonly plan: Plan;
  readonly phase: PlanPhase;
  /** What tells this phase's randomness from any other's, e.g. `['pretrained', 2]`. */
  readonly seedParts: readonly (string | number)[];
  readonly training: TrainingPhase;
  readonly train: ExampleSource;
  readonly validation: ExampleSource;
  /** Asked after each batch; true leaves the epoch at hand undone. */
  readonly shouldStop: () => boolean;
  /** Told after each epoch, and waited for: this is where a checkpoint may be written. */
  readonly onEpoch: (epoch: EpochReport, progress: PhaseProgress) => Promise<void>;
}

export type EpochReport = Omit<
  EpochEvent,
  'event' | 'start' | 'phase' | 'epochs' | 'validationImages' | 'secondsLeft'
>;

export interface FitOutcome {
  readonly finished: boolean;
  readonly progress: PhaseProgress;
}

/**
 * Where a phase begins: its weights as they are, scored before anything is trained.
 *
 * @param isResult whether they may be kept. Those of a head that was never trained may not: it says nothing, and where training
 *   is too sure of itself even that has a smaller loss
 */
export async function startOfPhase(
  task: Omit<FitTask, 'onEpoch'>,
  isResult: boolean,
): Promise<PhaseProgress> {
  const state = await task.training.state();
  if (!isResult) {
    const best = { epoch: 0, loss: Number.POSITIVE_INFINITY, accuracy: 0, weights: state.weights };
    return { epoch: 0, steps: 0, ...state, best };
  }
  const score = await scoreExamples(task.training, task.validation, scoredBatch(task.plan, task.phase));
  return { epoch: 0, steps: 0, ...state, best: { epoch: 0, ...score, weights: state.weights } };
}

/**
 * Trains a phase from `from` until it is over or stopped. An epoch depends on nothing but what a checkpoint holds, so
 * that a resumed run and one that was never interrupted do the same arithmetic to the last bit.
 *
 * @throws TransferError `loss-not-finite` when the loss of an epoch is no number
 */
export async function fitPhase(task: FitTask, from: PhaseProgress): Promise<FitOutcome> {
  await task.training.restore(from);
  let progress = from;
  while (!isOver(progress, task.phase)) {
    const start = performance.now();
    const epoch = progress.epoch + 1;
    const trained = await trainEpoch(task, epoch);
    if (trained === undefined) return { finished: false, progress };
    const score = await scoreExamples(task.training, task.validation, scoredBatch(task.plan, task.phase));
    requireFinite(trained.loss, score.loss, epoch, task.phase);
    const state = await task.training.state();
    const isBest = score.loss < progress.best.loss;
    progress = {
      epoch,
      steps: progress.steps + trained.steps,
      ...state,
      best: isBest ? { epoch, ...score, weights: state.weights } : progress.best,
    };
    await task.onEpoch(
      {
        epoch,
        loss: trained.loss,
        accuracy: trained.accuracy,
        validationLoss: score.loss,
        validationAccuracy: score.accuracy,
        best: isBest,
        seconds: (performance.now() - start) / 1000,
      },
      progress,
    );
  }
  return { finished: true, progress };
}

interface TrainedEpoch {
  readonly loss: number;
  readonly accuracy: number;
  readonly steps: number;
}

/** One pass over the training examples in a seeded order; undefined if it was stopped. */
async function trainEpoch(task: FitTask, epoch: number): Promise<TrainedEpoch | undefined> {
  const { plan, training, train } = task;
  const seed = [plan.training.seed, ...task.seedParts, epoch];
  training.begin(seed);
  const order = shuffle(firstNumbers(train.labels.length), seededRandom(...seed, 'order'));
  const batches = batchesOf(order, plan.training.batchSize);
  let loss = 0;
  let correct = 0;
  for await (const { batch, labels } of readAhead(train, batches, epoch)) {
    if (task.shouldStop()) return undefined;
    const score = await training.step(batch, labels);
    loss += score.loss;
    correct += score.correct;
  }
  const examples = train.labels.length;
  return { loss: loss / examples, accuracy: correct / examples, steps: batches.length };
}

function requireFinite(loss: number, validationLoss: number, epoch: number, phase: PlanPhase): void {
  if (Number.isFinite(loss) && Number.isFinite(validationLoss)) return;
  throw new TransferError(
    'loss-not-finite',
    `The loss is not a number any more in epoch ${epoch}: the steps are too large. Lower the learning rate (now ${phase.learningRate}) of this phase and train again.`,
  );
}
