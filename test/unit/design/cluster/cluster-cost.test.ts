import { describe, expect, it } from 'vitest';
import {
  answerSeconds,
  type ClusterSize,
  decodeSeconds,
  efficiency,
  keepingPaysFrom,
  listingSeconds,
  requestSeconds,
  stepSeconds,
  storageSeconds,
  sumSeconds,
} from '../../../../src/design/cluster/cluster-cost';
import { plainRates } from '../../../../src/design/cluster/cluster-rates';

const rates = plainRates();
const mobileNetV2 = 300e6;
const cpus = (workers: number, each = 8): ClusterSize => ({ workers, cpus: each, gpus: 0 });
const gpus = (workers: number, processors = 1): ClusterSize => ({ workers, cpus: processors, gpus: 1 });
const hours = (seconds: number) => seconds / 3_600;
const minutes = (seconds: number) => seconds / 60;

/** Decoding and MobileNetV2. */
const computing = (images: number, cluster: ClusterSize) =>
  decodeSeconds(images, cluster, rates) + answerSeconds(images, mobileNetV2, cluster, rates);
const oneCore: ClusterSize = { workers: 1, cpus: 1, gpus: 0 };

// Worked out by hand, as docs/scale.md has them.
describe('what a million and a thousand million images cost', () => {
  it.each<[string, number, number]>([
    ['the frozen layers of 10⁶: core hours', hours(computing(1e6, oneCore)), 13.7],
    ['the same on 128 cores: minutes', minutes(computing(1e6, cpus(16))), 6.4],
    ['the frozen layers of 10⁹: core hours', hours(computing(1e9, oneCore)), 13_667],
    ['the same on 1,024 cores: hours', hours(computing(1e9, cpus(128))), 13.3],
    ['8 GPUs on 10⁶, layers alone: seconds', answerSeconds(1e6, mobileNetV2, gpus(8), rates), 41.7],
    [
      '64 GPUs on 10⁹, layers alone: minutes',
      minutes(answerSeconds(1e9, mobileNetV2, gpus(64), rates)),
      86.8,
    ],
    ['naming 10⁶ objects: minutes', minutes(listingSeconds(1e6, rates)), 1.67],
    ['naming 10⁹ objects: hours', hours(listingSeconds(1e9, rates)), 27.8],
    ['requests for 10⁶ of one prefix: seconds', requestSeconds(1e6, rates), 181.8],
    ['pictures a second for 10⁹ on 1,024 cores', 1e9 / computing(1e9, cpus(128)), 20_813],
    ['rows of 5,120 bytes of 10⁶, 64 workers: seconds', storageSeconds(5_120e6, cpus(64), rates), 0.16],
    ['rows of 5,120 bytes of 10⁹, 64 workers: seconds', storageSeconds(5_120e9, cpus(64), rates), 160],
    [
      'an epoch of everything on 10⁶: core hours',
      hours(1e6 * stepSeconds(1, mobileNetV2 * rates.train, oneCore)),
      28.3,
    ],
    [
      '8 GPUs, an epoch on 10⁶: minutes',
      minutes((1e6 / 32) * stepSeconds(32, mobileNetV2 * rates.gpuTrain, gpus(8))),
      5.2,
    ],
    [
      '64 GPUs, an epoch on 10⁹: hours',
      hours((1e9 / 64) * stepSeconds(64, mobileNetV2 * rates.gpuTrain, gpus(64))),
      10.85,
    ],
  ])('%s', (_, value, expected) => {
    expect(Math.abs(value - expected) / expected).toBeLessThan(0.01);
  });

  it('adding up gradients takes 14 ms of 2.2 million weights and 164 ms of 25.6 million at 10 Gbit/s', () => {
    const many = { workers: 1_000_000 };
    const way = { network: 1.25e9, latency: 0 };
    expect(sumSeconds(2.2e6, many, way)).toBeCloseTo(0.01408, 5);
    expect(sumSeconds(25.6e6, many, way)).toBeCloseTo(0.16384, 5);
    expect(sumSeconds(2.2e6, { workers: 2 }, way)).toBeCloseTo(0.00704, 5);
    expect(sumSeconds(0, { workers: 5 }, { network: 1, latency: 0.001 })).toBeCloseTo(0.008, 9);
    expect(sumSeconds(1e6, { workers: 1 }, rates)).toBe(0);
  });

  it('a batch of four pictures a GPU leaves a quarter of the time for arithmetic', () => {
    expect(efficiency(0.005, 0.014)).toBeCloseTo(0.263, 3);
    expect(efficiency(1, 0)).toBe(1);
  });

  it('the worker with most of a batch is waited for', () => {
    expect(stepSeconds(32, 1, cpus(8, 1))).toBe(4);
    expect(stepSeconds(33, 1, cpus(8, 1))).toBe(5);
    expect(stepSeconds(4, 1, cpus(64, 1))).toBe(1);
    expect(stepSeconds(32, 1, { workers: 4, cpus: 2, gpus: 1 })).toBe(8);
  });
});

describe('keeping outputs', () => {
  it('pays from the first epoch on after as many as make up for writing', () => {
    // Computed anew: 10 an epoch. Kept: 10 and 2, and then 1 an epoch.
    const from = keepingPaysFrom(10, 2, 1);
    expect(from).toBe(2);
    expect(from * 10).toBeGreaterThan(12 + from);
    expect((from - 1) * 10).toBeLessThanOrEqual(12 + (from - 1));
    expect(keepingPaysFrom(1, 0, 0)).toBe(2);
    expect(keepingPaysFrom(1, 1, 0.5)).toBe(5);
  });

  it('never pays where a row is read no faster than it is made', () => {
    expect(keepingPaysFrom(1, 1, 1)).toBe(Number.POSITIVE_INFINITY);
    expect(keepingPaysFrom(1, 1, 2)).toBe(Number.POSITIVE_INFINITY);
    expect(keepingPaysFrom(1, 1, 0.999)).toBeGreaterThan(1_000);
  });
});

it('more workers, processors, network and storage never take longer, and more images never less', () => {
  const sizes = [1, 2, 3, 7, 64, 1_000];
  for (const [index, workers] of sizes.entries()) {
    const next = sizes[index + 1] ?? 10_000;
    for (const images of [1, 1_000, 1e9]) {
      expect(computing(images, cpus(next))).toBeLessThan(computing(images, cpus(workers)));
      expect(computing(images, cpus(workers, 16))).toBeLessThan(computing(images, cpus(workers, 8)));
      expect(computing(2 * images, cpus(workers))).toBeGreaterThan(computing(images, cpus(workers)));
      expect(stepSeconds(images, 1, cpus(next))).toBeLessThanOrEqual(stepSeconds(images, 1, cpus(workers)));
    }
    const fast = { network: 2.5e9, latency: rates.latency };
    expect(sumSeconds(1e6, { workers }, fast)).toBeLessThanOrEqual(sumSeconds(1e6, { workers }, rates));
    expect(sumSeconds(1e6, { workers: next }, rates)).toBeGreaterThan(sumSeconds(1e6, { workers }, rates));
  }
});
