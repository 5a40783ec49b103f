import { mostBaseBytes } from '../../disk/bases/base-look';
import { readWhole, writeNewFile } from '../../disk/files/project-files';
import { engineFor } from '../engines/load-engines';
import { networkOnPixels } from '../images/network-on-pixels';
import type { NetworkWeights, StoredWeights, WeightValues } from '../network/weight-values';
import { onnxModelBytes } from '../onnx/onnx-model';
import { openedModel } from '../onnx/opened-model';
import { hasOnnxNodes, networkModel } from '../onnx/written/network-model';
import type { Exporter } from './exporter';

/**
 * One file with nodes and weights; what is ours stands in a property of it. What is proved is the file's own graph. A run
 * with layers of an ONNX file has saved such a file, which is copied.
 */
export const onnxExport: Exporter = {
  async write({ files, topology, weights, metadata }, place, onTensor) {
    if (hasOnnxNodes(topology)) {
      const bytes = await readWhole(files.modelFile, mostBaseBytes);
      await writeNewFile(place, bytes);
      const { tensors } = openedModel(bytes, files.modelFile);
      for (const { values } of tensors.values()) onTensor(values.byteLength);
      return stored(tensors);
    }
    const values = new Map<string, WeightValues>();
    for (const [name, { shape, read }] of weights) {
      const tensor = { shape, values: await read() };
      values.set(name, tensor);
      onTensor(tensor.values.byteLength);
    }
    await writeNewFile(place, onnxModelBytes(networkModel(topology, values, { says: metadata })));
    return weights;
  },
  async open(place) {
    const { topology, weights, tensors, says } = openedModel(await readWhole(place, mostBaseBytes), place);
    return {
      says,
      weights: stored(tensors),
      network: (engines, input) =>
        networkOnPixels(engineFor(topology, weights, engines), topology, weights, input),
    };
  },
};

function stored(weights: NetworkWeights): StoredWeights {
  return new Map(
    [...weights].map(([name, { shape, values }]) => [name, { shape, read: () => Promise.resolve(values) }]),
  );
}
