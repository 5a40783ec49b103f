import { valuesIn } from '../../../design/base/tensor-shape';
import type { BatchShape, Value } from '../../compiler/operation';
import { TensorProto_DataType as DataType } from '../onnx_pb';
import { onnxModelBytes } from '../onnx-model';
import { type Device, GraphWriter, ofInteger } from './graph-writer';
import { type WrittenInput, writeOperations } from './operation-nodes';

/** What the oldest ONNX Runtime that is used runs. */
const opset = 17;

/** A compiled graph, or a part of it, as an ONNX model. */
export interface OperationsModel {
  readonly bytes: Uint8Array;
  /** In the order of the model's. */
  readonly inputs: readonly ModelInput[];
  /** Where what was wanted is found, by its name. */
  readonly outputs: ReadonlyMap<string, PlaceInOutput>;
}

export interface ModelInput {
  readonly name: string;
  readonly shape: BatchShape;
  /** What it is made of: one tensor, or the values of several, one behind the other. */
  readonly holds: readonly WrittenInput[];
}

/** An output of a model, or the values from `begin` to before `end` of one. */
export interface PlaceInOutput {
  readonly output: string;
  readonly begin?: number;
  readonly end?: number;
}

/**
 * A GPU takes and gives one long tensor in less time than hundreds of short ones, for each of which it is waited; but none of any
 * length. So what has no open length is joined into tensors of at most so many values, or of one alone.
 */
const mostJoined = 2 ** 24;

/**
 * Writes what some values of a compiled graph need as an ONNX model that gives these.
 *
 * @param wanted by the names that the model's outputs get; one value may have several
 * @param runsOn as of `GraphWriter`
 */
export function operationsModel(
  wanted: ReadonlyMap<string, Value>,
  runsOn: Device = 'processor',
): OperationsModel {
  const writer = new GraphWriter(opset, wanted.keys(), runsOn);
  const written = writeOperations(writer, [...wanted.values()]);
  const given = [...wanted].map(([name, { shape }]) => ({ name, shape }));
  const isJoined = ({ shape }: { readonly shape: BatchShape }) => runsOn === 'gpu' && !shape.includes(null);
  const inputs = inputsOf(writer, groupsOf(written.inputs, isJoined));
  const tensorFor = (name: string) => written.nameOf(wanted.get(name) as Value);
  const outputs = outputsOf(writer, groupsOf(given, isJoined), tensorFor);
  const bytes = onnxModelBytes({
    irVersion: 8n,
    producerName: 'Transfer Designer',
    opsetImport: [{ domain: '', version: BigInt(opset) }],
    graph: {
      name: 'phase',
      node: writer.nodes,
      initializer: writer.initialisers,
      input: inputs.map(tensorOf),
      output: outputs.tensors.map(tensorOf),
    },
  });
  return { bytes, inputs, outputs: outputs.places };
}

function groupsOf<Tensor extends { readonly shape: BatchShape }>(
  tensors: readonly Tensor[],
  isJoined: (tensor: Tensor) => boolean,
): readonly (readonly Tensor[])[] {
  const groups: Tensor[][] = [];
  let last: Tensor[] = [];
  let room = 0;
  for (const tensor of tensors) {
    const values = isJoined(tensor) ? lengthOf(tensor) : Number.POSITIVE_INFINITY;
    if (values <= room) {
      last.push(tensor);
      room -= values;
      continue;
    }
    const alone = [tensor];
    groups.push(alone);
    if (values > mostJoined) continue;
    last = alone;
    room = mostJoined - values;
  }
  return groups;
}

/** The model's inputs; where one holds several tensors, nodes before all others part them. */
function inputsOf(writer: GraphWriter, groups: readonly (readonly WrittenInput[])[]): readonly ModelInput[] {
  const behind = writer.nodes.splice(0);
  writer.layer = 'inputs';
  const inputs = groups.map((holds): ModelInput => {
    const [first] = holds as readonly [WrittenInput];
    if (holds.length === 1) return { name: first.name, shape: first.shape, holds };
    const name = writer.free('variables');
    let end = 0;
    for (const one of holds) {
      const begin = end;
      end += lengthOf(one);
      const part = writer.node('Slice', [name, ...[[begin], [end], [0]].map((all) => writer.wholes(all))]);
      writer.put('Reshape', [part, writer.wholes(one.shape as readonly number[])], one.name);
    }
    return { name, shape: [end], holds };
  });
  writer.nodes.push(...behind);
  return inputs;
}

interface Named {
  readonly name: string;
  readonly shape: BatchShape;
}

/** The model's outputs, and where in them what was wanted is. */
function outputsOf(
  writer: GraphWriter,
  groups: readonly (readonly Named[])[],
  tensorFor: (name: string) => string,
): { readonly tensors: readonly Named[]; readonly places: ReadonlyMap<string, PlaceInOutput> } {
  const places = new Map<string, PlaceInOutput>();
  writer.layer = 'outputs';
  const tensors = groups.map((holds): Named => {
    const [first] = holds as readonly [Named];
    if (holds.length === 1) {
      writer.put('Identity', [tensorFor(first.name)], first.name);
      places.set(first.name, { output: first.name });
      return first;
    }
    const output = writer.free('joined');
    let end = 0;
    const rows = holds.map((one) => {
      const begin = end;
      end += lengthOf(one);
      places.set(one.name, { output, begin, end });
      return writer.reshape(tensorFor(one.name), [-1]);
    });
    writer.put('Concat', rows, output, { axis: ofInteger(0) });
    return { name: output, shape: [end] };
  });
  return { tensors, places };
}

function lengthOf({ shape }: { readonly shape: BatchShape }): number {
  return valuesIn(shape as readonly number[]);
}

function tensorOf({ name, shape }: Named) {
  const dim = shape.map((length) =>
    length === null
      ? { value: { case: 'dimParam' as const, value: 'examples' } }
      : { value: { case: 'dimValue' as const, value: BigInt(length) } },
  );
  return {
    name,
    type: { tensorType: { elemType: DataType.FLOAT, shape: { dim } } },
  };
}
