import type { OptimizerName } from '../../design/config';
import { momentum } from '../../design/defaults';
import type { WeightValues } from '../network/weight-values';

/** An optimiser's state: the count of its steps, then the moments of each variable. Empty when fresh. */
export type OptimizerState = readonly (WeightValues & { readonly name: string })[];

/** One variable in a step: `values` are changed in place. */
export interface Trained {
  readonly values: Float32Array;
  readonly gradient: Float32Array;
}

/** How one optimiser changes a variable; `step` counts from 1, every moment has as many values as the variable. */
interface Rule {
  readonly moments: readonly string[];
  update(trained: Trained, moments: readonly Float32Array[], learningRate: number, step: number): void;
}

/**
 * Changes weights by their gradients. It works in plain memory: one loop over a variable does what takes an engine
 * a dozen operations of its own, and its state comes back from a checkpoint to the last bit, which that of
 * TensorFlow.js does not.
 */
export class Optimizer {
  readonly #rule: Rule;
  readonly #moments: readonly (readonly Float32Array[])[];
  #steps: number;

  /**
   * @param sizes how many values each variable has, in the order of every `step`
   * @param state of an optimiser of the same name and sizes, or empty
   * @throws RangeError if the state is another optimiser's
   */
  constructor(
    name: OptimizerName,
    private readonly learningRate: number,
    sizes: readonly number[],
    state: OptimizerState,
  ) {
    this.#rule = rules[name];
    const [steps, ...kept] = state;
    this.#steps = steps?.values[0] ?? 0;
    const names = this.#rule.moments;
    this.#moments = sizes.map((size, variable) =>
      names.map((_, moment) => {
        if (steps === undefined) return new Float32Array(size);
        const values = kept[variable * names.length + moment]?.values;
        if (values?.length !== size) throw new RangeError('The state is not of this optimiser and network.');
        return values.slice();
      }),
    );
  }

  /** One step. @param variables all of them, in the order of `sizes` */
  step(variables: readonly Trained[]): void {
    this.#steps += 1;
    for (const [index, variable] of variables.entries()) {
      this.#rule.update(variable, this.#moments[index] ?? [], this.learningRate, this.#steps);
    }
  }

  /** A copy. */
  state(): OptimizerState {
    if (this.#steps === 0) return [];
    const moments = this.#moments.flatMap((ofVariable, variable) =>
      ofVariable.map((values, index) => ({
        name: `${variable}/${this.#rule.moments[index]}`,
        shape: [values.length],
        values: values.slice(),
      })),
    );
    return [{ name: 'steps', shape: [1], values: Float32Array.of(this.#steps) }, ...moments];
  }
}

/** Keeps a division by the root of a vanishing second moment finite. */
export const optimizerEpsilon = 1e-7;
/** Of RMSprop: how much of the mean of the squares stays in a step. */
export const squareDecay = 0.9;
/** How much of each mean stays in a step of Adam. */
export const adamDecay = { mean: 0.9, square: 0.999 } as const;

/** What an optimiser keeps of each variable, as many values as that has; empty for one that keeps nothing. */
export function momentsOf(optimizer: OptimizerName): readonly string[] {
  return rules[optimizer].moments;
}

/** Keras's formulas, with its usual values for momentum and decay. */
const rules: Readonly<Record<OptimizerName, Rule>> = {
  sgd: {
    moments: [],
    update({ values, gradient }, _, learningRate) {
      for (let index = 0; index < values.length; index += 1) {
        values[index] = at(values, index) - learningRate * at(gradient, index);
      }
    },
  },
  momentum: {
    moments: ['velocity'],
    update({ values, gradient }, [velocity = none], learningRate) {
      for (let index = 0; index < values.length; index += 1) {
        velocity[index] = momentum * at(velocity, index) - learningRate * at(gradient, index);
        values[index] = at(values, index) + at(velocity, index);
      }
    },
  },
  rmsprop: {
    moments: ['square'],
    update({ values, gradient }, [square = none], learningRate) {
      for (let index = 0; index < values.length; index += 1) {
        const slope = at(gradient, index);
        square[index] = squareDecay * at(square, index) + (1 - squareDecay) * slope * slope;
        const root = Math.sqrt(at(square, index) + optimizerEpsilon);
        values[index] = at(values, index) - (learningRate * slope) / root;
      }
    },
  },
  // Kingma and Ba 2014 (arXiv 1412.6980), algorithm 1.
  adam: {
    moments: ['mean', 'square'],
    update({ values, gradient }, [mean = none, square = none], learningRate, step) {
      // One division and one root a value: of a million weights those are most of the time.
      const rate = learningRate / (1 - adamDecay.mean ** step);
      const share = 1 / Math.sqrt(1 - adamDecay.square ** step);
      for (let index = 0; index < values.length; index += 1) {
        const slope = at(gradient, index);
        const moved = adamDecay.mean * at(mean, index) + (1 - adamDecay.mean) * slope;
        const spread = adamDecay.square * at(square, index) + (1 - adamDecay.square) * slope * slope;
        mean[index] = moved;
        square[index] = spread;
        values[index] = at(values, index) - (rate * moved) / (Math.sqrt(spread) * share + optimizerEpsilon);
      }
    },
  },
};

const none = new Float32Array(0);

/** An element that is known to be there. */
function at(values: Float32Array, index: number): number {
  return values[index] as number;
}
