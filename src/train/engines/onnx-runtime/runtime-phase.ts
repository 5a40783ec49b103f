import { valuesIn } from '../../../design/base/tensor-shape';
import { seededRandom } from '../../../design/images/random';
import type { GpuProvider } from '../../../shared/engines';
import type { NotCompiled } from '../../compiler/network-graph';
import type { BatchShape, Value } from '../../compiler/operation';
import { compilePhase, type PhaseGraph } from '../../compiler/phase-graph';
import { type BatchScore, crossEntropy } from '../../learning/loss';
import { Optimizer, type OptimizerState } from '../../learning/optimizers';
import type { NetworkWeights, WeightValues } from '../../network/weight-values';
import type { WrittenInput } from '../../onnx/written/operation-nodes';
import { type ModelInput, type OperationsModel, operationsModel } from '../../onnx/written/operations-model';
import type { Batch, PhaseState, PhaseTask, Seed, TrainingPhase } from '../engine';
import { joinedValues } from './joined-values';
import type { OnnxRuntime, RuntimeSession, RuntimeTensor } from './runtime';
import { runtimeSession } from './runtime-session';

const logits = 'logits';

/**
 * A phase whose every step is one run of an ONNX graph, from the pictures to the gradients; weights and optimiser are kept
 * here, for an ONNX graph keeps nothing from run to run.
 */
export class RuntimePhase implements TrainingPhase {
  /** Of what can change, by name; the step's and the answer's graph read the same memory. */
  readonly #variables: ReadonlyMap<string, WeightValues>;
  #optimizer: Optimizer;
  #random: (() => number) | undefined;

