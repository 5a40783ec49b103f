import { createHash } from 'node:crypto';
import path from 'node:path';
import type { Plan } from '../../design/plan';
import { makeFolder } from '../../disk/files/project-files';
import { writeFileWhole } from '../../disk/files/whole-file';
import { layersModelFile } from '../formats/layers-model/layers-model';
import { type Topology, toModelConfig } from '../network/topology';
import { bytesOf, type NetworkWeights } from '../network/weight-values';
import { modelMetadata } from './model-metadata';

/** Shards of this size are what TensorFlow.js's own converter writes: browsers cache them well. */
const shardBytes = 4 * 1024 * 1024;

/**
 * Writes a network as a TF.js LayersModel: `model.json` and shards, with the classes and the preprocessing in
 * its `userDefinedMetadata`, so that whoever loads it can feed it.
 *
 * @param weights must hold exactly the network's weights
 * @returns the sha256 of each file, by its name in the folder
 */
export async function saveModel(
  folder: string,
  topology: Topology,
  weights: NetworkWeights,
  plan: Plan,
): Promise<Record<string, string>> {
  await makeFolder(folder);
  const specs = [...weights].map(([name, { shape }]) => ({ name, shape, dtype: 'float32' }));
  const data = Buffer.concat([...weights.values()].map(({ values }) => bytesOf(values)));
  const shards = Math.max(1, Math.ceil(data.length / shardBytes));
  const paths = Array.from({ length: shards }, (_, index) => `group1-shard${index + 1}of${shards}.bin`);
  const files: Record<string, string> = {};
  const write = async (name: string, content: string | Uint8Array): Promise<void> => {
    await writeFileWhole(path.join(folder, name), content);
    files[name] = createHash('sha256').update(content).digest('hex');
  };
  for (const [index, name] of paths.entries()) {
    await write(name, data.subarray(index * shardBytes, (index + 1) * shardBytes));
  }
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
    userDefinedMetadata: { transferDesigner: modelMetadata(plan) },
  };
  await write(layersModelFile, `${JSON.stringify(json)}\n`);
  return files;
}
