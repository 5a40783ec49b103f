import { createHash } from 'node:crypto';
import path from 'node:path';
import { makeFolder } from '../../disk/files/project-files';
import { writeFileWhole } from '../../disk/files/whole-file';
import { layersModelFile } from '../formats/layers-model/layers-model';
import { onnxModelFile } from '../formats/onnx/onnx-file';
import { type Topology, toModelConfig } from '../network/topology';
import { bytesOf, type NetworkWeights } from '../network/weight-values';
import { onnxModelBytes } from '../onnx/onnx-model';
import { hasOnnxNodes, networkModel } from '../onnx/written/network-model';
import type { ModelMetadata } from './model-metadata';

/** Shards of this size are what TensorFlow.js's own converter writes: browsers cache them well. */
const shardBytes = 4 * 1024 * 1024;

/**
 * Writes a network with its classes and preprocessing, so that whoever loads it can feed it: as a TF.js LayersModel,
 * `model.json` and shards, where these stand in its `userDefinedMetadata`; or, where layers of an ONNX file are in it, as
 * an ONNX model, where they stand in a property of the file.
 *
 * @param weights must hold exactly the network's weights
 * @param says its classes and preprocessing
 * @returns the sha256 of each file, by its name in the folder
 */
export async function saveModel(
  folder: string,
  topology: Topology,
  weights: NetworkWeights,
  says: ModelMetadata,
): Promise<Record<string, string>> {
  await makeFolder(folder);
  if (hasOnnxNodes(topology)) {
    const model = networkModel(topology, weights, { says });
    return writeFiles(folder, [[onnxModelFile, onnxModelBytes(model)]]);
  }
  const specs = [...weights].map(([name, { shape }]) => ({ name, shape, dtype: 'float32' }));
  const data = Buffer.concat([...weights.values()].map(({ values }) => bytesOf(values)));
  const shards = Math.max(1, Math.ceil(data.length / shardBytes));
  const paths = Array.from({ length: shards }, (_, index) => `group1-shard${index + 1}of${shards}.bin`);
  const files = paths.map(
    (name, index): NamedFile => [name, data.subarray(index * shardBytes, (index + 1) * shardBytes)],
  );
  const json = {
    format: 'layers-model',
    generatedBy: 'Transfer Designer',
    convertedBy: null,
    modelTopology: {
      keras_version: 'tfjs-layers 4.22.0',
      backend: 'tensor_flow.js',
      model_config: toModelConfig(topology),
    },
    weightsManifest: [{ paths, weights: specs }],
    userDefinedMetadata: { transferDesigner: says },
  };
  return writeFiles(folder, [...files, [layersModelFile, `${JSON.stringify(json)}\n`]]);
}

type NamedFile = readonly [name: string, content: string | Uint8Array];

async function writeFiles(folder: string, files: readonly NamedFile[]): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const [name, content] of files) {
    await writeFileWhole(path.join(folder, name), content);
    hashes[name] = createHash('sha256').update(content).digest('hex');
  }
  return hashes;
}
