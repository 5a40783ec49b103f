import { create } from '@bufbuild/protobuf';
import {
  type AttributeProto,
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  type TensorProto,
  TensorProto_DataType,
  TensorProtoSchema,
} from './onnx_pb';

// Parts of an ONNX graph, put together anew.

/** A node of a graph: what of its message tells what it computes. */
export interface OnnxNode {
  readonly opType: string;
  /** '' for ONNX's own operators. */
  readonly domain: string;
  /** Of its own; '' for none. */
  readonly name: string;
  /** Names of tensors; '' for one that is left out. */
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: readonly AttributeProto[];
}

export function onnxNode(
  opType: string,
  input: readonly string[],
  output: string,
  attribute: readonly AttributeProto[] = [],
): OnnxNode {
  return { opType, domain: '', name: '', input, output: [output], attribute };
}

export function integerAttribute(name: string, value: number): AttributeProto {
  return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.INT, i: BigInt(value) });
}

export function integersAttribute(name: string, values: readonly number[]): AttributeProto {
  const ints = values.map(BigInt);
  return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.INTS, ints });
}

/** Beyond it, integers of 64 bits end; numbers of JavaScript only come near. */
const mostInteger = 2 ** 63;

/** A tensor of 64 bit integers. */
export function integerTensor(
  name: string,
  shape: readonly number[],
  values: readonly number[],
): TensorProto {
  return create(TensorProtoSchema, {
    name,
    dims: shape.map(BigInt),
    dataType: TensorProto_DataType.INT64,
    int64Data: values.map((value) => (value >= mostInteger ? 2n ** 63n - 1n : BigInt(value))),
  });
}

/** An attribute with some of it changed; the rest has its schema's defaults, as in the attribute itself. */
export function changedAttribute(
  attribute: AttributeProto,
  changes: Partial<Pick<AttributeProto, 'name' | 'i' | 't' | 'refAttrName'>>,
): AttributeProto {
  return Object.assign(create(AttributeProtoSchema), attribute, changes);
}

/** A tensor of few numbers, of one of the types float32, float64, int64, int32 and bool. */
export function numberTensor(
  name: string,
  dataType: TensorProto_DataType,
  shape: readonly number[],
  values: readonly number[],
): TensorProto {
  if (dataType === TensorProto_DataType.INT64) return integerTensor(name, shape, values);
  const dims = shape.map(BigInt);
  const of = { name, dims, dataType };
  if (dataType === TensorProto_DataType.FLOAT)
    return create(TensorProtoSchema, { ...of, floatData: [...values] });
  if (dataType === TensorProto_DataType.DOUBLE)
    return create(TensorProtoSchema, { ...of, doubleData: [...values] });
  return create(TensorProtoSchema, { ...of, int32Data: [...values] });
}

/** The same tensor by another name. */
export function namedTensor(tensor: TensorProto, name: string): TensorProto {
  return { ...tensor, name };
}
