import type { LayersModel, Tensor, Variable } from '@tensorflow/tfjs';
import { seededRandom } from '../../../design/images/random';
import { type BatchScore, crossEntropy, crossEntropyGradient } from '../../learning/loss';
import { Optimizer, type OptimizerState } from '../../learning/optimizers';
import { isStatistic, type NetworkWeights } from '../../network/weight-values';
import type { Batch, PhaseState, PhaseTask, Seed, TrainingPhase } from '../engine';
import { buildModel, layerWeights, type ModelWeight, readWeights } from './build-model';
import { withMathRandom } from './math-random';
import { mendGradients } from './mend-gradients';
import { outputsOf } from './outputs';
import type { TensorFlow } from './tensorflow';

/**
 * A phase whose network and gradients TensorFlow.js runs, while loss and optimiser work in plain memory: the optimisers of
 * TensorFlow.js do not come back from their saved state quite as they were.
 */
export class TensorFlowPhase implements TrainingPhase {
  #optimizer: Optimizer;
  /** Of the variables, as the optimiser changes them. */
  #values: readonly Float32Array[];
  #random: (() => number) | undefined;

  private constructor(
    private readonly tf: TensorFlow,
    private readonly task: PhaseTask,
    private readonly model: LayersModel,
    /** What gradients are taken for. */
    private readonly variables: readonly Variable[],
    /** What can change: the variables, and the statistics of batch normalisation that trains by the batch. */
    private readonly changing: readonly ModelWeight[],
    readonly slowBecause?: string | undefined,
  ) {
    this.#values = this.#valuesOfVariables();
    this.#optimizer = this.#optimizerFrom([]);
  }

  /** @param slowBecause as of any phase */
  static async of(tf: TensorFlow, task: PhaseTask, slowBecause?: string): Promise<TensorFlowPhase> {
    const model = await buildModel(tf, task.network, task.weights);
    mendGradients(tf, model);
    for (const layer of model.layers) if (task.inference.has(layer.name)) alwaysInfer(layer);
    const changing = model.layers
      .filter(({ name }) => task.trainable.has(name))
      .flatMap(layerWeights)
      .filter(({ name }) => !task.neverTrained.has(name));
    const variables = changing
      .filter(({ name }) => !isStatistic(name))
      .map((weight) => weight.read() as Variable);
    return new TensorFlowPhase(tf, task, model, variables, changing, slowBecause);
  }

  state(): Promise<PhaseState> {
    return Promise.resolve({ weights: readWeights(this.changing), optimizer: this.#optimizer.state() });
  }

  async restore({ weights, optimizer }: PhaseState): Promise<void> {
    this.#write(weights);
    this.#values = this.#valuesOfVariables();
    this.#optimizer = this.#optimizerFrom(optimizer);
  }

  begin(seed: Seed): void {
    this.#random = seededRandom(...seed);
  }

  async step(batch: Batch, labels: readonly number[]): Promise<BatchScore> {
    const values = this.#values;
    const random = this.#random;
    if (random === undefined) throw new RangeError('A phase takes steps once it has begun.');
    const { score, gradients } = await withMathRandom(random, () => this.#gradients(batch, labels));
    this.#optimizer.step(
      gradients.map((gradient, index) => ({ gradient, values: values[index] ?? gradient })),
    );
    this.#assign(values);
    return score;
  }

  logits(batch: Batch): Promise<Float32Array> {
    return Promise.resolve(outputsOf(this.tf, this.model, batch));
  }

  dispose(): void {
    this.model.dispose();
  }

  #valuesOfVariables(): readonly Float32Array[] {
    return this.variables.map((variable) => Float32Array.from(variable.dataSync<'float32'>()));
  }

  #optimizerFrom(state: OptimizerState): Optimizer {
    const { optimizer, learningRate } = this.task;
    const sizes = this.#values.map(({ length }) => length);
    return new Optimizer(optimizer, learningRate, sizes, state);
  }

  #write(weights: NetworkWeights): void {
    for (const weight of this.changing) {
      const kept = weights.get(weight.name);
      if (kept === undefined) throw new RangeError(`No values are kept for "${weight.name}".`);
      const tensor = this.tf.tensor(kept.values, [...kept.shape]);
      weight.write(tensor);
      tensor.dispose();
    }
  }

  /** The gradients of a batch's mean loss, variable by variable, and what the batch was worth. */
  #gradients(
    { values, shape }: Batch,
    labels: readonly number[],
  ): { score: BatchScore; gradients: Float32Array[] } {
    const { tf, model, variables } = this;
    const { classWeights } = this.task;
    let score: BatchScore | undefined;
    const meanLoss = tf.customGrad((given) => {
      const tensor = given as Tensor;
      const logits = tensor.dataSync<'float32'>();
      score = crossEntropy(logits, labels, classWeights);
      return {
        value: tf.scalar(score.loss / labels.length),
        gradFunc: () => tf.tensor(crossEntropyGradient(logits, labels, classWeights), tensor.shape),
      };
    });
    const gradients: Float32Array[] = [];
    tf.tidy(() => {
      const inputs = tf.tensor(values, [...shape], 'float32');
      const { grads } = tf.variableGrads(
        () => meanLoss(model.apply(inputs, { training: true }) as Tensor),
        [...variables],
      );
      for (const { name, size } of variables) {
        gradients.push(grads[name]?.dataSync<'float32'>() ?? new Float32Array(size));
      }
    });
    if (score === undefined) throw new RangeError('The network gave no logits.');
    return { score, gradients };
  }

  /** Gives the network its new weights. Copies: some backends keep the array that they are given. */
  #assign(values: readonly Float32Array[]): void {
    const { tf, variables } = this;
    tf.tidy(() => {
      for (const [index, variable] of variables.entries()) {
        variable.assign(tf.tensor(Float32Array.from(values[index] ?? []), variable.shape));
      }
    });
  }
}

/**
 * `trainable = false` does not stop batch normalisation from normalising by the batch and moving its statistics,
 * nor dropout from dropping; only the layer's own `call` can.
 */
function alwaysInfer(layer: LayersModel['layers'][number]): void {
  const call = layer.call.bind(layer);
  layer.call = (inputs: Tensor | Tensor[], options) => call(inputs, { ...options, training: false });
}
