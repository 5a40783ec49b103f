import type { Tensor } from '@tensorflow/tfjs';
import { seededRandom, shuffle } from '../../design/images/random';
import type { Plan, PlanPhase } from '../../design/plan';
import type { EpochEvent } from '../../shared/run-events';
import type { TensorFlow } from '../engines/engine';
import { withSeededMathRandom } from '../seeded-math-random';
import { TrainFailure } from '../train-failure';
import { batchesOf, type ExampleSource, firstNumbers } from './example-source';
import { crossEntropy, crossEntropyGradient, type Judged } from './loss';
import { Optimizer, type OptimizerState } from './optimizers';
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

export type EpochReport = Omit<
  EpochEvent,
  'event' | 'start' | 'phase' | 'epochs' | 'validationImages' | 'secondsLeft'
>;

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
  const { plan, phase, phaseModel, train } = task;
  const values = phaseModel.variables.map((variable) => Float32Array.from(variable.dataSync<'float32'>()));
  const sizes = values.map(({ length }) => length);
  const optimizer = new Optimizer(plan.training.optimizer, phase.learningRate, sizes, state);
  const random = seededRandom(plan.training.seed, ...task.seedParts, epoch, 'order');
  const batches = batchesOf(shuffle(firstNumbers(train.labels.length), random), plan.training.batchSize);
  let loss = 0;
  let correct = 0;
  for (const batch of batches) {
    if (task.shouldStop()) return undefined;
    const labels = batch.map((example) => train.labels[example] ?? 0);
    const { judged, gradients } = gradientsOf(task, await train.read(batch, epoch), labels);
    optimizer.step(gradients.map((gradient, index) => ({ gradient, values: values[index] ?? gradient })));
    assign(task, values);
    loss += judged.loss;
    correct += judged.correct;
  }
  const examples = train.labels.length;
  return {
    loss: loss / examples,
    accuracy: correct / examples,
    steps: batches.length,
    optimizer: optimizer.state(),
  };
}

/** The gradients of a batch's mean loss, variable by variable, and what the batch was worth. */
function gradientsOf(
  { tf, plan, phaseModel, train }: FitTask,
  values: Float32Array,
  labels: readonly number[],
): { judged: Judged; gradients: Float32Array[] } {
  const { classWeights } = plan.training;
  let judged: Judged | undefined;
  const meanLoss = tf.customGrad((given) => {
    const tensor = given as Tensor;
    const logits = tensor.dataSync<'float32'>();
    judged = crossEntropy(logits, labels, classWeights);
    return {
      value: tf.scalar(judged.loss / labels.length),
      gradFunc: () => tf.tensor(crossEntropyGradient(logits, labels, classWeights), tensor.shape),
    };
  });
  const gradients: Float32Array[] = [];
  tf.tidy(() => {
    const inputs = tf.tensor(values, [labels.length, ...train.shape], 'float32');
    const { grads } = tf.variableGrads(
      () => meanLoss(phaseModel.model.apply(inputs, { training: true }) as Tensor),
      [...phaseModel.variables],
    );
    for (const { name, size } of phaseModel.variables) {
      gradients.push(grads[name]?.dataSync<'float32'>() ?? new Float32Array(size));
    }
  });
  if (judged === undefined) throw new RangeError('The network gave no logits.');
  return { judged, gradients };
}

/** Gives the network its new weights. Copies: some backends keep the array that they are given. */
function assign({ tf, phaseModel }: FitTask, values: readonly Float32Array[]): void {
  tf.tidy(() => {
    for (const [index, variable] of phaseModel.variables.entries()) {
      variable.assign(tf.tensor(Float32Array.from(values[index] ?? []), variable.shape));
    }
  });
}

function requireFinite(loss: number, validationLoss: number, epoch: number, phase: PlanPhase): void {
  if (Number.isFinite(loss) && Number.isFinite(validationLoss)) return;
  throw new TrainFailure(
    'loss-not-finite',
    `The loss is not a number any more in epoch ${epoch}: the steps are too large. Lower the learning rate (now ${phase.learningRate}) of this phase and train again.`,
  );
}
