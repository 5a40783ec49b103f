import type { CatalogBase } from './catalog-base';
import imagenet from './imagenet-classes.json';
import { layersModel, type WrittenLayersModel } from './layers-model';
import { readLegacyPyTorchFile } from './pytorch-weights';

/**
 * A published base as a LayersModel, made of the file that holds its weights.
 *
 * @throws Error where the file is another; the message is the end of a sentence about it
 */
export function madeBase(base: CatalogBase, weights: Buffer): WrittenLayersModel {
  const { name, title, trainedOn, accuracy, licence, attribution, input } = base;
  const metadata = { name, title, trainedOn, accuracy, licence, attribution, input, classes: imagenet };
  return layersModel(name, base.layers(), readLegacyPyTorchFile(weights), metadata);
}
