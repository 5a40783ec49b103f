import type { SourceTensor } from '../../../catalog/source-tensor';
import { TransferError } from '../../../design/transfer-error';
import { joined, listed, shapeWords } from '../../../design/words/wording';
import type { Topology } from '../../network/topology';
import type { StoredWeights } from '../../network/weight-values';
import type { LaidOut } from './architecture';
import { architectures } from './architectures';
import { FileTensors, modulesOf } from './file-tensors';
import { TensorNetwork } from './tensor-network';

export interface RecognisedNetwork extends LaidOut {
  readonly topology: Topology;
  readonly weights: StoredWeights;
}

type Tensors = ReadonlyMap<string, SourceTensor>;

interface Tried extends LaidOut {
  readonly network: TensorNetwork;
}

/**
 * The network that tensors are the weights of, by their names and shapes.
 *
 * @param modelFile where they come from
 * @param stated what whoever published them calls the network; where they fit several architectures, it says which, else
 *   the name of the file or of its folder
 * @throws TransferError `base-format` where they fit none, with what is missing for the nearest, or where no name tells
 */
export function recognisedNetwork(modelFile: string, tensors: Tensors, stated?: string): RecognisedNetwork {
  const tried = withoutWrapping(tensors).flatMap((unwrapped) => {
    const modules = modulesOf(unwrapped);
    return architectures.map((architecture) => {
      const network = new TensorNetwork(new FileTensors(unwrapped, modules));
      return { network, ...architecture.layOut(network) };
    });
  });
  const fitting = tried.filter(({ network }) => fits(network));
  if (fitting.length === 0) throw noneFits(modelFile, tensors, tried);
  const one = fitting.length === 1 ? fitting[0] : namedIn(stated ?? modelFile, fitting);
  if (one === undefined) {
    const names = fitting.map(({ name }) => name);
    throw new TransferError(
      'base-format',
      `${modelFile} holds weights that fit ${joined(names, 'and')}. These have tensors of the same names and shapes and compute with them differently at the edges of pictures. ` +
        `Put the name of the right one into the name of the file or of its folder, such as ${names[0]}.safetensors.`,
    );
  }
  const { name, size, network } = one;
  const shown = network.tensors.otherHeads.length > 0 ? `${name} without its classifier` : name;
  return { name, size, topology: network.topology(shown), weights: network.weights };
}

/** Of names, e.g. `state.model.module.`. */
const mostWrappings = 3;

/** As they are, and without what frameworks for training put before every name. */
function withoutWrapping(tensors: Tensors, left = mostWrappings): readonly Tensors[] {
  const [name = ''] = tensors.keys();
  const wrapping = name.slice(0, name.indexOf('.') + 1);
  const isWrapped = wrapping !== '' && [...tensors.keys()].every((other) => other.startsWith(wrapping));
  if (!isWrapped || left === 0) return [tensors];
  const inside = new Map([...tensors].map(([whole, tensor]) => [whole.slice(wrapping.length), tensor]));
  return [tensors, ...withoutWrapping(inside, left - 1)];
}

function fits(network: TensorNetwork): boolean {
  return (
    network.tensors.missing.length === 0 &&
    network.tensors.odd.length === 0 &&
    network.tensors.leftOver().length === 0
  );
}

/** The one whose name stands there, the longest where it is the end of another. */
function namedIn(said: string, fitting: readonly Tried[]): Tried | undefined {
  const place = said.split(/[\\/]/).slice(-2).join('/').toLowerCase().replaceAll('-', '_');
  return fitting
    .filter(({ name }) => place.includes(name))
    .toSorted((one, other) => other.name.length - one.name.length)[0];
}

function noneFits(modelFile: string, tensors: Tensors, tried: readonly Tried[]): TransferError {
  const [some = 'none'] = tensors.keys();
  const known = [...new Set(architectures.map(({ family }) => family))];
  const [nearest] = tried.toSorted(
    (one, other) =>
      other.network.tensors.taken - one.network.tensors.taken ||
      one.network.tensors.missing.length - other.network.tensors.missing.length,
  );
  const isNear =
    nearest !== undefined && nearest.network.tensors.taken > nearest.network.tensors.leftOver().length;
  return new TransferError(
    'base-format',
    `${modelFile} holds weights without layers (${tensors.size} tensors, the first is ${shown(some)}), which fit no network that is known by such names. ` +
      `${isNear ? `${nearestSentence(nearest)} ` : ''}Known are ${joined(known, 'and')}, as torchvision and timm have them. Give a model with its layers, or weights of one of these.`,
  );
}

function nearestSentence({ name, network }: Tried): string {
  const { tensors } = network;
  const oddNames = new Set(tensors.odd.map((tensor) => tensor.name));
  const notTaken = tensors.leftOver();
  const leftOver = notTaken.filter((tensor) => !oddNames.has(tensor));
  const odd = tensors.odd.map(
    ({ name: tensor, shape, needed }) =>
      `${shown(tensor)} is ${shapeWords(shape)} where ${shapeWords(needed.map((length) => length ?? null))} is needed`,
  );
  const differences = [
    ...(tensors.missing.length > 0 ? [`${listed(tensors.missing.map(shown), 2)} missing`] : []),
    ...(odd.length > 0 ? [listed(odd, 2)] : []),
    ...(leftOver.length > 0 ? [`${listed(leftOver.map(shown), 2)} left over`] : []),
  ];
  return `The nearest is ${name}, into which ${tensors.taken} of the ${tensors.taken + notTaken.length} fit: ${differences.join('; ')}.`;
}

/** A name out of a file. */
function shown(name: string): string {
  return JSON.stringify(name.length > 60 ? `${name.slice(0, 57)}...` : name);
}
