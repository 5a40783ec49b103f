import {
  isLegacyPyTorchFile,
  readLegacyPyTorchFile,
  readPyTorchArchive,
} from '../../catalog/pytorch-weights';
import { readSafetensors } from '../../catalog/safetensors';
import type { SourceTensor } from '../../catalog/source-tensor';
import { isTransferError, TransferError } from '../../design/transfer-error';
import { mostBaseBytes } from '../../disk/bases/base-look';
import { readTopology } from '../network/read-topology';
import { toModelConfig } from '../network/topology';
import type { BaseFormat } from './base-format';
import { configsSay } from './model-config';
import { recognisedNetwork } from './pytorch/recognised-network';
import { isPyTorchArchive, openPyTorchArchive } from './pytorch-archive';
import { readBytes, readWholeFile } from './read-bytes';

const isSafetensors = (name: string) => /\.safetensors$/i.test(name);

/**
 * Weights without layers, as PyTorch users pass them on: a safetensors file, or a state dictionary of torch.save.
 * The layers are those of the architecture that the weights fit by their names and shapes.
 */
export const knownWeights: BaseFormat = {
  inFolder: 'model.safetensors',
  name: 'weights of a known PyTorch network (.safetensors, .pth, .pt)',
  match: ({ name, start }) =>
    isSafetensors(name) || isPyTorchArchive(start) || isLegacyPyTorchFile(Buffer.from(start, 'latin1')),
  trainsBase: true,
  async open(files) {
    const tensors = await tensorsIn(files.modelFile);
    const stated = (await configsSay(files))?.architecture;
    const { topology: laidOut, weights, size } = recognisedNetwork(files.modelFile, tensors, stated);
    const { leftOut, ...topology } = readTopology(toModelConfig(laidOut));
    // How whoever trained it scaled the pictures, nothing in such a file tells; what lies beside it may.
    return { topology, leftOut, weights, says: { input: { size: [size, size] } } };
  },
};

async function tensorsIn(file: string): Promise<ReadonlyMap<string, SourceTensor>> {
  try {
    const tensors = await readTensors(file);
    const told = ({ shape, values }: SourceTensor): SourceTensor => {
      const toldValues = () => {
        try {
          return values();
        } catch (error) {
          throw asBaseFault(error, file);
        }
      };
      return { shape, values: toldValues };
    };
    return new Map([...tensors].map(([name, tensor]) => [name, told(tensor)]));
  } catch (error) {
    throw asBaseFault(error, file);
  }
}

async function readTensors(file: string): Promise<ReadonlyMap<string, SourceTensor>> {
  if (isSafetensors(file)) return readSafetensors(await readWholeFile(file, mostBaseBytes));
  const isArchive = (await readBytes(file, 0, 2)).toString() === 'PK';
  return isArchive
    ? readPyTorchArchive(await openPyTorchArchive(file))
    : readLegacyPyTorchFile(await readWholeFile(file, mostBaseBytes));
}

function asBaseFault(error: unknown, file: string): unknown {
  if (isTransferError(error, 'weights-unfit'))
    return new TransferError('base-format', `${file} ${error.message}`);
  if (isTransferError(error, 'weights-file'))
    return new TransferError('base-damaged', `${file} ${error.message}. Get the file again.`);
  return error;
}
