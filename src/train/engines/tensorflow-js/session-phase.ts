import { valuesIn } from '../../../design/base/tensor-shape';
import { seededRandom } from '../../../design/images/random';
import type { NotCompiled } from '../../compiler/network-graph';
import { compilePhase } from '../../compiler/phase-graph';
import { type BatchScore, crossEntropy } from '../../learning/loss';
import { momentsOf, type OptimizerState } from '../../learning/optimizers';
import type { NetworkWeights } from '../../network/weight-values';
import type { Batch, PhaseState, PhaseTask, Seed, TrainingPhase } from '../engine';
import { stepNumbers } from './optimizer-nodes';
import { type PhaseModel, phaseModel, type SessionVariable } from './phase-model';
import { type FedValues, Session } from './session';
import type { TensorFlow } from './tensorflow';

/** Whole numbers below it are exact as 32 bit floats. */
const mostSeed = 2 ** 24;

/** A phase whose every step is one run of a graph, from the pictures to the changed weights, which stay in the session. */
export class SessionPhase implements TrainingPhase {
  #steps = 0;
  #random: (() => number) | undefined;

  private constructor(
    private readonly task: PhaseTask,
    private readonly model: PhaseModel,
    private readonly session: Session,
  ) {
    this.#restore(task.weights, []);
  }

  /** @returns the layer that could not be compiled, where there is one */
  static of(tf: TensorFlow, task: PhaseTask): SessionPhase | NotCompiled {
    const compiled = compilePhase(task);
    if ('layer' in compiled) return compiled;
    const model = phaseModel(compiled, task.optimizer);
    return new SessionPhase(task, model, new Session(tf, model.bytes));
  }

  state(): Promise<PhaseState> {
    const { weights, moments } = this.model;
    const variables = [...weights.values(), ...moments];
    const values = this.session.run(
      {},
      variables.map(({ read }) => read),
    );
    const known = variables.map(({ shape }, index) => ({ shape, values: values[index] as Float32Array }));
    const kinds = momentsOf(this.task.optimizer);
    const optimizer: OptimizerState = [
      { name: 'steps', shape: [1], values: Float32Array.of(this.#steps) },
      ...known.slice(weights.size).map(({ values: moment }, index) => ({
        name: `${Math.floor(index / kinds.length)}/${kinds[index % kinds.length]}`,
        shape: [moment.length],
        values: moment,
      })),
    ];
    return Promise.resolve({
      weights: new Map(
        [...weights.keys()].map((name, index) => [name, known[index] as (typeof known)[number]]),
      ),
      optimizer: this.#steps === 0 ? [] : optimizer,
    });
  }

  async restore({ weights, optimizer }: PhaseState): Promise<void> {
    this.#restore(weights, optimizer);
  }

  begin(seed: Seed): void {
    this.#random = seededRandom(...seed);
  }

  async step(batch: Batch, labels: readonly number[]): Promise<BatchScore> {
    const random = this.#random;
    if (random === undefined) throw new RangeError('A phase takes steps once it has begun.');
    this.#steps += 1;
    const { classWeights, learningRate } = this.task;
    const examples = labels.length;
    const numbers = Object.entries(stepNumbers(learningRate, this.#steps)).map(
      ([name, value]): [string, FedValues] => [name, numbersOf([value], [])],
    );
    const drawn = [random(), random()].map((value) => Math.floor(value * mostSeed));
    const [logits] = this.session.run(
      {
        examples: batch,
        classes: numbersOf(labels, [examples]),
        exampleWeights: numbersOf(
          labels.map((label) => (classWeights?.[label] ?? 1) / examples),
          [examples],
        ),
        shareOfExample: numbersOf([1 / examples], []),
        seed: numbersOf(drawn, [2]),
        ...Object.fromEntries(numbers),
      },
      [this.model.step],
    );
    return crossEntropy(logits as Float32Array, labels, classWeights);
  }

  logits(batch: Batch): Promise<Float32Array> {
    const [logits] = this.session.run({ examples: batch }, [this.model.answer]);
    return Promise.resolve(logits as Float32Array);
  }

  dispose(): void {
    this.session.dispose();
  }

  #restore(weights: NetworkWeights, optimizer: OptimizerState): void {
    const [steps, ...kept] = optimizer;
    this.#steps = steps?.values[0] ?? 0;
    const fed: Record<string, FedValues> = {};
    const feed = ({ set, shape }: SessionVariable, values: Float32Array | undefined, name: string) => {
      if (values?.length !== valuesIn(shape)) throw new RangeError(`No values are kept for "${name}".`);
      fed[set] = { values, shape };
    };
    for (const [name, variable] of this.model.weights) feed(variable, weights.get(name)?.values, name);
    for (const [index, moment] of this.model.moments.entries()) {
      const values = steps === undefined ? new Float32Array(valuesIn(moment.shape)) : kept[index]?.values;
      feed(moment, values, `moment ${index}`);
    }
    this.session.run(fed, [this.model.begun]);
  }
}

function numbersOf(values: readonly number[], shape: readonly number[]): FedValues {
  return { values: Float32Array.from(values), shape };
}
