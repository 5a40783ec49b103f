import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { createFile, removeFile } from '../../disk/files/project-files';
import { numberedGroups } from '../formats/keras/weight-places';
import { openBase } from '../formats/read-base';
import type { Exporter } from './exporter';
import { writeHdf5 } from './hdf5-writer';
import { kerasVersion } from './keras-h5-file';
import { kerasConfig, kerasNetwork, kerasWeights } from './keras-network';
import { openedNetwork } from './opened-network';

/**
 * What Keras writes since 2.12: a ZIP archive of two texts and an HDF5 of weights, stored as they are. What is ours
 * stands in `metadata.json`, of which Keras reads nothing: a file more would make it unpack the whole archive.
 */
export const kerasZipFile: Exporter = {
  async write({ topology, weights, metadata }, place, onTensor) {
    const network = kerasNetwork(topology, weights);
    const weightsFile = `${place}-weights`;
    await writeHdf5(weightsFile, async (file) => {
      // Keras looks for weights of the model itself.
      file.group('/vars');
      const groups = numberedGroups(network.layers);
      for (const [place, layer] of network.layers.entries()) {
        for (const [index, [, stored]] of layer.weights.entries()) {
          const values = await stored.read();
          file.tensor(`/layers/${groups[place]}/vars/${index}`, stored.shape, values);
          onTensor(values.byteLength);
        }
      }
    });
    const archive = new ZipFile();
    const text = (content: object, name: string) =>
      archive.addBuffer(Buffer.from(JSON.stringify(content)), name, { compress: false });
    text({ keras_version: kerasVersion, transferDesigner: metadata }, 'metadata.json');
    text(kerasConfig(network), 'config.json');
    archive.addFile(weightsFile, 'model.weights.h5', { compress: false });
    archive.end();
    const handle = await createFile(place);
    // The stream closes the file.
    await pipeline(archive.outputStream, handle.createWriteStream({ flush: true }));
    await removeFile(weightsFile);
    return kerasWeights(network);
  },
  open: async (place) => openedNetwork(await openBase(place)),
};
