import { create, type MessageInitShape } from '@bufbuild/protobuf';
import type { BatchShape } from '../../compiler/operation';
import { type AttrValueSchema, DataType, type NodeDef, NodeDefSchema } from './tensorflow_pb';

type Setting = MessageInitShape<typeof AttrValueSchema>;
export type Settings = Readonly<Record<string, Setting>>;

export const floats = { T: typeSetting(DataType.DT_FLOAT) } as const;

export function typeSetting(value: DataType): Setting {
  return { value: { case: 'type', value } };
}

export function wholeSetting(value: number): Setting {
  return { value: { case: 'i', value: BigInt(value) } };
}

export function wholesSetting(values: readonly number[]): Setting {
  return { value: { case: 'list', value: { i: values.map(BigInt) } } };
}

export function truthSetting(value: boolean): Setting {
  return { value: { case: 'b', value } };
}

export function textSetting(text: string): Setting {
  return { value: { case: 's', value: Buffer.from(text) } };
}

export function numberSetting(value: number): Setting {
  return { value: { case: 'f', value } };
}

export function shapeSetting(shape: BatchShape): Setting {
  return { value: { case: 'shape', value: shapeMessage(shape) } };
}

function shapeMessage(shape: BatchShape) {
  return { dim: shape.map((length) => ({ size: BigInt(length ?? -1) })) };
}

/** The nodes of a TensorFlow graph, as they are put together. A node's name stands for its first output. */
export class GraphNodes {
  readonly #nodes: NodeDef[] = [];
  readonly #numbers = new Map<string, string>();
  #made = 0;

  get nodes(): NodeDef[] {
    return this.#nodes;
  }

  /**
   * @param name a new one where it is left out
   * @returns the name
   */
  add(op: string, input: readonly string[], attr: Settings, name = `n${this.#made++}`): string {
    this.#nodes.push(create(NodeDefSchema, { name, op, input: [...input], attr }));
    return name;
  }

  constant(values: Float32Array | Int32Array, shape: readonly number[]): string {
    const dtype = values instanceof Float32Array ? DataType.DT_FLOAT : DataType.DT_INT32;
    const content = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    return this.add('Const', [], {
      dtype: typeSetting(dtype),
      value: {
        value: { case: 'tensor', value: { dtype, tensorShape: shapeMessage(shape), tensorContent: content } },
      },
    });
  }

  /** Whole numbers as a list: shapes, axes and the like. */
  wholes(values: readonly number[]): string {
    const key = values.join();
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const made = this.constant(Int32Array.from(values), [values.length]);
    this.#numbers.set(key, made);
    return made;
  }
}
