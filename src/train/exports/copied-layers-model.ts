import path from 'node:path';
import { createFile, makeNewFolder, openToRead } from '../../disk/files/project-files';
import { openBase } from '../formats/read-base';
import type { Exporter } from './exporter';
import { refuseOnnxLayers } from './onnx-layers';
import { openedNetwork } from './opened-network';

/** A TF.js LayersModel is what a run has saved: its files, byte for byte. */
export const copiedLayersModel: Exporter = {
  async write({ files, topology, weights }, place, onTensor) {
    refuseOnnxLayers(topology);
    await makeNewFolder(place);
    const first = { file: files.modelFile, bytes: 0 };
    for (const { file, bytes } of [first, ...files.beside.flatMap((group) => group.files)]) {
      // A name that leads further below would need its folder; a run saves none.
      const original = await openToRead(file);
      const copy = await createFile(path.join(place, path.basename(file)));
      try {
        for await (const piece of original.createReadStream()) await copy.writeFile(piece as Buffer);
        await copy.sync();
      } finally {
        await copy.close();
      }
      onTensor(bytes);
    }
    return weights;
  },
  open: async (place) => openedNetwork(await openBase(place)),
};
