import type { NamedLayer, NamedWeight } from './named-layers';

/** A tensor of the file that the weights come from. */
export interface SourceTensor {
  readonly shape: readonly number[];
  /** In the order of its shape, the last axis fastest. */
  readonly values: () => Float32Array;
}

/** What a model.json says of the base beside its layers, under `userDefinedMetadata.transferDesigner`. */
export type BaseMetadata = Readonly<Record<string, unknown>>;

export interface WrittenLayersModel {
  readonly modelJson: Buffer;
  /** The shard that model.json names, by its name. */
  readonly shard: { readonly name: string; readonly bytes: Buffer };
}

const shardName = 'group1-shard1of1.bin';

/**
 * A TensorFlow.js LayersModel of these layers with the source's weights: the same input gives the same bytes.
 *
 * @throws Error where the source lacks a weight, or has it in another shape; the message is the end of a sentence
 */
export function layersModel(
  name: string,
  layers: readonly NamedLayer[],
  source: ReadonlyMap<string, SourceTensor>,
  metadata: BaseMetadata,
): WrittenLayersModel {
  const weights = layers.flatMap((layer) => layer.weights.map((weight) => ({ layer: layer.name, weight })));
  const values = weights.map(({ weight }) => valuesOf(weight, source));
  const json = {
    format: 'layers-model',
    generatedBy: 'Transfer Designer',
    convertedBy: null,
    modelTopology: topologyOf(name, layers),
    weightsManifest: [
      {
        paths: [shardName],
        weights: weights.map(({ layer, weight }) => ({
          name: `${layer}/${weight.name}`,
          shape: weight.shape,
          dtype: 'float32',
        })),
      },
    ],
    userDefinedMetadata: { transferDesigner: metadata },
  };
  return {
    modelJson: Buffer.from(`${JSON.stringify(json)}\n`),
    shard: { name: shardName, bytes: Buffer.concat(values.map(littleEndian)) },
  };
}

function topologyOf(name: string, layers: readonly NamedLayer[]) {
  const [first] = layers;
  const last = layers.at(-1);
  return {
    class_name: 'Model',
    config: {
      name,
      layers: layers.map((layer) => ({
        name: layer.name,
        class_name: layer.className,
        config: { name: layer.name, trainable: true, ...layer.config },
        inbound_nodes: layer.inbound.length === 0 ? [] : [layer.inbound.map((before) => [before, 0, 0, {}])],
      })),
      input_layers: [[first?.name, 0, 0]],
      output_layers: [[last?.name, 0, 0]],
    },
    keras_version: 'tfjs-layers 4.22.0',
    backend: 'tensor_flow.js',
  };
}

function valuesOf(weight: NamedWeight, source: ReadonlyMap<string, SourceTensor>): Float32Array {
  const tensor = source.get(weight.source);
  if (tensor === undefined) throw new Error(`lacks the weight ${weight.source}`);
  const { shape, axes } = weight;
  const fits =
    shape.length === tensor.shape.length &&
    shape.every((length, axis) => length === tensor.shape[axes[axis] as number]);
  if (!fits) throw new Error(`has ${weight.source} in the shape ${tensor.shape.join('×')}`);
  return transposed(tensor.values(), tensor.shape, axes);
}

/** The values of a tensor whose axis i is axis `axes[i]` of the given one. */
function transposed(values: Float32Array, shape: readonly number[], axes: readonly number[]): Float32Array {
  const strides = shape.map((_, axis) =>
    shape.slice(axis + 1).reduce((product, length) => product * length, 1),
  );
  const lengths = axes.map((axis) => shape[axis] as number);
  const steps = axes.map((axis) => strides[axis] as number);
  const result = new Float32Array(values.length);
  const index = lengths.map(() => 0);
  let from = 0;
  for (let to = 0; to < result.length; to += 1) {
    result[to] = values[from] as number;
    for (let axis = lengths.length - 1; axis >= 0; axis -= 1) {
      from += steps[axis] as number;
      index[axis] = (index[axis] as number) + 1;
      if ((index[axis] as number) < (lengths[axis] as number)) break;
      from -= (steps[axis] as number) * (lengths[axis] as number);
      index[axis] = 0;
    }
  }
  return result;
}

/** Every machine that tfjs-node runs on is little-endian; a file must be so whatever wrote it. */
function littleEndian(values: Float32Array): Buffer {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? bytes : Buffer.from(bytes).swap32();
}
