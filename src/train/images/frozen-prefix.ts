import { createHash } from 'node:crypto';
import type { Tensor } from '@tensorflow/tfjs';
import type { Plan } from '../../design/plan';
import type { FeatureSpace } from '../../disk/feature-space';
import { decodingVersion } from '../../disk/image-decoding';
import { scalePixels } from '../../disk/pixel-scaling';
import type { Engine } from '../engines/engine';
import { buildModel } from '../network/build-model';
import { type Topology, upTo } from '../network/topology';
import { bytesOf, layerOfWeight, type NetworkWeights } from '../network/weight-values';
import type { RowMaker } from './fill-cache';

/** What turns pictures into the rows that are kept: the frozen layers up to a cut, or nothing at all. */
export interface FrozenPrefix {
  readonly cut: string;
  /** Of one row, without the batch axis. */
  readonly shape: readonly number[];
  readonly space: FeatureSpace;
  readonly makeRows: RowMaker;
  dispose(): void;
}

/** The prefix of no layers: decoded pixels as they are, one byte a value. */
export function pixelPrefix(plan: Plan, inputLayer: string): FrozenPrefix {
  const { size, resize } = plan.base.input;
  const shape = [...size, 3];
  return {
    cut: inputLayer,
    shape,
    space: {
      description: { decoding: decodingVersion, size: size.join('x'), resize },
      shape,
      format: 'uint8',
    },
    makeRows: (pictures) => pictures,
    dispose: () => undefined,
  };
}

/**
 * The layers of `network` up to `cut`, run by `predict` alone: whatever they hold, nothing of it can change.
 *
 * @param weights of the network as it stands when the phase begins
 */
export async function frozenPrefix(
  engine: Engine,
  network: Topology,
  weights: NetworkWeights,
  plan: Plan,
  cut: string,
): Promise<FrozenPrefix> {
  const { tf } = engine;
  const topology = upTo(network, cut);
  const model = await buildModel(tf, topology, weights);
  const shape = (model.outputShape as (number | null)[]).slice(1).map((size) => size ?? 0);
  const { size, resize, scale } = plan.base.input;
  const space: FeatureSpace = {
    description: {
      decoding: decodingVersion,
      size: size.join('x'),
      resize,
      scale: JSON.stringify(scale),
      network: networkHash(topology, weights),
      cut,
      engine: engine.name,
    },
    shape,
    format: 'float32',
  };
  const rowValues = shape.reduce((total, edge) => total * edge, 1);
  const imageValues = size[0] * size[1] * 3;
  const makeRows: RowMaker = (pictures) => {
    const batch = new Float32Array(pictures.length * imageValues);
    pictures.forEach((pixels, index) => {
      scalePixels(pixels, scale, batch, index * imageValues);
    });
    const outputs = tf.tidy(() =>
      (model.predictOnBatch(tf.tensor(batch, [pictures.length, ...size, 3])) as Tensor).dataSync<'float32'>(),
    );
    return pictures.map((_, index) => outputs.subarray(index * rowValues, (index + 1) * rowValues));
  };
  return { cut, shape, space, makeRows, dispose: () => model.dispose() };
}

/** sha256 over the layers' types, settings and connections, and their weights. */
function networkHash(topology: Topology, weights: NetworkWeights): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify(topology.layers));
  const layers = new Set(topology.layers.map((layer) => layer.name));
  for (const name of [...weights.keys()].filter((key) => layers.has(layerOfWeight(key))).sort()) {
    const { shape, values } = weights.get(name) ?? { shape: [], values: new Float32Array() };
    hash.update(`${name}[${shape}]`).update(bytesOf(values));
  }
  return hash.digest('hex');
}
