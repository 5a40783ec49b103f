import type { BatchShape, Value } from '../../compiler/operation';
import { TensorProto_DataType as DataType } from '../onnx_pb';
import { onnxModelBytes } from '../onnx-model';
import { type Device, GraphWriter } from './graph-writer';
import { type WrittenInput, writeOperations } from './operation-nodes';

/** What the oldest ONNX Runtime that is used runs. */
const opset = 17;

/** A compiled graph, or a part of it, as an ONNX model. */
export interface OperationsModel {
  readonly bytes: Uint8Array;
  /** In the order of the model's. */
  readonly inputs: readonly WrittenInput[];
}

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
  const { inputs, nameOf } = writeOperations(writer, [...wanted.values()]);
  for (const [name, value] of wanted) writer.put('Identity', [nameOf(value)], name);
  const bytes = onnxModelBytes({
    irVersion: 8n,
    producerName: 'Transfer Designer',
    opsetImport: [{ domain: '', version: BigInt(opset) }],
    graph: {
      name: 'phase',
      node: writer.nodes,
      initializer: writer.initialisers,
      input: inputs.map(({ name, shape }) => tensorOf(name, shape)),
      output: [...wanted].map(([name, { shape }]) => tensorOf(name, shape)),
    },
  });
  return { bytes, inputs };
}

function tensorOf(name: string, shape: BatchShape) {
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
