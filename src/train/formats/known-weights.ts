import path from 'node:path';
import { isLegacyPyTorchFile, readLegacyPyTorchFile } from '../../catalog/pytorch-weights';
import { readSafetensors } from '../../catalog/safetensors';
import type { SourceTensor } from '../../catalog/source-tensor';
import { isTransferError, TransferError } from '../../design/transfer-error';
import { mostBaseBytes } from '../../disk/bases/base-look';
import { readTopology } from '../network/read-topology';
import { toModelConfig } from '../network/topology';
import type { BaseFormat, FileStart } from './base-format';
import { recognisedNetwork } from './pytorch/recognised-network';
import { readWholeFile } from './read-bytes';

const isSafetensors = ({ name }: Pick<FileStart, 'name'>) => /\.safetensors$/i.test(name);

/**
 * Weights without layers, as PyTorch users pass them on: a safetensors file, or one of torch.save before version 1.6.
 * The layers are those of the architecture that the weights fit by their names and shapes.
 */
export const knownWeights: BaseFormat = {
  name: 'weights of a known PyTorch network (.safetensors, .pth)',
  match: (file) => isSafetensors(file) || isLegacyPyTorchFile(Buffer.from(file.start, 'latin1')),
  trainsBase: true,
  async open({ modelFile }) {
    const tensors = tensorsIn(modelFile, await readWholeFile(modelFile, mostBaseBytes));
    const { topology: laidOut, weights, size } = recognisedNetwork(modelFile, tensors);
    const { leftOut, ...topology } = readTopology(toModelConfig(laidOut));
    // How whoever trained it scaled the pictures, nothing in such a file tells.
    return { topology, leftOut, weights, says: { input: { size: [size, size] } } };
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
