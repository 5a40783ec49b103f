import { readTopology } from '../../network/read-topology';
import { type NamedWeight, weightsByLayer } from '../../network/weights-by-layer';
import type { BaseFiles, BaseFormat } from '../base-format';
import { readPart, readWholeFile } from '../read-bytes';
import { graphModel } from '../refused-formats';
import { type Manifest, parseManifest } from './manifest';
import { decodeWeight } from './stored-values';

/** In bytes. A network of thousands of layers takes a tenth. */
const mostJson = 32 * 1024 ** 2;

/** What its first file is called, by everyone who writes one. */
export const layersModelFile = 'model.json';

/** A network of Keras layers as TensorFlow.js and its converter write it: a JSON and shards of weights beside it. */
export const layersModel: BaseFormat = {
  name: `TF.js LayersModel (${layersModelFile})`,
  inFolder: layersModelFile,
  match: (file) =>
    (/^(\xEF\xBB\xBF)?\s*[[{]/.test(file.start) || /\.json$/i.test(file.name)) && !graphModel.match(file),
  trainsBase: true,
  filesBeside: async (modelFile) => (await readManifest(modelFile)).groups,
  async open(files) {
    const { json, weights } = await readFiles(files);
    const { leftOut, ...topology } = readTopology(json.modelTopology);
    const { userDefinedMetadata: metadata } = json;
    const says = typeof metadata === 'object' && metadata !== null && 'transferDesigner' in metadata;
    return {
      ...{ topology, leftOut, weights: weightsByLayer(weights, topology) },
      ...(says ? { says: metadata.transferDesigner } : {}),
    };
  },
};

/** The parsed model.json and the weights in the manifest's order, without those that no layer can have. */
export async function readFiles({ modelFile, beside }: BaseFiles): Promise<{
  readonly json: Manifest['json'];
  readonly weights: readonly NamedWeight[];
}> {
  const { json, groups } = await readManifest(modelFile);
  const weights = groups.flatMap((group, index) => {
    let end = 0;
    return group.weights.flatMap((weight) => {
      const start = end;
      end += weight.bytes;
      const read = async () => decodeWeight(await readPart(beside[index]!, start, weight.bytes), weight);
      return weight.isUsable ? [{ name: weight.name, shape: weight.shape, read }] : [];
    });
  });
  return { json, weights };
}

async function readManifest(modelFile: string): Promise<Manifest> {
  return parseManifest(await readWholeFile(modelFile, mostJson), modelFile);
}
