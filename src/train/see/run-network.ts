import type { PlanInput } from '../../design/plan';
import { readRunRecord } from '../../disk/runs/run-folder';
import type { SeenLayer } from '../../shared/seen';
import { type Engines, preferring } from '../engines/load-engines';
import { withWeights } from '../formats/read-base';
import type { Topology } from '../network/topology';
import type { NetworkWeights } from '../network/weight-values';
import { openSavedModel } from '../run/saved-model';

/** The network that a run has saved, to be looked into. */
export interface RunNetwork {
  readonly topology: Topology;
  readonly weights: NetworkWeights;
  readonly input: PlanInput;
  /** In the order of the data. */
  readonly layers: readonly SeenLayer[];
  readonly classes: readonly string[];
  /** Those that are there, the one first that the run has asked it with. */
  readonly engines: Engines;
}

/** @throws TransferError as `openSavedModel` does; `base-…` where the files are damaged */
export async function openRunNetwork(runFolder: string, engines: Engines): Promise<RunNetwork> {
  const { base, metadata, engine } = await openSavedModel(runFolder);
  const { topology, weights } = await withWeights(base);
  const { plan } = await readRunRecord(runFolder);
  // A file of ONNX says the shapes of its layers itself; the others are as they were planned.
  const layers = (base.layers ?? plan.layers).map(({ name, outputShape, ...other }) => ({
    ...{ name, shape: outputShape.map((edge) => edge ?? 1) },
    ...('channelsFirst' in other && other.channelsFirst ? { channelsFirst: true as const } : {}),
  }));
  const { input, classes } = metadata;
  return { topology, weights, input, layers, classes, engines: preferring(engine, engines) };
}
