import type { Scalar, Tensor } from '@tensorflow/tfjs';
import type { Plan, PlanPhase } from '../../design/plan';
import { seededRandom, shuffle } from '../../design/random';
import type { EpochEvent } from '../../messages/run-events';
import type { TensorFlow } from '../engines/engine';
import { withSeededMathRandom } from '../seeded-math-random';
import { TrainFailure } from '../train-failure';
import { batchesOf, type ExampleSource, firstNumbers } from './example-source';
import { correctCount, crossEntropy, labelTensors } from './loss';
import { createOptimizer, type OptimizerState, readOptimizer, restoreOptimizer } from './optimizers';
import { changedWeights, type PhaseModel, restoreWeights } from './phase-model';
import { isOver, type PhaseProgress } from './phase-progress';
import { scoreExamples } from './score-examples';

export interface FitTask {
  readonly tf: TensorFlow;
  readonly plan: Plan;
  readonly phase: PlanPhase;
  /** What tells this phase's randomness from any other's, e.g. `['pretrained', 2]`. */
  readonly seedParts: readonly (string | number)[];
  readonly phaseModel: PhaseModel;
  readonly train: ExampleSource;
  readonly validation: ExampleSource;
  /** Asked after each batch; true leaves the epoch at hand undone. */
  readonly shouldStop: () => boolean;
  /** Told after each epoch, and waited for: this is where a checkpoint is written. */
  readonly onEpoch: (epoch: EpochReport, progress: PhaseProgress) => Promise<void>;
}

export type EpochReport = Omit<EpochEvent, 'event' | 'start' | 'phase' | 'epochs' | 'secondsLeft'>;

export interface FitOutcome {
  readonly finished: boolean;
  readonly progress: PhaseProgress;
}

/** Where a phase begins: its weights as they are, scored before anything is trained. */
export async function startOfPhase(task: Omit<FitTask, 'onEpoch'>): Promise<PhaseProgress> {
  const weights = changedWeights(task.phaseModel);
  const score = await scoreExamples(
    task.tf,
    task.phaseModel.model,
    task.validation,
    task.plan.training.batchSize,
  );
  return { epoch: 0, steps: 0, weights, optimizer: [], best: { epoch: 0, ...score, weights } };
}

/**
 * Trains a phase from `from` until it is over or stopped. Every epoch begins from what a checkpoint holds, so
 * that a resumed run and one that was never interrupted do the same arithmetic to the last bit: the optimisers
 * of TensorFlow.js, for one, do not come back from their saved state quite as they were.
 *
 * @throws TrainFailure `loss-not-finite` when the loss of an epoch is no number
 */
export async function fitPhase(task: FitTask, from: PhaseProgress): Promise<FitOutcome> {
  let progress = from;
  restoreWeights(task.tf, task.phaseModel, progress.weights);
  while (!isOver(progress, task.phase)) {
    const start = performance.now();
    const epoch = progress.epoch + 1;
    const trained = await withSeededMathRandom([task.plan.training.seed, ...task.seedParts, epoch], () =>
      trainEpoch(task, epoch, progress.optimizer),
    );
    if (trained === undefined) return { finished: false, progress };
    const score = await scoreExamples(
      task.tf,
      task.phaseModel.model,
      task.validation,
      task.plan.training.batchSize,
    );
    requireFinite(trained.loss, score.loss, epoch, task.phase);
    const weights = changedWeights(task.phaseModel);
    const isBest = score.loss < progress.best.loss;
    progress = {
      epoch,
      steps: progress.steps + trained.steps,
      weights,
      optimizer: trained.optimizer,
      best: isBest ? { epoch, ...score, weights } : progress.best,
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
  readonly optimizer: OptimizerState;
}

/** One pass over the training examples in a seeded order; undefined if it was stopped. */
async function trainEpoch(
  task: FitTask,
  epoch: number,
  state: OptimizerState,
): Promise<TrainedEpoch | undefined> {
  const { tf, plan, phase, train } = task;
  const optimizer = createOptimizer(tf, plan.training.optimizer, phase.learningRate);
  await restoreOptimizer(tf, optimizer, state);
  const random = seededRandom(plan.training.seed, ...task.seedParts, epoch, 'order');
  const batches = batchesOf(shuffle(firstNumbers(train.labels.length), random), plan.training.batchSize);
  let loss = 0;
  let correct = 0;
  try {
    for (const batch of batches) {
      if (task.shouldStop()) return undefined;
      const values = await train.read(batch, epoch);
      const step = trainStep(
        task,
        optimizer,
        values,
        batch.map((example) => train.labels[example] ?? 0),
      );
      loss += step.loss;
      correct += step.correct;
    }
    const examples = train.labels.length;
    return {
      loss: loss / examples,
      accuracy: correct / examples,
      steps: batches.length,
      optimizer: await readOptimizer(optimizer),
    };
  } finally {
    optimizer.dispose();
  }
}

function trainStep(
  task: FitTask,
  optimizer: ReturnType<typeof createOptimizer>,
  values: Float32Array,
  labels: readonly number[],
): { loss: number; correct: number } {
  const { tf, plan, phaseModel, train } = task;
  return tf.tidy(() => {
    const inputs = tf.tensor(values, [labels.length, ...train.shape], 'float32');
    const { labels: labelTensor, oneHot } = labelTensors(tf, labels, plan.head.units);
    let logits: Tensor | undefined;
    const { value, grads } = tf.variableGrads(() => {
      logits = tf.keep(phaseModel.model.apply(inputs, { training: true }) as Tensor);
      const losses = crossEntropy(tf, logits, oneHot);
      const weights = plan.training.classWeights;
      const weighted =
        weights === null ? losses : tf.mul(losses, tf.tensor1d(labels.map((label) => weights[label] ?? 1)));
      return tf.mean(weighted) as Scalar;
    }, [...phaseModel.variables]);
    optimizer.applyGradients(grads);
    if (logits === undefined) throw new RangeError('The network gave no logits.');
    const correct = correctCount(tf, logits, labelTensor).dataSync()[0] ?? 0;
    logits.dispose();
    return { loss: (value.dataSync()[0] ?? 0) * labels.length, correct };
  });
}

function requireFinite(loss: number, validationLoss: number, epoch: number, phase: PlanPhase): void {
  if (Number.isFinite(loss) && Number.isFinite(validationLoss)) return;
  throw new TrainFailure(
    'loss-not-finite',
    `The loss is not a number any more in epoch ${epoch}: the steps are too large. Lower the learning rate (now ${phase.learningRate}) of this phase and train again.`,
  );
}
