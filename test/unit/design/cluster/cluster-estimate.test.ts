import { describe, expect, it } from 'vitest';
import {
  type ClusterQuestion,
  clusterEstimate,
  scaledCounts,
} from '../../../../src/design/cluster/cluster-estimate';
import { plainRates } from '../../../../src/design/cluster/cluster-rates';
import { clusterWarnings } from '../../../../src/design/cluster/cluster-warnings';
import { imagesPerPart } from '../../../../src/design/cluster/image-parts';
import { bothStartsPlan, mobilePlan } from '../../../fixtures/cluster-plan';

const rates = plainRates();
const million = { train: 800_000, validation: 100_000, test: 100_000 };

function question(over: Partial<ClusterQuestion> = {}): ClusterQuestion {
  const cluster = { workers: 16, cpus: 8, gpus: 0 };
  return { plan: mobilePlan, images: million, imageBytes: 100_000, cluster, rates, ...over };
}
const estimated = (over: Partial<ClusterQuestion> = {}) => clusterEstimate(question(over));
const warned = (over: Partial<ClusterQuestion> = {}) => clusterWarnings(question(over), estimated(over));

describe('a plan on a cluster', () => {
  it('keeps what is behind each cut once, and computes it in the time of its layers', () => {
    const [pooled, early] = estimated().outputs;
    expect(pooled).toMatchObject({ cut: 'pool', rowBytes: 5_120, bytes: 5.12e9, boundBy: 'frozen layers' });
    expect(pooled?.seconds).toBeCloseTo(384.4, 1);
    // A third of the layers, and rows as large as 28 × 28 × 192 floats.
    expect(early).toMatchObject({ cut: 'early', rowBytes: 602_112, boundBy: 'frozen layers' });
    expect(early?.seconds).toBeCloseTo((1e6 * (0.0062 + 0.043 / 3)) / 128, 3);
  });

  it('is bound by decoding with GPUs, by the storage with large pictures or rows', () => {
    const boundOf = (over: Partial<ClusterQuestion>) => estimated(over).outputs.map(({ boundBy }) => boundBy);
    expect(boundOf({ cluster: { workers: 8, cpus: 8, gpus: 1 } })).toEqual(['decoding', 'writing']);
    expect(boundOf({ imageBytes: 20e6 })).toEqual(['reading', 'reading']);
    expect(boundOf({ rates: { ...rates, storage: 1e6 } })).toEqual(['reading', 'writing']);
  });

  it('trains as many epochs as a run here may have, fewer with more images', () => {
    const [head] = estimated().phases;
    expect(head?.epochs).toBe(50);
    const [small] = estimated({ images: { train: 64, validation: 8, test: 0 } }).phases;
    expect(small?.epochs).toBe(500);
  });

  it('takes for an epoch the parts that it consists of', () => {
    const [, all] = estimated().phases;
    const steps = 800_000 / 32;
    const computing = (steps * 2 * (200e6 + 3_840) * rates.train) / 8;
    const weights = 2_000_000 + 5_120 + 3_843;
    const sums = steps * (((30 / 16) * 4 * weights) / rates.network + 30 * rates.latency);
    const rows = (800_000 * 602_112) / (16 * rates.storage);
    const validation = (100_000 * (200e6 + 3_840) * rates.answer) / 128;
    const expected = computing + sums + rows + steps * rates.step + 800_000 * rates.order + validation;
    expect(all?.secondsAnEpoch).toBeCloseTo(expected, 6);
    expect(all?.efficiency).toBeCloseTo(computing / (computing + sums + steps * rates.step), 9);
    expect(all?.copySeconds).toBeCloseTo(602_112e6 / rates.storage, 6);
  });

  it('has the outputs and the phases of both starts where there may be two, and hands both over', () => {
    const [one, both] = [estimated(), estimated({ plan: bothStartsPlan })];
    expect(both.outputs.slice(0, 2)).toEqual(one.outputs);
    expect(both.outputs[2]).toEqual({ ...one.outputs[1], start: 'random' });
    expect(both.phases.map(({ start, number, isInReserve }) => [start, number, isInReserve])).toEqual([
      ['pretrained', 1, false],
      ['pretrained', 2, false],
      ['random', 1, true],
    ]);
    expect(both.handedOver.bytes - one.handedOver.bytes).toBe(one.handedOver.bytes - 200e6);
    expect(both.seconds).toBeGreaterThan(one.seconds);
    const compared = { ...bothStartsPlan.training, fallback: 'compare' as const };
    const last = estimated({ plan: { ...bothStartsPlan, training: compared } }).phases.at(-1);
    expect(last?.isInReserve).toBe(false);
  });

  it('adds up the statistics of each normalisation four times a step where they are those of the batch', () => {
    const [, still, moving] = estimated({ plan: bothStartsPlan }).phases;
    const each = ((30 / 16) * 4 * 1_280) / rates.network + 30 * rates.latency;
    const added = Number(moving?.secondsAnEpoch) - Number(still?.secondsAnEpoch);
    expect(added).toBeCloseTo(((4 * 800_000) / 32) * each, 6);
  });

  it('keeps the pixels of all starts once, and a row of each view of what layers give', () => {
    const augment = { flip: 'none', shift: 0, brightness: 0, views: 3 } as const;
    const phases = bothStartsPlan.phases.map((phase) => ({ ...phase, cache: { cut: 'input', bytes: 0 } }));
    const plan = {
      ...bothStartsPlan,
      phases: [...mobilePlan.phases.slice(0, 1), ...phases.slice(1)],
      training: { ...bothStartsPlan.training, augment, fallbackPhases: phases.slice(1) },
    };
    expect(estimated({ plan }).outputs.map(({ cut, bytes }) => [cut, bytes])).toEqual([
      ['pool', (800_000 * 3 + 200_000) * 5_120],
      ['input', 1e6 * 224 * 224 * 3],
    ]);
    expect(estimated({ plan }).phases[0]?.copySeconds).toBeCloseTo((2.6e6 * 5_120) / rates.storage, 6);
  });

  it('adds up nothing on one worker', () => {
    const cluster = { workers: 1, cpus: 8, gpus: 0 };
    const slow = { ...rates, network: 1, latency: 1_000 };
    expect(estimated({ cluster, rates: slow }).phases).toEqual(estimated({ cluster }).phases);
  });

  it('takes the time of a run of the same layers where there is one', () => {
    const quick = new Map([['early', 1e-9]]);
    const [head, all] = estimated({ trained: quick }).phases;
    expect(head).toEqual(estimated().phases[0]);
    expect(all?.boundBy).not.toBe('layers that train');
  });

  it('says from when on outputs are worth their place, and where they never are', () => {
    expect(estimated().phases.map(({ keepingPaysFrom }) => keepingPaysFrom)).toEqual([2, 3]);
    const cluster = { workers: 8, cpus: 64, gpus: 1 };
    expect(estimated({ cluster }).phases[1]?.keepingPaysFrom).toBeNull();
  });

  it('hands over the weights and the list, once each picture was read here', () => {
    const weights = mobilePlan.layers.reduce((sum, { params }) => sum + params, 0);
    expect(estimated().handedOver).toEqual({ bytes: 4 * weights + 200e6, seconds: 500 });
  });

  it('computes outputs on no more workers than the list has parts', () => {
    const images = { train: 64, validation: 0, test: 0 };
    const outputs = (workers: number) =>
      estimated({ images, cluster: { workers, cpus: 1, gpus: 0 } }).outputs.map(({ seconds }) => seconds);
    expect(outputs(2)).not.toEqual(outputs(1));
    expect(outputs(64)).toEqual(outputs(2));
  });

  it('computes outputs on GPUs while the next pictures are decoded, and on processors in turn', () => {
    const pooled = (cpus: number, gpus: number) =>
      estimated({ cluster: { workers: 8, cpus, gpus } }).outputs[0]?.seconds;
    expect(pooled(4, 1)).toBeCloseTo((1e6 * 0.0062) / 32, 6);
    expect(pooled(64, 1)).toBeCloseTo(1e6 / 3_000 / 8, 1);
    expect(pooled(4, 0)).toBeCloseTo((1e6 * (0.0062 + 0.043)) / 32, 0);
  });

  it('of all never takes less with more images, and less with faster machines', () => {
    const all = (over: Partial<ClusterQuestion>) => estimated(over).seconds;
    for (const workers of [1, 2, 16, 200]) {
      const cluster = { workers, cpus: 8, gpus: 0 };
      const images = { train: 8_000_000, validation: 1_000_000, test: 1_000_000 };
      expect(all({ cluster, images })).toBeGreaterThan(all({ cluster }));
      expect(all({ cluster: { ...cluster, cpus: 16 } })).toBeLessThan(all({ cluster }));
      expect(all({ cluster, rates: { ...rates, network: 1e8 } })).toBeGreaterThanOrEqual(all({ cluster }));
    }
  });
});

