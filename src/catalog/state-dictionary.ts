import { TransferError } from '../design/transfer-error';
import { listed } from '../design/words/wording';
import type { PickleValue } from './pickle';
import { isTensor, type TensorView } from './pytorch-tensors';

/** What training scripts call a network's weights, the likeliest first. */
const usualNames: readonly string[] = [
  'state_dict',
  'model_state_dict',
  'model',
  'net',
  'network',
  'weights',
];

/**
 * The named tensors that a file of PyTorch's holds: all that it is, or a dictionary of nothing else beside what a
 * training script goes on with.
 *
 * @throws TransferError `weights-unfit` that names what is there
 */
export function stateDictionary(value: PickleValue): ReadonlyMap<string, TensorView> {
  if (!(value instanceof Map)) throw unfit('holds no dictionary of named tensors');
  const whole = namedTensors(value);
  if (whole) return whole;
  const found = [...value].flatMap(([name, inner]) => {
    const tensors = typeof name === 'string' && inner instanceof Map ? namedTensors(inner) : undefined;
    return tensors ? [{ name, tensors }] : [];
  });
  const usual = usualNames.flatMap((name) => found.find((one) => one.name === name) ?? []);
  const [one, another] = usual.length > 0 ? usual.slice(0, 1) : found;
  if (one !== undefined && another === undefined) return one.tensors;
  const names = [...value.keys()].map((name) => (typeof name === 'string' ? name.slice(0, 40) : '…'));
  const several =
    found.length > 1 ? 'several dictionaries of named tensors' : 'no dictionary of named tensors';
  throw unfit(`holds ${several}, but ${listed(names, 6)}`);
}

function namedTensors(map: ReadonlyMap<PickleValue, PickleValue>): Map<string, TensorView> | undefined {
  const tensors = new Map<string, TensorView>();
  for (const [name, value] of map) {
    if (typeof name !== 'string' || !isTensor(value)) return undefined;
    tensors.set(name, value);
  }
  return tensors.size > 0 ? tensors : undefined;
}

function unfit(what: string): TransferError {
  return new TransferError('weights-unfit', what);
}
