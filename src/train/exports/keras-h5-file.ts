import { openBase } from '../formats/read-base';
import type { Exporter } from './exporter';
import { writeHdf5 } from './hdf5-writer';
import { kerasConfig, kerasNetwork, kerasWeights } from './keras-network';
import { openedNetwork } from './opened-network';

/**
 * The older form of Keras: a group a layer in one HDF5 file, and what the layers are in an attribute. What is ours stands
 * in an attribute that Keras passes over.
 */
export const kerasH5File: Exporter = {
  async write({ topology, weights, metadata }, place, onTensor) {
    const network = kerasNetwork(topology, weights);
    await writeHdf5(place, async (file) => {
      file.text('', 'model_config', JSON.stringify(kerasConfig(network)));
      file.text('', 'keras_version', kerasVersion);
      file.text('', 'backend', 'tensorflow');
      file.text('', 'transferDesigner', JSON.stringify(metadata));
      const root = '/model_weights';
      file.text(root, 'keras_version', kerasVersion);
      file.text(root, 'backend', 'tensorflow');
      file.names(
        root,
        'layer_names',
        network.layers.map(({ name }) => name),
      );
      for (const layer of network.layers) {
        const group = `${root}/${layer.name}`;
        const nameOf = (weight: string) => `${layer.name}/${weight}:0`;
        file.names(
          group,
          'weight_names',
          layer.weights.map(([weight]) => nameOf(weight)),
        );
        for (const [weight, stored] of layer.weights) {
          const values = await stored.read();
          file.tensor(`${group}/${nameOf(weight)}`, stored.shape, values);
          onTensor(values.byteLength);
        }
      }
    });
    return kerasWeights(network);
  },
  open: async (place) => openedNetwork(await openBase(place)),
};

/** Whose words are used: those that Keras 2 and 3 mean alike. */
export const kerasVersion = '2.15.0';
