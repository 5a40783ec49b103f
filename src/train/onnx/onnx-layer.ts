import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import type { Shape } from '../../design/base/tensor-shape';
import { type GraphProto, GraphProtoSchema, type TensorShapeProto } from './onnx_pb';

/**
 * The class of the layers that come from an ONNX graph: some of its nodes, from the outputs of other layers to one tensor.
 * A network that has them begins with an `InputLayer` that is named as the graph's input and takes height × width ×
 * channels, whatever the graph wants. Where its `batch_input_shape` begins with 1, and not with null, the graph takes one
 * picture at a time.
 */
export const onnxNodes = 'OnnxNodes';

/** A graph, as it is put together: what a message leaves out has its schema's default. */
export type OnnxGraphParts = MessageInitShape<typeof GraphProtoSchema>;

/** What such a layer does. */
export interface OnnxLayer {
  /**
   * The nodes in topological order. `input` are the tensors that the layers in `inbound` give, in that order; `output` is the one
   * that other layers read; `initializer` are constants that are no weights, such as shapes. Tensors are named as in the file,
   * and a name means one tensor in the whole network, so that the graphs of layers are joined by putting one behind the
   * other.
   */
  readonly graph: GraphProto;
  /** The versions of the operators by domain; '' is ONNX's own. The same for all layers of a network. */
  readonly opsets: Readonly<Record<string, number>>;
  /** The names in `graph` of the float32 tensors that stand among the network's weights as `layer/<key>`. */
  readonly weights: Readonly<Record<string, string>>;
}

/**
 * The configuration of an `OnnxNodes` layer: plain JSON, `graph` as base64 of its message; `output_shape`, without the batch
 * axis, where the graph says it of its output.
 */
export function onnxLayerConfig(
  graph: OnnxGraphParts,
  { opsets, weights }: Pick<OnnxLayer, 'opsets' | 'weights'>,
): Readonly<Record<string, unknown>> {
  const message = create(GraphProtoSchema, graph);
  const bytes = toBinary(GraphProtoSchema, message);
  const shape = message.output[0]?.type?.tensorType?.shape;
  return {
    ...{ graph: Buffer.from(bytes).toString('base64'), opsets, weights },
    ...(shape === undefined ? {} : { output_shape: edgesOf(shape).slice(1) }),
  };
}

/** With the batch axis; null for one that is open. */
export function edgesOf({ dim }: TensorShapeProto): Shape {
  return dim.map(({ value }) => (value.case === 'dimValue' ? Number(value.value) : null));
}

/** Of a configuration that `onnxLayerConfig` gave. */
export function onnxLayerOf(config: Readonly<Record<string, unknown>>): OnnxLayer {
  const { graph, opsets, weights } = config as Record<'graph', string> &
    Pick<OnnxLayer, 'opsets' | 'weights'>;
  return { graph: fromBinary(GraphProtoSchema, Buffer.from(graph, 'base64')), opsets, weights };
}
