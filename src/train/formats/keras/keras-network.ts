import { valuesIn } from '../../../design/base/tensor-shape';
import { mostBaseBytes } from '../../../disk/bases/base-look';
import { readTopology } from '../../network/read-topology';
import { layerOfWeight, type StoredWeight } from '../../network/weight-values';
import { fieldsOf, inSnakeCase } from '../../network/written-model';
import type { OpenedBase } from '../base-format';
import { damaged } from '../damaged-file';
import type { FileStretch } from '../read-bytes';
import type { KerasDescription } from './description';
import { type Hdf5File, type Hdf5Tensor, shown, withHdf5 } from './hdf5-file';
import { findWeights, type WeightPlaces } from './weight-places';
import { type WeightedLayer, weightedLayers } from './weighted-layers';

/** A weight, and where in the file it lies. */
interface Found {
  readonly path: string;
  readonly tensor: Hdf5Tensor;
}

/**
 * Puts the layers that Keras describes together with their weights in an HDF5 file, of which only names and shapes are
 * read.
 * @param find by default whichever of Keras's ways they are laid out in
 * @throws TransferError or TransferError
 */
export async function openKerasNetwork(
  { model, kerasVersion }: KerasDescription,
  place: FileStretch,
  find: (file: Hdf5File, layers: readonly WeightedLayer[]) => WeightPlaces = findWeights,
): Promise<OpenedBase> {
  const { leftOut, ...topology } = readTopology({ keras_version: kerasVersion, model_config: model });
  const used = new Set(topology.layers.map(({ name }) => name));
  const layers = weightedLayers(fieldsOf(inSnakeCase(model, 0)));
  const found = await withHdf5(place, (file) => {
    const tensors: [string, Found][] = [];
    let values = 0;
    for (const [name, path] of find(file, layers)) {
      // How many pictures a normalisation has seen is no floating-point number.
      if (!used.has(layerOfWeight(name)) || name.endsWith('/count')) continue;
      const tensor = file.tensor(path);
      if (tensor === undefined) throw damaged(place.file, `the weights ${shown(path)} are missing`);
      values += valuesIn(tensor.shape);
      if (values * 4 > mostBaseBytes) throw damaged(place.file, 'it has more weights than can be read');
      tensors.push([name, { path, tensor }]);
    }
    return tensors;
  });
  const weights = new Map<string, StoredWeight>();
  for (const [name, { path, tensor }] of found) {
    const read = () => withHdf5(place, (file) => file.values(path, tensor));
    weights.set(name, { shape: tensor.shape, read });
  }
  return { topology, leftOut, weights };
}
