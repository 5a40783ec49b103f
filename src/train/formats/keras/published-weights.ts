import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { catalog } from '../../../catalog/catalog';
import { comesAsKerasWeights, type KerasWeightsBase, publishedFileName } from '../../../catalog/catalog-base';
import { whatBaseSays } from '../../../catalog/made-base';
import { valuesIn } from '../../../design/base/tensor-shape';
import { TransferError } from '../../../design/transfer-error';
import { readTopology } from '../../network/read-topology';
import { layerOfWeight, type StoredWeight } from '../../network/weight-values';
import { type Fields, fieldsOf, inSnakeCase } from '../../network/written-model';
import type { OpenedBase } from '../base-format';
import type { FileStretch } from '../read-bytes';
import { openKerasNetwork } from './keras-network';
import { weightsInOrder } from './weight-places';
import { inOrderOfTraining, weightedLayers } from './weighted-layers';

/** A network whose weights Keras publishes without its layers, as `scripts/keras/make-topologies.ts` packs it. */
export interface PublishedNetwork {
  /** As Keras writes it. */
  readonly model: Fields;
  /** Of each layer with weights, in the order of the file: the ends of their names and their shapes. */
  readonly weights: readonly (readonly [
    layer: string,
    weights: readonly (readonly [name: string, shape: readonly number[]])[],
  ])[];
}

/** The base of the catalog whose weights are published under that name of a file. */
export function publishedUnder(fileName: string): KerasWeightsBase | undefined {
  return catalog.filter(comesAsKerasWeights).find((base) => publishedFileName(base) === fileName);
}

/**
 * The network of a published base, for pictures of its size; those that take any leave it open.
 * @throws the system's error where it did not come along
 */
export async function publishedNetwork({
  source: { network, part },
  input: { size },
}: KerasWeightsBase): Promise<PublishedNetwork> {
  const packed = await readFile(path.join(networksFolder(), `${network}.json.br`));
  const text = (await promisify(brotliDecompress)(packed)).toString('utf8');
  const { model, weights } = (JSON.parse(text) as Record<typeof part, PublishedNetwork>)[part];
  const { layers, ...config } = fieldsOf(model.config);
  const [input, ...others] = layers as readonly [Fields, ...Fields[]];
  const [batch, height, , channels] = fieldsOf(input.config).batch_input_shape as readonly (number | null)[];
  const shape = [batch, ...(height === null ? [null, null] : size), channels];
  const sized = { ...input, config: { ...fieldsOf(input.config), batch_input_shape: shape } };
  return { model: { ...model, config: { ...config, layers: [sized, ...others] } }, weights };
}

/** In this package; the bundles and the sources lie below it at other depths. */
function networksFolder(): string {
  for (let folder = __dirname; ; folder = path.dirname(folder)) {
    const networks = path.join(folder, 'networks');
    if (existsSync(networks) || folder === path.dirname(folder)) return networks;
  }
}

/**
 * Puts the weights that Keras publishes of a network together with its layers.
 * @throws TransferError `base-weights` where they are those of another
 */
export async function openPublishedWeights(base: KerasWeightsBase, place: FileStretch): Promise<OpenedBase> {
  const network = await publishedNetwork(base);
  const description = { model: network.model, kerasVersion: '2.15.0' };
  const opened = await openKerasNetwork(description, place, weightsInOrder);
  const shapes = shapesOf(network);
  for (const [name, { shape }] of opened.weights) {
    const needed = shapes.get(name) ?? [];
    if (shape.join() === needed.join()) continue;
    throw new TransferError(
      'base-weights',
      `${place.file} is named like the weights of ${base.title}, but where that has ${name} of the shape [${needed}] it holds one of [${shape}]: it is of another network. Get the right file, or name ${base.name} as the base.`,
    );
  }
  return { ...opened, says: whatBaseSays(base) };
}

/** The same before the file is there: its weights have shapes, and all values are 0. */
export async function layersOfPublishedWeights(base: KerasWeightsBase): Promise<OpenedBase> {
  const network = await publishedNetwork(base);
  const { leftOut, ...topology } = readTopology(network.model);
  const used = new Set(topology.layers.map(({ name }) => name));
  const weights = new Map<string, StoredWeight>();
  for (const [name, shape] of shapesOf(network)) {
    if (!used.has(layerOfWeight(name)) || name.endsWith('/count')) continue;
    const values = valuesIn(shape);
    weights.set(name, { shape, read: async () => new Float32Array(values) });
  }
  return { topology, leftOut, weights, says: whatBaseSays(base) };
}

/** By `layer/weight`. */
function shapesOf({ model, weights }: PublishedNetwork): ReadonlyMap<string, readonly number[]> {
  const named = weightedLayers(fieldsOf(inSnakeCase(model, 0)))
    .map(inOrderOfTraining)
    .filter((names) => names.length > 0);
  const shapes = new Map<string, readonly number[]>();
  for (const [index, [, stated]] of weights.entries()) {
    for (const [place, [, shape]] of stated.entries()) {
      const name = named[index]?.[place];
      if (name !== undefined) shapes.set(name, shape);
    }
  }
  return shapes;
}
