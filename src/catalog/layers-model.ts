import { valuesIn } from '../design/base/tensor-shape';
import type { NamedLayer, SourcedWeight } from './named-layers';
import { type SourceTensor, valuesInOrder } from './source-tensor';

/** What a model.json says of the base beside its layers, under `userDefinedMetadata.transferDesigner`. */
export type BaseMetadata = Readonly<Record<string, unknown>>;

export interface WrittenLayersModel {
  readonly modelJson: Buffer;
  /** The shard that model.json names, by its name. */
  readonly shard: { readonly name: string; readonly bytes: Buffer };
}

const shardName = 'group1-shard1of1.bin';

/** Weights as they are written in a LayersModel, by `layer/weight`. */
export interface PlacedWeight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: () => Float32Array;
}

/**
 * The weights of these layers as they lie in a source, in the layers' order.
 *
 * @returns undefined where the source is of another network: it lacks a weight, or has it in another shape
 */
export function placedWeights(
  layers: readonly NamedLayer[],
  source: ReadonlyMap<string, SourceTensor>,
): readonly PlacedWeight[] | undefined {
  const weights = layers.flatMap((layer) => layer.weights.map((weight) => ({ layer: layer.name, weight })));
  const tensors = weights.map(({ weight }) => source.get(weight.source));
  if (!weights.every(({ weight }, index) => isOfShape(tensors[index], weight))) return undefined;
  return weights.map(({ layer, weight }, index) => {
    const tensor = tensors[index] as SourceTensor;
    const values = () => transposed(tensor.values(), tensor.shape, weight.axes);
    return { name: `${layer}/${weight.name}`, shape: weight.shape, values };
  });
}

function isOfShape(tensor: SourceTensor | undefined, { shape, axes }: SourcedWeight): boolean {
  return (
    tensor !== undefined &&
    tensor.shape.length === shape.length &&
    shape.every((length, axis) => length === tensor.shape[axes[axis] as number])
  );
}

/** A TensorFlow.js LayersModel of these layers and weights: the same input gives the same bytes. */
export function writeLayersModel(
  name: string,
  layers: readonly NamedLayer[],
  weights: readonly PlacedWeight[],
  metadata: BaseMetadata,
): WrittenLayersModel {
  const specs = weights.map((weight) => ({ name: weight.name, shape: weight.shape, dtype: 'float32' }));
  const json = {
    format: 'layers-model',
    generatedBy: 'Transfer Designer',
    convertedBy: null,
    modelTopology: kerasTopology(name, layers),
    weightsManifest: [{ paths: [shardName], weights: specs }],
    userDefinedMetadata: { transferDesigner: metadata },
  };
  return {
    modelJson: Buffer.from(`${JSON.stringify(json)}\n`),
    shard: { name: shardName, bytes: Buffer.concat(weights.map(({ values }) => littleEndian(values()))) },
  };
}

/** The layers as Keras and TensorFlow.js write them down. */
export function kerasTopology(name: string, layers: readonly NamedLayer[]) {
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

/** The values of a tensor whose axis i is axis `axes[i]` of the given one. */
export function transposed(
  values: Float32Array,
  shape: readonly number[],
  axes: readonly number[],
): Float32Array {
  const strides = shape.map((_, axis) => valuesIn(shape.slice(axis + 1)));
  return valuesInOrder((place) => values[place] as number, {
    shape: axes.map((axis) => shape[axis] as number),
    strides: axes.map((axis) => strides[axis] as number),
    offset: 0,
  });
}

/** Every machine that tfjs-node runs on is little-endian; a file must be so whatever wrote it. */
function littleEndian(values: Float32Array): Buffer {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? bytes : Buffer.from(bytes).swap32();
}
