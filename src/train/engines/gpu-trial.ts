import { messageOf } from '../failures/failure-words';
import type { Topology } from '../network/topology';
import type { NetworkWeights } from '../network/weight-values';
import type {
  Batch,
  Engine,
  FeatureEngine,
  GpuEngines,
  PhaseTask,
  RunnableNetwork,
  TrainingPhase,
} from './engine';

/** A batch with the class of each example. */
export interface LabelledBatch {
  readonly batch: Batch;
  readonly labels: readonly number[];
}

/** What came of trying the GPU: whether it takes less time, or why it can't be used. */
export type GpuVerdict = { readonly isQuicker: boolean } | { readonly unfit: string };

/** Tells the time in milliseconds. */
type Clock = () => number;

/** How many times as quick as the processor the GPU must be, so that it is not chance that decides. */
const leastGain = 1.2;

/** How far the change of a tensor may be off: a share of its own length, and one of that of all changes together. */
const mostOff = { ofItsOwn: 0.02, ofAll: 1e-4 };

/**
 * Takes a few steps on a batch on the GPU and on the processor, and compares what they change and how long they take.
 *
 * @param usual what trains where the GPU does not
 * @param clock in milliseconds
 */
export async function tryTraining(
  engines: GpuEngines,
  usual: Engine,
  task: PhaseTask,
  labelled: LabelledBatch,
  clock: Clock = () => performance.now(),
): Promise<GpuVerdict> {
  const reason = await whyUnfit(engines, task, labelled);
  if (reason !== undefined) return { unfit: reason };
  const gpu = await millisecondsOfStep(engines.gpu, task, labelled, clock);
  const processor = await millisecondsOfStep(usual, task, labelled, clock);
  return { isQuicker: gpu * leastGain < processor };
}

/** Why a phase can't be trained on the GPU; undefined where a step there changes what it changes on the processor. */
export async function whyUnfit(
  { gpu, processor }: GpuEngines,
  task: PhaseTask,
  labelled: LabelledBatch,
): Promise<string | undefined> {
  const expected = await changesBy(processor, task, labelled);
  try {
    const worst = furthestOff(await changesBy(gpu, task, labelled), expected);
    if (worst === undefined) return undefined;
    return `a step on it changes "${worst}" otherwise than on the processor`;
  } catch (error) {
    return messageOf(error);
  }
}

/** Large enough that a weight's own size does not hide how it changes. */
const steepRate = 1000;

/** How one step changes each tensor. With plain descent that is the gradient, but for a factor. */
async function changesBy(
  engine: Engine,
  task: PhaseTask,
  { batch, labels }: LabelledBatch,
): Promise<ReadonlyMap<string, Float32Array>> {
  const phase = await engine.phase({ ...task, optimizer: 'sgd', learningRate: steepRate });
  try {
    const before = await phase.state();
    phase.begin(['trial']);
    await phase.step(batch, labels);
    const after = await phase.state();
    return new Map(
      [...after.weights].map(([name, { values }]) => {
        const own = before.weights.get(name)?.values ?? values;
        return [name, values.map((value, at) => value - (own[at] as number))];
      }),
    );
  } finally {
    phase.dispose();
  }
}

/** The tensor that changes most wrongly; undefined where none does. */
function furthestOff(
  found: ReadonlyMap<string, Float32Array>,
  expected: ReadonlyMap<string, Float32Array>,
): string | undefined {
  const all = Math.hypot(...[...expected.values()].map(lengthOf));
  return [...expected].find(([name, right]) => {
    const own = found.get(name) ?? new Float32Array();
    const off = lengthOf(right.map((value, at) => value - (own[at] ?? Number.NaN)));
    return !(off <= mostOff.ofItsOwn * lengthOf(right) + mostOff.ofAll * all);
  })?.[0];
}

function lengthOf(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}

async function millisecondsOfStep(
  engine: Engine,
  task: PhaseTask,
  { batch, labels }: LabelledBatch,
  clock: Clock,
): Promise<number> {
  const phase: TrainingPhase = await engine.phase(task);
  try {
    phase.begin(['trial']);
    return await millisecondsOf(() => phase.step(batch, labels), clock);
  } finally {
    phase.dispose();
  }
}

/** Examples that networks are tried with; as many as fill a small GPU, and few enough for any memory. */
const triedExamples = 8;

/** Asks a network on the GPU and on the processor. Whether the answers are right is not looked at here. */
export async function tryAnswering(
  gpu: FeatureEngine,
  usual: FeatureEngine,
  network: Topology,
  weights: NetworkWeights,
  shape: readonly number[],
  clock: Clock = () => performance.now(),
): Promise<GpuVerdict> {
  const values = new Float32Array(shape.reduce((product, length) => product * length, triedExamples));
  for (let at = 0; at < values.length; at += 1) values[at] = Math.sin(at);
  const batch = { values, shape: [triedExamples, ...shape] };
  const timeOf = async (engine: FeatureEngine): Promise<number> => {
    const made: RunnableNetwork = await engine.network(network, weights);
    try {
      return await millisecondsOf(() => made.outputs(batch), clock);
    } finally {
      made.dispose();
    }
  };
  try {
    const time = await timeOf(gpu);
    return { isQuicker: time * leastGain < (await timeOf(usual)) };
  } catch (error) {
    return { unfit: messageOf(error) };
  }
}

/** The shorter of two times, after one that makes everything ready. */
async function millisecondsOf(work: () => Promise<unknown>, clock: Clock): Promise<number> {
  await work();
  const times: number[] = [];
  for (let time = 0; time < 2; time += 1) {
    const start = clock();
    await work();
    times.push(clock() - start);
  }
  return Math.min(...times);
}
