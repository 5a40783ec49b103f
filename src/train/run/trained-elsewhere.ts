import { readRunEvents } from '../../disk/runs/run-events-file';
import type { CacheEvent, EpochEvent, RunRates } from '../../shared/run-events';
import type { RunImage } from '../images/run-image';
import type { StageTimes } from './stage-times';

/** What a run has behind it that a cluster has trained. */
export interface TrainedElsewhere {
  /** As far as this process has waited for it. */
  readonly times: StageTimes;
  readonly caches: readonly CacheEvent[];
}

/** What the cluster that a run's record names has done for it. */
export interface DoneByCluster {
  /** Undefined where an earlier process of the run has brought the result here. */
  readonly trained: TrainedElsewhere | undefined;
  /** The file in which it left what it says of the images. */
  readonly answers: string;
}

/** What frozen layers gave on the cluster, as the run's events tell it: of each cut what computed most. */
export async function toldCaches(folder: string): Promise<readonly CacheEvent[]> {
  const caches = new Map<string, CacheEvent>();
  await readRunEvents(folder, (event) => {
    if (event.event !== 'cache' || !event.onCluster) return;
    const { time: _, ...cache } = event;
    const key = `${cache.phase} ${cache.cut}`;
    // A job that goes on finds again what the one before has computed.
    if (cache.computed >= (caches.get(key)?.computed ?? 0)) caches.set(key, cache);
  });
  return [...caches.values()];
}

/** How fast a cluster was, by what it has told: with all of its start, and no limit, which nobody has measured there. */
export function ratesOnCluster(
  caches: readonly CacheEvent[],
  epochs: readonly EpochEvent[],
  images: readonly RunImage[],
): Omit<RunRates, 'run'> {
  const sum = <Each>(all: readonly Each[], of: (each: Each) => number) =>
    all.reduce((total, each) => total + of(each), 0);
  const made = caches.filter(({ computed }) => computed > 0);
  const trained = images.filter(({ side }) => side === 'train').length * epochs.length;
  const rate = (count: number, seconds: number) =>
    count > 0 && seconds > 0 ? { images: count, seconds } : null;
  return {
    decoding: null,
    prefix: rate(
      sum(made, ({ computed }) => computed),
      sum(made, ({ seconds }) => seconds),
    ),
    training: rate(
      trained,
      sum(epochs, ({ seconds }) => seconds),
    ),
    limit: null,
  };
}
