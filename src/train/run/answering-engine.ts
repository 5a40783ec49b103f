import type { FeatureEngine } from '../engines/engine';
import { tryAnswering } from '../engines/gpu-trial';
import { type Engines, engineFor, preferring } from '../engines/load-engines';
import type { Base } from '../formats/read-base';
import type { Topology } from '../network/topology';
import { chosen } from './phase-engine';
import type { RunSession } from './run-session';

/**
 * What a run asks networks with: the engine that it was begun with, if that is there; else the fastest that has all layers
 * of the frozen prefix, or the GPU where the user asks for it and it is quicker still.
 *
 * @throws TransferError `engine` where none has all layers
 */
export async function answeringEngine(
  { folder, record, plan }: Pick<RunSession, 'folder' | 'record' | 'plan'>,
  engines: Engines,
  { weights }: Base,
  prefix: Topology,
): Promise<FeatureEngine> {
  const begunWith = record.engines?.features;
  const gpu = engines.onGpu?.gpu;
  if (gpu !== undefined && begunWith === gpu.name) return gpu;
  const usual = engineFor(prefix, weights, preferring(begunWith, engines));
  if (gpu === undefined || begunWith !== undefined || !gpu.takes(prefix, weights)) return usual;
  const shape = [...plan.base.input.size, 3];
  return chosen<FeatureEngine>(
    { folder },
    await tryAnswering(gpu, usual, prefix, weights, shape),
    gpu,
    usual,
  );
}
