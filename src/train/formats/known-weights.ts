import { catalog } from '../../catalog/catalog';
import { comesAsWheel } from '../../catalog/catalog-base';
import { kerasTopology, placedWeights } from '../../catalog/layers-model';
import { whatBaseSays } from '../../catalog/made-base';
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
import { weightsByLayer } from '../network/weights-by-layer';
import type { BaseFormat } from './base-format';
import { isPyTorchArchive, openPyTorchArchive } from './pytorch-archive';
import { readBytes, readWholeFile } from './read-bytes';

const isSafetensors = (name: string) => /\.safetensors$/i.test(name);

/**
 * Weights without layers, as PyTorch users pass them on: a safetensors file, or a state dictionary of torch.save.
 * The layers are those of the catalog's network that the weights fit by their names and shapes.
 */
export const knownWeights: BaseFormat = {
  name: 'weights of a network in the catalog (.safetensors, .pth, .pt)',
  match: ({ name, start }) =>
    isSafetensors(name) || isPyTorchArchive(start) || isLegacyPyTorchFile(Buffer.from(start, 'latin1')),
  trainsBase: true,
  async open({ modelFile }) {
    const tensors = await tensorsIn(modelFile);
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
