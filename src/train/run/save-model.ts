import path from 'node:path';
import type { Plan } from '../../design/plan';
import { makeFolder } from '../../disk/project-files';
import { writeFileWhole } from '../../disk/whole-file';
import { type Topology, toModelConfig } from '../network/topology';
import { bytesOf, type NetworkWeights } from '../network/weight-values';

/** Shards of this size are what TensorFlow.js's own converter writes: browsers cache them well. */
const shardBytes = 4 * 1024 * 1024;

/**
 * Writes a network as a TF.js LayersModel: `model.json` and shards, with the classes and the preprocessing in
 * its `userDefinedMetadata`, so that whoever loads it can feed it.
 *
 * @param weights must hold exactly the network's weights
 * @returns the path of model.json
 */
export async function saveModel(
  folder: string,
  topology: Topology,
  weights: NetworkWeights,
  plan: Plan,
): Promise<string> {
  await makeFolder(folder);
  const specs = [...weights].map(([name, { shape }]) => ({ name, shape, dtype: 'float32' }));
  const data = Buffer.concat([...weights.values()].map(({ values }) => bytesOf(values)));
  const shards = Math.max(1, Math.ceil(data.length / shardBytes));
  const paths = Array.from({ length: shards }, (_, index) => `group1-shard${index + 1}of${shards}.bin`);
  for (const [index, name] of paths.entries()) {
    await writeFileWhole(
      path.join(folder, name),
      data.subarray(index * shardBytes, (index + 1) * shardBytes),
    );
  }
  const { size, resize, scale } = plan.base.input;
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
    userDefinedMetadata: {
      transferDesigner: {
        classes: plan.dataset.classes,
        input: { size, resize, scale },
        base: plan.base.model,
        cut: plan.cut,
      },
    },
  };
  const file = path.join(folder, 'model.json');
  await writeFileWhole(file, `${JSON.stringify(json)}\n`);
  return file;
}
