import { isOperator, operandsOf } from './arithmetic';
import {
  type Fields,
  fieldsOf,
  isFields,
  listOf,
  mostDepth,
  nameOf,
  notReadable,
  tooDeep,
} from './written-model';

/** What a layer reads: a tensor of one use (node) of another layer. */
export interface End {
  readonly layer: string;
  readonly node: number;
  readonly tensor: number;
}

/** One use of a layer in a functional model. */
export interface Use {
  readonly layer: Fields;
  /** As it is written. */
  readonly node?: unknown;
  readonly ends: readonly End[];
  /** The names of the layers whose outputs are this use's, once it has been added. */
  outputs?: readonly string[];
  isBeingAdded?: boolean;
}

export function usesOf(layers: readonly Fields[]): ReadonlyMap<string, readonly Use[]> {
  const uses = new Map<string, readonly Use[]>();
  for (const layer of layers) {
    const name = nameOf(layer);
    if (uses.has(name)) throw notReadable(`two layers are named "${name}"`);
    const nodes = listOf(layer.inbound_nodes).map((node) => ({
      ...{ layer, node },
      ends: nodeEnds(isOperator(layer, node) ? operandsOf(node).filter(isTensor) : node, name),
    }));
    uses.set(name, nodes.length === 0 ? [{ layer, ends: [] }] : nodes);
  }
  return uses;
}

/** A layer that is used once may be counted from 1: a model counts the making of it as a use. */
export function findUse({ layer, node }: End, uses: ReadonlyMap<string, readonly Use[]>): Use | undefined {
  const list = uses.get(layer);
  return list?.length === 1 ? list[0] : list?.[node];
}

export function outputOf(end: End, uses: ReadonlyMap<string, readonly Use[]>): string | undefined {
  return findUse(end, uses)?.outputs?.[end.tensor];
}

/** Whatever a number is none of. */
function isTensor(operand: unknown): boolean {
  return typeof operand !== 'number';
}

/** What one use of a layer reads, in Keras 2's or Keras 3's way of writing it. */
function nodeEnds(node: unknown, name: string): readonly End[] {
  const list = Array.isArray(node)
    ? typeof node[0] === 'string'
      ? [node]
      : node.flatMap((one) => (isFields(one) ? keras3Ends(one, 0) : [one]))
    : keras3Ends(fieldsOf(node).args, 0);
  const ends = list.map(endOf);
  if (ends.length === 0 || ends.includes(undefined))
    throw notReadable(`layer "${name}" reads a tensor in a way that is not known`);
  return ends.flatMap((end) => end ?? []);
}

function endOf(value: unknown): End | undefined {
  const [layer, node = 0, tensor = 0] = listOf(value);
  const isEnd = typeof layer === 'string' && Number.isInteger(node) && Number.isInteger(tensor);
  return isEnd ? { layer, node: Number(node), tensor: Number(tensor) } : undefined;
}

/** Keras 3 writes `{ class_name: '__keras_tensor__', config: { keras_history: [layer, node, tensor] } }`. */
function keras3Ends(value: unknown, depth: number): unknown[] {
  if (depth > mostDepth) throw tooDeep();
  if (Array.isArray(value)) return value.flatMap((one) => keras3Ends(one, depth + 1));
  if (!isFields(value)) return [];
  const history = isFields(value.config) ? value.config.keras_history : undefined;
  return history === undefined ? [] : [history];
}

/** Input and output layers are written `[name, 0, 0]` where there is one, as a list of such, or by name. */
export function endsOf(value: unknown): readonly End[] {
  const list = isFields(value) ? Object.values(value) : listOf(value);
  const ends = (typeof list[0] === 'string' ? [list] : list).map(endOf);
  if (ends.includes(undefined)) throw notReadable('it does not say which layers are its input and output');
  return ends.flatMap((end) => end ?? []);
}
