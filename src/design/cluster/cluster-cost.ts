import type { ClusterRates } from './cluster-rates';

// What a plan costs on several machines, one formula a function. Seconds and bytes. All is as if every worker had as much
// to do as the others, and none failed: the least that can be expected.

/** Workers alike, and the processors of each. */
export interface ClusterSize {
  readonly workers: number;
  readonly cpus: number;
  /** Of each: 0 or 1. */
  readonly gpus: number;
}

const bytesAValue = 4;

/** To decode all images: N × d ÷ (n × c). Processors do it, whether there are GPUs or not. */
export function decodeSeconds(
  images: number,
  { workers, cpus }: ClusterSize,
  { decode }: ClusterRates,
): number {
  return (images * decode) / (workers * cpus);
}

/** To run layers that only answer, on all images: N × f ÷ (n × c), f the multiply-adds' time; N × f ÷ n by GPUs. */
export function answerSeconds(
  images: number,
  multiplyAdds: number,
  cluster: ClusterSize,
  rates: ClusterRates,
): number {
  const { workers, cpus, gpus } = cluster;
  const one = gpus > 0 ? rates.gpuAnswer : rates.answer / cpus;
  return (images * multiplyAdds * one) / workers;
}

/** To bring bytes from the storage or into it, a share to each worker: bytes ÷ (n × β). */
export function storageSeconds(bytes: number, { workers }: ClusterSize, { storage }: ClusterRates): number {
  return bytes / (workers * storage);
}

/** For a bucket to give each image once: N ÷ R, however many workers ask. */
export function requestSeconds(images: number, { requests }: ClusterRates): number {
  return images / requests;
}

/** To name all objects of a bucket, a thousand with each call: T_list = ⌈N ÷ 1000⌉ calls, one after the other. */
export function listingSeconds(images: number, { listing }: ClusterRates): number {
  return Math.ceil(images / 1_000) * listing;
}

/**
 * From which number of epochs on it takes less time to keep a phase's outputs than to compute them in each epoch anew:
 * E > (t_c + t_w) ÷ (t_c − t_r). Infinite where reading a row takes as long as making one.
 *
 * @param compute seconds of a worker to read, decode and compute one image's outputs
 * @param write to keep them
 * @param read to read them in an epoch
 */
export function keepingPaysFrom(compute: number, write: number, read: number): number {
  if (compute <= read) return Number.POSITIVE_INFINITY;
  return Math.floor((compute + write) / (compute - read)) + 1;
}

/** One step's arithmetic, on the worker with most of the batch: ⌈B ÷ n⌉ × g ÷ c; by its GPU ⌈B ÷ n⌉ × g. */
export function stepSeconds(
  batch: number,
  secondsAnImage: number,
  { workers, cpus, gpus }: ClusterSize,
): number {
  return (Math.ceil(batch / workers) * secondsAnImage) / (gpus > 0 ? 1 : cpus);
}

/**
 * To add up a gradient over all workers: t_a = 2(n − 1) ÷ n × 4W ÷ β + 2(n − 1) × latency, as a ring does (Patarasuk and
 * Yuan, 2009).
 */
export function sumSeconds(
  weights: number,
  { workers }: Pick<ClusterSize, 'workers'>,
  { network, latency }: Pick<ClusterRates, 'network' | 'latency'>,
): number {
  const others = 2 * (workers - 1);
  return ((others / workers) * bytesAValue * weights) / network + others * latency;
}

/** The share of a step in which workers compute: t_g ÷ (t_g + t_a), t_a all that they wait for. */
export function efficiency(computing: number, waiting: number): number {
  return computing / (computing + waiting);
}