describe('images that are supposed', () => {
  it('lie on the sides as those that are there', () => {
    expect(scaledCounts({ train: 80, validation: 20, test: 500 }, 6_000)).toEqual({
      ...{ train: 800, validation: 200, test: 5_000 },
    });
    const { train, validation, test } = scaledCounts({ train: 2, validation: 1, test: 0 }, 1_000_000);
    expect([train + validation, test]).toEqual([1_000_000, 0]);
  });
});

describe('what does not fit a cluster', () => {
  it('is nothing of a small plan on a few workers', () => {
    const cluster = { workers: 2, cpus: 4, gpus: 0 };
    expect(warned({ images: { train: 800, validation: 200, test: 0 }, cluster })).toEqual([]);
  });

  it('is a row that is larger than its picture, and its copy on each machine', () => {
    const warnings = warned();
    expect(warnings).toContainEqual(
      expect.stringMatching(/^The outputs of early take 602 kB an image, and its picture 100 kB/),
    );
    expect(warnings).toContainEqual(
      expect.stringMatching(/^Each machine with workers copies all rows .* 602 GB free/),
    );
    expect(warnings.some((text) => text.includes('outputs of pool'))).toBe(false);
  });

  it('is a batch that is too small for so many workers, with the figure', () => {
    const cluster = { workers: 8, cpus: 64, gpus: 1 };
    expect(warned({ cluster })).toContainEqual(
      expect.stringMatching(
        /^Phase 1: a batch of 32 is 4 pictures for each of 8 workers, which compute for 0.1 %/,
      ),
    );
    const alone = { ...cluster, workers: 1 };
    expect(warned({ cluster: alone }).filter((text) => text.includes('batch'))).toEqual([]);
    expect(warned({ cluster: { ...cluster, workers: 40 } })).toContainEqual(
      expect.stringMatching(/^Phase 1: a batch of 32 leaves 8 of 40 workers without a picture/),
    );
  });

  it('is more images than are taken from one place', () => {
    const said = (images: ClusterQuestion['images'], dataset = {}) =>
      warned({ images, plan: { ...mobilePlan, dataset: { ...mobilePlan.dataset, ...dataset } } }).filter(
        (text) => text.includes('from one folder'),
      );
    const sides = { train: 2_000_000, validation: 1_000_001, test: 2_000_000 };
    const apart = { path: '/a', validation: '/b', test: '/c' };
    expect(said(sides, { ...apart, validation: 0.2 })).toEqual([
      expect.stringMatching(
        /^No more than 3,000,000 images are taken .* there would be 3,000,001: such a run/,
      ),
    ]);
    expect(said(sides, apart)).toEqual([]);
    expect(said(sides, { path: '/l.parquet', validation: '/l.parquet', test: '/l.parquet' })).toEqual([
      expect.stringContaining('5,000,001'),
    ]);
  });

  it('is, of a thousand million images, reading and naming them, their order in memory and shuffling', () => {
    const images = { train: 800e6, validation: 100e6, test: 100e6 };
    const cluster = { workers: 128, cpus: 8, gpus: 0 };
    const plan = { ...mobilePlan, training: { ...mobilePlan.training, batchSize: 65_536 } };
    const warnings = warned({ plan, images, cluster });
    expect(warnings).toContainEqual(
      expect.stringMatching(
        /^This machine reads each of 1,000,000,000 images .* 138 h 53 min in all.* names takes 27 h 47/,
      ),
    );
    expect(warnings).toContainEqual(
      expect.stringMatching(/20,813 pictures a second.* take 50 h 30 min: spread them over 4 prefixes/),
    );
    expect(warnings).toContainEqual(expect.stringMatching(/order of all images in memory: about 50 GB/));
    expect(warnings).toContainEqual(
      expect.stringMatching(/^Phase 1: each worker shuffles all images itself/),
    );
  });
});

describe('the parts of a list of images', () => {
  it('are whole batches, some for each of many workers, and never too large for one', () => {
    expect([1, 340, 5_000, 1_000_000, 1e9].map(imagesPerPart)).toEqual([32, 32, 96, 4_096, 4_096]);
  });
});
