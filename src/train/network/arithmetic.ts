import { type Fields, fieldsOf, isFields, listOf } from './written-model';

/** What is done with two tensors, or a tensor and a number. */
type Operation = 'add' | 'subtract' | 'multiply' | 'divide';

/** By what Keras 2 calls them in a `TFOpLambda`, and Keras 3 in a layer of its own. */
const operations: ReadonlyMap<string, Operation> = new Map([
  ['__operators__.add', 'add'],
  ['math.add', 'add'],
  ['math.subtract', 'subtract'],
  ['math.multiply', 'multiply'],
  ['math.truediv', 'divide'],
  ['math.divide', 'divide'],
  ['Add', 'add'],
  ['Subtract', 'subtract'],
  ['Multiply', 'multiply'],
  ['Divide', 'divide'],
  ['TrueDivide', 'divide'],
]);

/**
 * Whether Keras made it of an operator in Python, e.g. of `x + 3`. Keras 3 calls those as it calls its layers, which
 * take a list.
 * @param node one use of it
 */
export function isOperator({ class_name: className }: Fields, node: unknown): boolean {
  if (className === 'TFOpLambda') return true;
  return isFields(node) && operations.has(String(className)) && !Array.isArray(listOf(node.args)[0]);
}

/**
 * The tensors and numbers that an operator is given, in order; tensors are whatever their layer writes of them.
 * @param node one use of it
 */
export function operandsOf(node: unknown): readonly unknown[] {
  if (isFields(node)) {
    const { args, kwargs } = node;
    return [...listOf(args), ...Object.values(isFields(kwargs) ? kwargs : {})].filter(isOperand);
  }
  const [layer, use, tensor, settings] = listOf(node);
  return [[layer, use, tensor], ...Object.values(isFields(settings) ? settings : {})].filter(isOperand);
}

/** Lists of numbers and settings are none. */
function isOperand(value: unknown): boolean {
  return (
    typeof value === 'number' || isFields(value) || (Array.isArray(value) && typeof value[0] === 'string')
  );
}

/** The layer that does the same; undefined where there is none. */
export function layerOfOperator(layer: Fields, node: unknown): Fields | undefined {
  const { class_name: className, config } = layer;
  const name = className === 'TFOpLambda' ? fieldsOf(config).function : className;
  const operation = operations.get(String(name));
  const operands = operandsOf(node);
  const [first, second] = operands;
  if (operation === undefined || operands.length !== 2) return undefined;
  if (typeof first !== 'number' && typeof second !== 'number') {
    const both = { add: 'Add', multiply: 'Multiply', subtract: undefined, divide: undefined }[operation];
    return both === undefined ? undefined : { class_name: both, config: {} };
  }
  const rescaling =
    typeof second === 'number' ? withNumber(operation, second) : ofNumber(operation, Number(first));
  return rescaling && { class_name: 'Rescaling', config: rescaling };
}

interface ScaleAndOffset {
  readonly scale: number;
  readonly offset: number;
}

/** Of a tensor with a number. */
function withNumber(operation: Operation, number: number): ScaleAndOffset | undefined {
  switch (operation) {
    case 'add':
      return { scale: 1, offset: number };
    case 'subtract':
      return { scale: 1, offset: -number };
    case 'multiply':
      return { scale: number, offset: 0 };
    case 'divide':
      return number === 0 ? undefined : { scale: 1 / number, offset: 0 };
  }
}

/** Of a number with a tensor. */
function ofNumber(operation: Operation, number: number): ScaleAndOffset | undefined {
  if (operation === 'divide') return undefined;
  return operation === 'subtract' ? { scale: -1, offset: number } : withNumber(operation, number);
}
