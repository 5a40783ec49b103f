import type { OptimizerName } from '../../../design/config';
import { momentum } from '../../../design/defaults';
import { adamDecay, optimizerEpsilon, squareDecay } from '../../learning/optimizers';
import { floats, type GraphNodes } from './graph-nodes';

/** What an optimiser's node takes: the handles of the variable and of its moments, and the gradient. */
interface Updated {
  readonly variable: string;
  readonly moments: readonly string[];
  readonly slope: string;
}

/** Numbers that are other ones in each step, by the names that they are fed by. */
export interface StepNumbers {
  readonly learningRate: number;
  readonly meanPower: number;
  readonly squarePower: number;
  readonly epsilon: number;
}

export const stepNumberNames = ['learningRate', 'meanPower', 'squarePower', 'epsilon'] as const;

/** @param step counted from 1 */
export function stepNumbers(learningRate: number, step: number): StepNumbers {
  const meanPower = adamDecay.mean ** step;
  const squarePower = adamDecay.square ** step;
  // TensorFlow's node adds it before the second moment is divided by its share, the formula after that.
  return { learningRate, meanPower, squarePower, epsilon: optimizerEpsilon * Math.sqrt(1 - squarePower) };
}

/** Writes the node that changes a variable; the formulas are those of `learning/optimizers.ts`. */
export function optimizerNode(graph: GraphNodes, optimizer: OptimizerName, updated: Updated): string {
  const { variable, moments, slope } = updated;
  const [first = '', second = ''] = moments;
  const number = (value: number) => graph.constant(Float32Array.of(value), []);
  switch (optimizer) {
    case 'sgd':
      return graph.add('ResourceApplyGradientDescent', [variable, 'learningRate', slope], floats);
    case 'momentum':
      return graph.add(
        'ResourceApplyKerasMomentum',
        [variable, first, 'learningRate', slope, number(momentum)],
        floats,
      );
    case 'rmsprop':
      return graph.add(
        'ResourceApplyRMSProp',
        [
          variable,
          first,
          second,
          'learningRate',
          number(squareDecay),
          number(0),
          number(optimizerEpsilon),
          slope,
        ],
        floats,
      );
    case 'adam':
      return graph.add(
        'ResourceApplyAdam',
        [
          ...[variable, first, second, 'meanPower', 'squarePower', 'learningRate'],
          ...[number(adamDecay.mean), number(adamDecay.square), 'epsilon', slope],
        ],
        floats,
      );
  }
}