  private constructor(
    private readonly runtime: OnnxRuntime,
    private readonly task: PhaseTask,
    private readonly phase: PhaseGraph,
    private readonly learning: RunnableModel,
    private readonly answering: RunnableModel,
  ) {
    this.#variables = new Map(
      [...phase.variables].map(([name, { shape: known }]) => {
        const shape = known as readonly number[];
        return [name, { shape, values: new Float32Array(valuesIn(shape)) }];
      }),
    );
    this.#set(task.weights);
    this.#optimizer = this.#optimizerFrom([]);
  }

  /**
   * @param gpu as of `runtimeSession`
   * @returns the layer that could not be compiled, where there is one
   */
  static async of(
    runtime: OnnxRuntime,
    task: PhaseTask,
    gpu?: GpuProvider,
  ): Promise<RuntimePhase | NotCompiled> {
    const phase = compilePhase(task);
    if ('layer' in phase) return phase;
    const wanted = new Map([
      [logits, phase.learning],
      ...[...phase.slopes].map(([name, value]) => [slopeOf(name), value] as const),
      ...[...phase.changes].map(([name, value]) => [changeOf(name), value] as const),
    ]);
    const learning = await RunnableModel.of(runtime, wanted, gpu);
    const answering = await RunnableModel.of(runtime, new Map([[logits, phase.answer]]), gpu);
    return new RuntimePhase(runtime, task, phase, learning, answering);
  }

  state(): Promise<PhaseState> {
    const weights = [...this.#variables].map(([name, { shape, values }]) => {
      return [name, { shape, values: values.slice() }] as const;
    });
    return Promise.resolve({ weights: new Map(weights), optimizer: this.#optimizer.state() });
  }

  async restore({ weights, optimizer }: PhaseState): Promise<void> {
    this.#set(weights);
    this.#optimizer = this.#optimizerFrom(optimizer);
  }

  begin(seed: Seed): void {
    this.#random = seededRandom(...seed);
  }

  async step(batch: Batch, labels: readonly number[]): Promise<BatchScore> {
    const random = this.#random;
    if (random === undefined) throw new RangeError('A phase takes steps once it has begun.');
    const { classWeights } = this.task;
    const examples = labels.length;
    const fed: Readonly<Record<string, Float32Array>> = {
      examples: batch.values,
      classes: Float32Array.from(labels),
      exampleWeights: Float32Array.from(labels, (label) => (classWeights?.[label] ?? 1) / examples),
      shareOfExample: Float32Array.of(1 / examples),
    };
    const given = await this.learning.run((input) => this.#given(input, examples, fed, random));
    this.#optimizer.step(
      [...this.phase.slopes.keys()].map((name) => ({
        values: this.#valuesOf(name),
        gradient: given(slopeOf(name)),
      })),
    );
    for (const name of this.phase.changes.keys()) this.#valuesOf(name).set(given(changeOf(name)));
    return crossEntropy(given(logits), labels, classWeights);
  }

  async logits({ values, shape }: Batch): Promise<Float32Array> {
    const [examples = 0] = shape;
    const given = await this.answering.run((input) => this.#given(input, examples, { examples: values }));
    return given(logits);
  }

  dispose(): void {
    this.learning.dispose();
    this.answering.dispose();
  }

  #given(
    { shape, holds }: ModelInput,
    examples: number,
    fed: Readonly<Record<string, Float32Array>>,
    random?: () => number,
  ): RuntimeTensor {
    const parts = holds.map((one) => this.#valuesGiven(one, examples, fed, random));
    return new this.runtime.Tensor('float32', joinedValues(parts), filled(shape, examples));
  }

  #valuesGiven(
    { shape, does }: WrittenInput,
    examples: number,
    fed: Readonly<Record<string, Float32Array>>,
    random?: () => number,
  ): Float32Array {
    if (does.kind === 'variable') return this.#valuesOf(does.name);
    const values = does.kind === 'fed' ? fed[does.name] : drawn(filled(shape, examples), random);
    if (values === undefined) throw new RangeError(`Nothing is given for ${JSON.stringify(does)}.`);
    return values;
  }

  #optimizerFrom(state: OptimizerState): Optimizer {
    const { optimizer, learningRate } = this.task;
    const sizes = [...this.phase.slopes.keys()].map((slope) => this.#valuesOf(slope).length);
    return new Optimizer(optimizer, learningRate, sizes, state);
  }

  #set(weights: NetworkWeights): void {
    for (const name of this.#variables.keys()) {
      const own = this.#valuesOf(name);
      const kept = weights.get(name)?.values;
      if (kept?.length !== own.length) throw new RangeError(`No values are kept for "${name}".`);
      own.set(kept);
    }
  }

  #valuesOf(name: string): Float32Array {
    return this.#variables.get(name)?.values as Float32Array;
  }
}

/** A model, ready to be run. */
class RunnableModel {
  private constructor(
    private readonly model: OperationsModel,
    private readonly session: RuntimeSession,
  ) {}

  static async of(
    runtime: OnnxRuntime,
    wanted: ReadonlyMap<string, Value>,
    gpu: GpuProvider | undefined,
  ): Promise<RunnableModel> {
    const model = operationsModel(wanted, gpu === undefined ? 'processor' : 'gpu');
    return new RunnableModel(model, await runtimeSession(runtime, model.bytes, gpu));
  }

  /** @returns what the model gives, by the names that were wanted */
  async run(give: (input: ModelInput) => RuntimeTensor): Promise<(output: string) => Float32Array> {
    const outputs = await this.session.run(
      Object.fromEntries(this.model.inputs.map((input) => [input.name, give(input)])),
    );
    return (name) => {
      const { output = '', begin, end } = this.model.outputs.get(name) ?? {};
      const values = outputs[output]?.data as Float32Array;
      return values.subarray(begin, end);
    };
  }

  dispose(): void {
    void this.session.release();
  }
}

function slopeOf(weight: string): string {
  return `slope of ${weight}`;
}

function changeOf(weight: string): string {
  return `change of ${weight}`;
}

function filled(shape: BatchShape, examples: number): readonly number[] {
  return shape.map((length) => length ?? examples);
}

function drawn(shape: readonly number[], random: (() => number) | undefined): Float32Array | undefined {
  return random && Float32Array.from({ length: valuesIn(shape) }, random);
}
