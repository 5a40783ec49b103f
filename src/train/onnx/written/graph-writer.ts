import { create, type MessageInitShape } from '@bufbuild/protobuf';
import {
  type AttributeProto,
  AttributeProtoSchema,
  AttributeProto_AttributeType as AttributeType,
  TensorProto_DataType as DataType,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProtoSchema,
} from '../onnx_pb';
import type { OnnxLayer } from '../onnx-layer';
import { integerAttribute, integersAttribute, integerTensor } from '../onnx-parts';

/** What runs a graph. */
export type Device = 'processor' | 'gpu';

/** An attribute of a node. */
export type NodeSetting = (name: string) => AttributeProto;

const setting =
  (value: MessageInitShape<typeof AttributeProtoSchema>): NodeSetting =>
  (name) =>
    create(AttributeProtoSchema, { ...value, name } as typeof value);

export const ofInteger =
  (value: number): NodeSetting =>
  (name) =>
    integerAttribute(name, value);
export const ofIntegers =
  (values: readonly number[]): NodeSetting =>
  (name) =>
    integersAttribute(name, values);
export const ofReal = (value: number): NodeSetting => setting({ type: AttributeType.FLOAT, f: value });
export const ofWord = (value: string): NodeSetting =>
  setting({ type: AttributeType.STRING, s: Buffer.from(value) });

/**
 * Collects the nodes and tensors of a graph. Names are given by the layer that is being written, and none twice.
 */
export class GraphWriter {
  readonly nodes: NodeProto[] = [];
  /** Weights, and what a layer of an ONNX file has of constants. */
  readonly initialisers: TensorProto[] = [];
  readonly #taken: Set<string>;
  readonly #aliases = new Set<string>();
  readonly #constants = new Map<string, string>();

  /** The layer whose nodes come, by its name. */
  layer = '';

  /**
   * @param opset the version of ONNX's own operators; from 7 on nodes are written as it wants them
   * @param taken names that are others'
   * @param runsOn what the nodes are written for: not all that is quick on one is quick, or right, on the other
   */
  constructor(
    readonly opset: number,
    taken: Iterable<string>,
    readonly runsOn: Device = 'processor',
  ) {
    this.#taken = new Set(taken);
  }

  /** @returns the name of its output */
  node(
    operator: string,
    inputs: readonly string[],
    settings: Readonly<Record<string, NodeSetting>> = {},
  ): string {
    const output = this.free(`${this.layer}/${operator}`);
    this.put(operator, inputs, output, settings);
    return output;
  }

  /** As `node`, with as many outputs. @returns their names */
  several(
    operator: string,
    inputs: readonly string[],
    count: number,
    settings: Readonly<Record<string, NodeSetting>> = {},
  ): readonly string[] {
    const outputs = Array.from({ length: count }, () => this.free(`${this.layer}/${operator}`));
    this.#put(operator, inputs, outputs, settings);
    return outputs;
  }

  /** @param output a name that is taken for it */
  put(
    operator: string,
    inputs: readonly string[],
    output: string,
    settings: Readonly<Record<string, NodeSetting>> = {},
  ): void {
    this.#put(operator, inputs, [output], settings);
  }

  #put(
    operator: string,
    inputs: readonly string[],
    outputs: readonly string[],
    settings: Readonly<Record<string, NodeSetting>>,
  ): void {
    const attribute = Object.entries(settings).map(([name, value]) => value(name));
    const node = {
      opType: operator,
      name: outputs[0] ?? '',
      input: [...inputs],
      output: [...outputs],
      attribute,
    };
    this.nodes.push(create(NodeProtoSchema, node));
  }

  /** Another name for a tensor, which may be asked for several times. */
  alias(of: string, name: string): void {
    if (!this.#aliases.has(name)) this.put('Identity', [of], name);
    this.#aliases.add(name);
  }

  /** Puts the nodes of an ONNX file's layer behind those that are there. */
  join({ graph }: OnnxLayer): void {
    this.nodes.push(...graph.node);
    this.initialisers.push(...graph.initializer);
  }

  /** A name that nothing else has, as near as possible to the one that is wanted. */
  free(wanted: string): string {
    let name = wanted;
    for (let number = 1; this.#taken.has(name); number += 1) name = `${wanted}_${number}`;
    this.#taken.add(name);
    return name;
  }

  weight(name: string, shape: readonly number[], values: Float32Array): void {
    const rawData = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const tensor = { name, dims: shape.map(BigInt), dataType: DataType.FLOAT, rawData };
    this.initialisers.push(create(TensorProtoSchema, tensor));
  }

  /** A constant of whole numbers, such as a shape. */
  wholes(values: readonly number[]): string {
    return this.#constant(`whole ${values.join()}`, integerTensor('', [values.length], values));
  }

  /** A constant of floats; of one number where no shape is given. */
  reals(values: readonly number[], shape: readonly number[] = []): string {
    const tensor = { dims: shape.map(BigInt), dataType: DataType.FLOAT, floatData: [...values] };
    return this.#constant(`real ${values.join()} ${shape.join()}`, create(TensorProtoSchema, tensor));
  }

  /** A node, and no initialiser: those are the weights. */
  #constant(key: string, tensor: TensorProto): string {
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const name = this.node('Constant', [], { value: setting({ type: AttributeType.TENSOR, t: tensor }) });
    this.#constants.set(key, name);
    return name;
  }

  /** E.g. `ReduceMean`, which keeps the axes that it empties, at a length of 1. */
  reduce(operator: string, input: string, axes: readonly number[]): string {
    // Sums were the first to take them as a tensor.
    const isTensor = this.opset >= (operator === 'ReduceSum' ? 13 : 18);
    if (isTensor) return this.node(operator, [input, this.wholes(axes)]);
    return this.node(operator, [input], { axes: ofIntegers(axes) });
  }

  clip(input: string, least: number, most: number): string {
    if (this.opset >= 11) return this.node('Clip', [input, this.reals([least]), this.reals([most])]);
    return this.node('Clip', [input], { min: ofReal(least), max: ofReal(most) });
  }

  /** @param shape 0 where the size stays, -1 where it is what is left */
  reshape(input: string, shape: readonly number[]): string {
    return this.node('Reshape', [input, this.wholes(shape)]);
  }

  transpose(input: string, axes: readonly number[]): string {
    return this.node('Transpose', [input], { perm: ofIntegers(axes) });
  }
}
