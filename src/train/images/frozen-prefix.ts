import { createHash } from 'node:crypto';
import type { Plan, PlanInput } from '../../design/plan';
import type { FeatureSpace } from '../../disk/features/feature-space';
import { decodingVersion } from '../../disk/images/image-decoding';
import type { FeatureEngine } from '../engines/engine';
import { outputLayerOf, type Topology, upTo } from '../network/topology';
import { bytesOf, layerOfWeight, type NetworkWeights } from '../network/weight-values';
import type { RowMaker } from './fill-cache';
import { type NetworkOnPixels, networkOnPixels } from './network-on-pixels';

/**
 * Rows of version 1 were computed wherever in a batch an image happened to stand, those of 2 by other operators of ONNX,
 * whose last bits differ.
 */
const rowsVersion = 3;

/** What turns pictures into the rows that are kept: the frozen layers up to a cut, or nothing at all. */
export interface FrozenPrefix {
  readonly cut: string;
  /** Of one row, without the batch axis. */
  readonly shape: readonly number[];
  readonly space: FeatureSpace;
  readonly makeRows: RowMaker;
  dispose(): Promise<void>;
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
    makeRows: (pictures) => Promise.resolve(pictures),
    dispose: () => Promise.resolve(),
  };
}

/**
 * The layers of `network` up to `cut`, as they answer: whatever they hold, nothing of it can change. They
 * are only built when the first outputs are asked for, so that a full cache costs no time.
 *
 * @param weights of the network as it stands when the phase begins
 */
export function frozenPrefix(
  engine: FeatureEngine,
  network: Topology,
  weights: NetworkWeights,
  plan: Plan,
  cut: string,
): FrozenPrefix {
  const topology = upTo(network, cut);
  const shape = plan.layers.find(({ name }) => name === cut)?.outputShape;
  if (shape === undefined) throw new RangeError(`The plan has no layer "${cut}".`);
  const space: FeatureSpace = {
    description: prefixDescription(engine, topology, weights, plan.base.input),
    shape,
    format: 'float32',
  };
  const rowValues = shape.reduce((total, edge) => total * edge, 1);
  let model: Promise<NetworkOnPixels> | undefined;
  return {
    cut,
    shape,
    space,
    makeRows: async (pictures) => {
      model ??= networkOnPixels(engine, topology, weights, plan.base.input);
      const outputs = await (await model).outputs(pictures);
      return pictures.map((_, index) => outputs.subarray(index * rowValues, (index + 1) * rowValues));
    },
    dispose: async () => (await model)?.dispose(),
  };
}

/** What the outputs of a network's last layer depend on, but for the images. @param topology up to that layer */
export function prefixDescription(
  engine: Pick<FeatureEngine, 'name' | 'folds'>,
  topology: Topology,
  weights: NetworkWeights,
  { size, resize, scale }: PlanInput,
): FeatureSpace['description'] {
  return {
    decoding: decodingVersion,
    size: size.join('x'),
    resize,
    scale: JSON.stringify(scale),
    network: networkHash(topology, weights),
    cut: outputLayerOf(topology).name,
    engine: engine.name,
    folded: String(engine.folds),
    rows: rowsVersion,
  };
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
