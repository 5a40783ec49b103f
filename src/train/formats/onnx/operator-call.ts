import { valuesIn } from '../../../design/base/tensor-shape';
import { TransferError } from '../../../design/transfer-error';
import { type AttributeProto, TensorProto_DataType } from '../../onnx/onnx_pb';
import type { OnnxNode } from '../../onnx/onnx-parts';
import { inQuotes } from './tensors';

/** What is known of a tensor before anything is computed. */
export interface Fact {
  readonly type: TensorProto_DataType;
  readonly shape: readonly number[];
  /** Of those that shapes are worked out with. */
  readonly values?: readonly number[];
}

/** Of a tensor whose values are known: more than any shape has. */
export const mostKnown = 4096;
/** Of a tensor: more than can be computed. */
const mostValues = 2 ** 40;

/** A node and what is known of what it reads. */
export class OperatorCall {
  private readonly attributes: ReadonlyMap<string, AttributeProto>;

  constructor(
    readonly node: OnnxNode,
    readonly inputs: readonly (Fact | undefined)[],
    /** The version of the operators of its domain. */
    readonly opset: number,
  ) {
    this.attributes = new Map(node.attribute.map((attribute) => [attribute.name, attribute]));
  }

  /** @throws TransferError where the node is without that input */
  fact(place: number): Fact {
    const fact = this.inputs[place];
    if (fact === undefined) throw this.unfit(`has no input ${place + 1}`);
    return fact;
  }

  /** The values of an input that has to be known, if it is there. */
  values(place: number): readonly number[] | undefined {
    const fact = this.inputs[place];
    if (fact === undefined) return undefined;
    if (fact.values !== undefined) return fact.values;
    throw this.unfit('gives a shape that depends on what is in a picture');
  }

  has(name: string): boolean {
    return this.attributes.has(name);
  }

  integer(name: string, otherwise: number): number {
    const attribute = this.attributes.get(name);
    return attribute === undefined ? otherwise : Number(attribute.i);
  }

  integers(name: string): readonly number[] | undefined {
    return this.attributes.get(name)?.ints.map(Number);
  }

  floats(name: string): readonly number[] | undefined {
    return this.attributes.get(name)?.floats;
  }

  text(name: string, otherwise: string): string {
    const attribute = this.attributes.get(name);
    return attribute === undefined ? otherwise : Buffer.from(attribute.s).toString('utf8');
  }

  attribute(name: string): AttributeProto | undefined {
    return this.attributes.get(name);
  }

  /** An axis that may be counted from the end. */
  axis(axis: number, rank: number): number {
    const counted = axis < 0 ? axis + rank : axis;
    if (Number.isInteger(counted) && counted >= 0 && counted < rank) return counted;
    throw this.unfit(`has no axis ${axis}`);
  }

  /** Axes that older versions have as an attribute and newer ones as an input. */
  axes(place: number, rank: number): readonly number[] | undefined {
    const axes = this.integers('axes') ?? this.values(place);
    return axes?.map((axis) => this.axis(axis, rank));
  }

  /** An output's fact. @throws TransferError where no tensor has that shape */
  gives(
    shape: readonly number[],
    type = this.fact(0).type,
    values?: readonly number[] | undefined,
  ): readonly Fact[] {
    if (!shape.every((edge) => Number.isSafeInteger(edge) && edge >= 0) || valuesIn(shape) > mostValues) {
      const edges = shape.map((edge) => (Number.isNaN(edge) ? '?' : edge));
      throw this.unfit(`would give the shape [${edges.join(', ').slice(0, 80)}]`);
    }
    const isKnown =
      values !== undefined &&
      values.length <= mostKnown &&
      (isReal(type) || values.every((value) => Number.isInteger(value) && Math.abs(value) <= 2 ** 63));
    return [isKnown ? { type, shape, values } : { type, shape }];
  }

  /** @param why the end of a sentence about the node */
  unfit(why: string): TransferError {
    const { name, output, opType } = this.node;
    return new TransferError(
      'base-layer',
      `The base's node ${inQuotes(name || (output[0] ?? ''))} (${inQuotes(opType).slice(1, -1)}) ${why}. Export the model again, or choose another base.`,
    );
  }
}

/** @returns the facts of a node's outputs, in order; undefined where they can't be told */
export type Operator = (call: OperatorCall) => readonly Fact[];

export type Operators = Readonly<Record<string, Operator>>;

/** The shape of what comes of tensors that are stretched to fit each other. */
export function broadcast(call: OperatorCall, shapes: readonly (readonly number[])[]): number[] {
  const rank = Math.max(0, ...shapes.map(({ length }) => length));
  return Array.from({ length: rank }, (_, axis) => {
    const edges = shapes.map((shape) => shape[axis - rank + shape.length] ?? 1);
    const edge = edges.find((one) => one !== 1) ?? 1;
    if (edges.every((one) => one === 1 || one === edge)) return edge;
    throw call.unfit(
      `takes shapes that do not fit each other: ${shapes.map((one) => `[${one}]`).join(' and ')}`,
    );
  });
}

export const isReal = (type: TensorProto_DataType): boolean =>
  type === TensorProto_DataType.FLOAT || type === TensorProto_DataType.DOUBLE;
