import { isTransferError, TransferError } from '../../design/transfer-error';
import { messageOf } from '../failures/failure-words';
import type { Topology } from '../network/topology';
import type { NetworkWeights } from '../network/weight-values';
import type { Batch, FeatureEngine, RunnableNetwork } from './engine';

/** How many of a network's first examples are run in both ways. */
const comparedExamples = 4;
/**
 * Between what the two ways give for those examples: the largest difference of two values, as a share of the largest value
 * that the plain way gives for any of them. Folded numbers are rounded otherwise, and small values next to large ones differ
 * by more of their own size.
 */
const mostDifference = 1e-4;

/**
 * An engine whose networks run some of their first examples by a plain engine too, before anything of them is used.
 *
 * Its networks' `outputs` throw TransferError `engine-unfit` where `engine` fails at first, or gives something else. Networks
 * that the plain one lacks a layer of, or fails at, can't be compared.
 */
export function checkedBy(plain: FeatureEngine, engine: FeatureEngine): FeatureEngine {
  return {
    ...engine,
    async network(network, weights) {
      if (!plain.takes(network, weights)) return engine.network(network, weights);
      return new CheckedNetwork(plain, engine, network, weights);
    },
  };
}

class CheckedNetwork implements RunnableNetwork {
  #checked: RunnableNetwork | undefined;

  constructor(
    private readonly plain: FeatureEngine,
    private readonly engine: FeatureEngine,
    private readonly network: Topology,
    private readonly weights: NetworkWeights,
  ) {}

  outputs(batch: Batch): Promise<Float32Array> {
    return this.#checked?.outputs(batch) ?? this.#firstOutputs(batch);
  }

  dispose(): void {
    this.#checked?.dispose();
  }

  async #firstOutputs(batch: Batch): Promise<Float32Array> {
    const { plain, engine, network, weights } = this;
    const examples = examplesToCompare(batch);
    // One after the other: of a large network not both need be in memory.
    const expected = await outputsBy(plain, network, weights, partOf(batch, examples));
    try {
      this.#checked = await engine.network(network, weights);
      const outputs = await this.#checked.outputs(batch);
      if (expected === undefined) return outputs;
      const width = outputs.length / (batch.shape[0] ?? 1);
      const found = examples.map((example) => outputs.subarray(example * width, (example + 1) * width));
      const difference = shareOfLargest(expected, found);
      if (difference <= mostDifference) return outputs;
      throw unfit(
        `its outputs differ by ${Number(difference.toPrecision(3))} of the largest value from those of ${plain.name}, and at most ${mostDifference} is allowed`,
      );
    } catch (error) {
      if (isTransferError(error, 'engine-unfit', 'machine-failure')) throw error;
      throw unfit(messageOf(error));
    }
  }
}

/** Undefined where the engine fails: WebAssembly knows layers some of whose operations it lacks. */
async function outputsBy(
  engine: FeatureEngine,
  network: Topology,
  weights: NetworkWeights,
  batch: Batch,
): Promise<Float32Array | undefined> {
  try {
    const made = await engine.network(network, weights);
    const outputs = await made.outputs(batch);
    made.dispose();
    return outputs;
  } catch {
    return undefined;
  }
}

/** The message is part of a sentence. */
function unfit(why: string): TransferError {
  return new TransferError('engine-unfit', why);
}

/** The first examples that hold something: places of a batch may be empty, and nothing but zeros would show little. */
function examplesToCompare({ values, shape: [count = 0] }: Batch): readonly number[] {
  const size = values.length / count;
  const examples: number[] = [];
  for (let example = 0; example < count && examples.length < comparedExamples; example += 1) {
    const own = values.subarray(example * size, (example + 1) * size);
    if (own.some((value) => value !== 0)) examples.push(example);
  }
  return examples.length === 0 ? [0] : examples;
}

function partOf({ values, shape: [count = 0, ...edges] }: Batch, examples: readonly number[]): Batch {
  const size = values.length / count;
  const part = new Float32Array(examples.length * size);
  for (const [index, example] of examples.entries())
    part.set(values.subarray(example * size, (example + 1) * size), index * size);
  return { values: part, shape: [examples.length, ...edges] };
}

/** NaN where there is no number in one of them, or they are not as long. */
function shareOfLargest(expected: Float32Array, found: readonly Float32Array[]): number {
  let at = 0;
  let largest = 0;
  let difference = 0;
  for (const row of found) {
    for (const value of row) {
      const own = expected[at++] ?? Number.NaN;
      largest = Math.max(largest, Math.abs(own));
      difference = Math.max(difference, Math.abs(value - own));
    }
  }
  if (at !== expected.length) return Number.NaN;
  return difference === 0 ? 0 : difference / largest;
}
