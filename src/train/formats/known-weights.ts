import path from 'node:path';
import { catalog } from '../../catalog/catalog';
import { comesAsWheel } from '../../catalog/catalog-base';
import { kerasTopology, placedWeights } from '../../catalog/layers-model';
import { whatBaseSays } from '../../catalog/made-base';
import { isLegacyPyTorchFile, readLegacyPyTorchFile } from '../../catalog/pytorch-weights';
import { readSafetensors } from '../../catalog/safetensors';
import type { SourceTensor } from '../../catalog/source-tensor';
import { isTransferError, TransferError } from '../../design/transfer-error';
import { mostBaseBytes } from '../../disk/bases/base-look';
import { readTopology } from '../network/read-topology';
import { weightsByLayer } from '../network/weights-by-layer';
import type { BaseFormat, FileStart } from './base-format';
import { readWholeFile } from './read-bytes';

const isSafetensors = ({ name }: Pick<FileStart, 'name'>) => /\.safetensors$/i.test(name);

/**
 * Weights without layers, as PyTorch users pass them on: a safetensors file, or one of torch.save before version 1.6.
 * The layers are those of the catalog's network that the weights fit by their names and shapes.
 */
export const knownWeights: BaseFormat = {
  name: 'weights of a network in the catalog (.safetensors, .pth)',
  match: (file) => isSafetensors(file) || isLegacyPyTorchFile(Buffer.from(file.start, 'latin1')),
  trainsBase: true,
  async open({ modelFile }) {
    const tensors = tensorsIn(modelFile, await readWholeFile(modelFile, mostBaseBytes));
    for (const base of catalog.filter(comesAsWheel)) {
      const layers = base.source.layers();
      const weights = placedWeights(layers, tensors);
      if (weights === undefined) continue;
      const { leftOut, ...topology } = readTopology(kerasTopology(base.name, layers));
      const named = weights.map(({ name, shape, values }) => ({ name, shape, read: async () => values() }));
      return { topology, leftOut, weights: weightsByLayer(named, topology), says: whatBaseSays(base) };
    }
    const [some = 'none'] = tensors.keys();
    throw new TransferError(
      'base-format',
      `${modelFile} holds weights without layers (${tensors.size} tensors, the first is ${some.slice(0, 80)}), and no network of the catalog has these: ` +
        `${catalog
          .filter(comesAsWheel)
          .map(({ name }) => name)
          .join(', ')}. Name one of them, or a model with its layers.`,
    );
  },
};

function tensorsIn(modelFile: string, bytes: Buffer): ReadonlyMap<string, SourceTensor> {
  try {
    return isSafetensors({ name: path.basename(modelFile) })
      ? readSafetensors(bytes)
      : readLegacyPyTorchFile(bytes);
  } catch (error) {
    if (!isTransferError(error, 'weights-file')) throw error;
    throw new TransferError('base-damaged', `${modelFile} ${error.message}. Get the file again.`);
  }
}
