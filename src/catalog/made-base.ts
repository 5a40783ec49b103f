import { TransferError } from '../design/transfer-error';
import type { CatalogBase, WheelBase } from './catalog-base';
import imagenet from './imagenet-classes.json';
import { placedWeights, type WrittenLayersModel, writeLayersModel } from './layers-model';
import { readLegacyPyTorchFile } from './pytorch-weights';

/**
 * A published base as a LayersModel, made of the file that holds its weights.
 *
 * @throws TransferError `weights-file` where the file is another
 */
export function madeBase(base: WheelBase, file: Buffer): WrittenLayersModel {
  const layers = base.source.layers();
  const weights = placedWeights(layers, readLegacyPyTorchFile(file));
  if (weights === undefined) throw new TransferError('weights-file', `holds no weights of ${base.title}`);
  return writeLayersModel(base.name, layers, weights, whatBaseSays(base));
}

/** What a published base says of itself: `userDefinedMetadata.transferDesigner` of its model.json. */
export function whatBaseSays({
  name,
  title,
  trainedOn,
  accuracy,
  licence,
  attribution,
  input,
  classes,
}: CatalogBase) {
  return {
    ...{ name, title, trainedOn, accuracy, licence, attribution, input },
    ...(classes === undefined ? {} : { classes: imagenet }),
  };
}
