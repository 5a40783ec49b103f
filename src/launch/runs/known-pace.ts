import { addingSeconds } from '../../design/cluster/cluster-estimate';
import type { ClusterRates } from '../../design/cluster/cluster-rates';
import type { Plan } from '../../design/plan';
import { viewsOf } from '../../design/plan/plan-reading';
import { cachedCuts, prefixWorkOf } from '../../design/plan/plan-work';
import { readMetrics } from '../../disk/runs/run-events-file';
import { listRuns } from '../../disk/runs/run-folder';
import { engineTable } from '../../shared/engines';
import type { EpochEvent, RunRates } from '../../shared/run-events';
import { type RunRecord, usedGpu } from '../../shared/run-record';
import { runsFolder } from './start-run';

/** How fast finished runs with a base were, and which: the newest that tells. */
export interface KnownPace {
  readonly decode?: number;
  readonly answer?: number;
  /** See `ClusterQuestion`. */
  readonly trained: ReadonlyMap<string, number>;
  /** Names of the runs. */
  readonly runs: readonly string[];
}

/** A run of fewer images tells the time that beginning takes. */
const leastImages = 100;

/** Older runs than the newest so many tell nothing that those do not. */
const mostRuns = 20;

/**
 * What finished runs of a project tell of the seconds that a plan's images take, of one processor, or of one GPU of workers
 * that have some.
 */
export async function knownPace(
  projectFolder: string,
  plan: Plan,
  rates: ClusterRates,
  isOnGpu: boolean,
): Promise<KnownPace> {
  const listed = await listRuns(runsFolder(projectFolder));
  const known = listed.flatMap((run) => ('record' in run && isKnown(run.record, plan) ? [run] : []));
  const runs: PacedRun[] = [];
  for (const { folder, record } of known.slice(0, mostRuns))
    runs.push({ record, epochs: await readMetrics(folder) });
  return paceOfRuns(runs, plan, rates, isOnGpu);
}

export interface PacedRun {
  readonly record: RunRecord;
  readonly epochs: readonly EpochEvent[];
}

/** @param runs finished ones with the plan's base, the newest first */
export function paceOfRuns(
  runs: readonly PacedRun[],
  plan: Plan,
  rates: ClusterRates,
  isOnGpu: boolean,
): KnownPace {
  const cuts = new Set(plan.phases.flatMap(({ cache }) => (cache === null ? [] : [cache.cut])));
  const trained = new Map<string, number>();
  const used = new Set<string>();
  const paced = runs.find(({ record }) => prefixPace(record) !== undefined);
  if (paced) used.add(paced.record.name);
  for (const { record, epochs } of runs) {
    const own = epochs.filter(({ start }) => start === record.plan.init);
    for (const [cut, seconds] of trainedPace(record, own, rates, isOnGpu)) {
      if (!cuts.has(cut) || trained.has(cut)) continue;
      trained.set(cut, seconds);
      used.add(record.name);
    }
  }
  return { ...(paced && prefixPace(paced.record)), trained, runs: [...used] };
}

function isKnown({ state, plan, trial }: RunRecord, { base }: Plan): boolean {
  return state === 'finished' && trial === undefined && plan.base.fingerprint === base.fingerprint;
}

/** Whether an engine takes about as long as TensorFlow does: a native one, on processors. */
function isNative(record: RunRecord, did: 'features' | 'training'): boolean {
  const engine = record.engines?.[did] ?? '';
  const native = Object.values(engineTable).filter((row) => row.package !== null);
  return !usedGpu(record) && native.some(({ name }) => engine.startsWith(name));
}

/** Of one processor: to decode a picture, and for a multiply-add of the frozen layers. */
function prefixPace(record: RunRecord): Pick<KnownPace, 'decode' | 'answer'> | undefined {
  const { plan, result } = record;
  if (!isNative(record, 'features')) return undefined;
  const {
    decoding = null,
    prefix = null,
    training = null,
    limit = null,
  }: Partial<RunRates> = result?.rates ?? {};
  const { images = 0, seconds = 0 } = decoding ?? {};
  // What was used while anything went on, without what training used: of both, and of several threads.
  const both = (limit?.processorSeconds ?? 0) - (training?.processorSeconds ?? 0);
  if (images < leastImages || both <= 0) return undefined;
  if (prefix === null) return { decode: both / images };
  const layers = [...cachedCuts(plan)].filter(
    (cut) => prefixWorkOf(plan, cut) > 0 && cut !== plan.layers[0]?.name,
  );
  const [cut] = layers;
  if (cut === undefined || layers.length > 1 || prefix.images < leastImages) return undefined;
  const decodingShare = seconds / (seconds + prefix.seconds);
  // Each view is run through the layers by itself.
  const work = prefixWorkOf(plan, cut) / plan.dataset.images / viewsOf(plan.training.augment);
  return {
    decode: (both * decodingShare) / images,
    answer: (both * (1 - decodingShare)) / prefix.images / work,
  };
}

/** Seconds an image and epoch, by what a phase begins behind. */
function trainedPace(
  record: RunRecord,
  epochs: readonly EpochEvent[],
  rates: ClusterRates,
  isOnGpu: boolean,
): readonly (readonly [string, number])[] {
  const images = record.dataset?.trainImages ?? 0;
  if (images < leastImages) return [];
  return record.plan.phases.flatMap((phase, index) => {
    const own = epochs.filter((epoch) => epoch.phase === index + 1).map(({ seconds }) => seconds);
    const cut = phase.cache?.cut;
    if (own.length === 0 || cut === undefined) return [];
    const seconds = record.cluster
      ? onCluster(record, record.cluster, { index, images, epoch: median(own) }, rates, isOnGpu)
      : isOnGpu || !isNative(record, 'training')
        ? undefined
        : here(record, own, epochs);
    return seconds === undefined ? [] : [[cut, seconds] as const];
  });
}

/** Of a run on this machine: what its process used, to each phase by the time of its epochs. */
function here({ result }: RunRecord, own: readonly number[], all: readonly EpochEvent[]): number | undefined {
  const { training } = result?.rates ?? {};
  if (!training?.processorSeconds || training.images === 0) return undefined;
  const usual = sum(all.map(({ seconds }) => seconds)) / all.length;
  return (training.processorSeconds / training.images) * (sum(own) / own.length / usual);
}

/** Of a run on a cluster: what its epochs take beside steps and sums, where that is the most of it. */
function onCluster(
  { plan }: RunRecord,
  { workers, cpus, gpus }: NonNullable<RunRecord['cluster']>,
  { index, images, epoch }: { readonly index: number; readonly images: number; readonly epoch: number },
  rates: ClusterRates,
  isOnGpu: boolean,
): number | undefined {
  if (gpus > 0 !== isOnGpu) return undefined;
  const phase = plan.phases[index];
  if (phase === undefined) return undefined;
  const steps = Math.ceil(images / plan.training.batchSize);
  const adding = addingSeconds(plan, phase, { workers }, rates);
  const computing = epoch - steps * (rates.step + adding);
  return computing < epoch / 2 ? undefined : (computing * workers * (gpus > 0 ? 1 : cpus)) / images;
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
