import { existsSync, renameSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readMetrics } from '../../src/disk/runs/run-events-file';
import { requestStop } from '../../src/disk/runs/stop-run';
import type { CacheEvent, EpochEvent, RunEvent } from '../../src/shared/run-events';
import { tensorFlowEngine } from '../../src/train/engines/tensorflow-js/tensorflow-engine';
import { cpuBackend } from '../../src/train/engines/tensorflow-js/wasm-engine';
import { readBase } from '../../src/train/formats/read-base';
import { adaptNetwork } from '../../src/train/network/adapted-network';
import type { RunSession } from '../../src/train/run/run-session';
import { proveSaved } from '../../src/train/run/save-and-prove';
import { smallClasses, writeSmallImages } from '../fixtures/small-images';
import { tiffFile } from '../fixtures/tiff-file';
import { type EndedRun, nativeEngineFolder, phases, RunWorkshop, savedWeights } from './run-workshop';

let workshop: RunWorkshop;

beforeAll(async () => {
  workshop = await RunWorkshop.open(await nativeEngineFolder());
});

afterAll(() => workshop?.close());

const epochsOf = (events: readonly RunEvent[]): EpochEvent[] =>
  events.filter((event) => event.event === 'epoch');
const cachesOf = (events: readonly RunEvent[]): CacheEvent[] =>
  events.filter((event) => event.event === 'cache');

/** The run's result, or its log for whoever reads the failed test. */
function finished(run: EndedRun): NonNullable<EndedRun['record']['result']> {
  if (run.record.result === undefined) throw new Error(`The run has not finished: ${run.log}`);
  return run.record.result;
}

describe('a run of case 1', () => {
  it('learns, proves that the frozen tensors stand as they were, and leaves a whole folder', async () => {
    const run = await workshop.run();
    const result = finished(run);
    expect(run.status).toBe(0);
    const { decoding, prefix, training, limit, run: whole } = result.rates ?? {};
    const { trainImages = 0 } = run.record.dataset ?? {};
    expect([decoding?.images, prefix?.images]).toEqual([trainImages + 9 + 15, trainImages + 9 + 15]);
    expect(training?.images).toBe(trainImages * epochsOf(run.events).length);
    expect(limit?.seconds).toBeLessThanOrEqual(whole?.seconds ?? 0);
    expect(limit?.seconds).toBeGreaterThanOrEqual(Math.max(prefix?.seconds ?? 0, training?.seconds ?? 0));
    expect(result.validation.images).toBe(9);
    expect(result.test?.images).toBe(15);
    expect(result.validation.accuracy).toBeGreaterThan(result.validation.majority);
    expect(result.proof).toMatchObject({ frozenTensors: 10, frozenIdentical: true });
    // Judged and proven in different batches, whose last bits differ on some processors.
    expect(result.proof.goldenDifference).toBeLessThanOrEqual(1e-5);
    expect(result.proof.cachedDifference).toBeLessThanOrEqual(1e-5);
    expect(await readMetrics(run.folder)).toHaveLength(epochsOf(run.events).length);
    expect(await readFile(path.join(run.folder, 'report.html'), 'utf8')).toContain('<!DOCTYPE html>');
    const saved = await readBase(path.join(run.folder, 'model'));
    const base = await readBase(workshop.modelFile);
    expect(saved.weights.get('conv2/kernel')).toEqual(base.weights.get('conv2/kernel'));
    expect(saved.weights.has('predictions/kernel')).toBe(false);
  });

  it('computes nothing again for a second run with another head, and gives the same weights for the same plan', async () => {
    const first = await workshop.run();
    const second = await workshop.run();
    const otherHead = await workshop.run({
      head: { pool: 'none', layers: [{ dense: 6 }, { dropout: 0.5 }], units: 3 },
    });
    for (const { computed, decoded } of [...cachesOf(second.events), ...cachesOf(otherHead.events)]) {
      expect({ computed, decoded }).toEqual({ computed: 0, decoded: 0 });
    }
    expect((await savedWeights(second.folder)).equals(await savedWeights(first.folder))).toBe(true);
    expect((await savedWeights(otherHead.folder)).equals(await savedWeights(first.folder))).toBe(false);
  });

  it('computes only what is new, whatever the files are called', async () => {
    const own = await RunWorkshop.open(workshop.engine, 4);
    try {
      const first = await own.run();
      expect(cachesOf(first.events)[0]?.computed).toBe(12);
      const image = path.join(own.folder, 'images', 'red', 'red-0.png');
      await writeFile(path.join(own.folder, 'images', 'red', 'another-name.png'), await readFile(image));
      await writeSmallImages(path.join(own.folder, 'more'), 1, 'more');
      for (const name of smallClasses) {
        const more = await readFile(path.join(own.folder, 'more', name, `${name}-0.png`));
        await writeFile(path.join(own.folder, 'images', name, 'new.png'), more);
      }
      const second = await own.run();
      // A copy under another name has the same content: three are new, not four.
      expect(cachesOf(second.events)[0]).toMatchObject({ computed: 3, reused: 12 });
    } finally {
      await own.close();
    }
  });
});

describe('the cases that train the base', () => {
  it('train the head, then everything, with batch normalisation by the batch, and keep the best', async () => {
    const run = await workshop.run({ case: 3, phases: [phases.head, phases.everything] });
    const result = finished(run);
    expect(result.proof.frozenTensors).toBe(0);
    expect(cachesOf(run.events).map(({ cut }) => cut)).toEqual(['flatten', 'image', 'image']);
    const saved = await readBase(path.join(run.folder, 'model'));
    const base = await readBase(workshop.modelFile);
    // What is kept may be of the first phase, which trains the head alone.
    const isSame = (name: string) => isDeepStrictEqual(saved.weights.get(name), base.weights.get(name));
    expect(['conv1/kernel', 'bn1/moving_mean'].map(isSame)).toEqual(Array(2).fill(result.phase === 1));
    const losses = epochsOf(run.events).map(({ validationLoss }) => validationLoss);
    expect(result.validation.loss).toBeCloseTo(Math.min(...losses), 4);
  });

  it('leave a frozen layer above trainable ones alone, statistics included', async () => {
    const trainable = ['conv1', 'bn1', 'head_dense_1', 'head_classes'];
    const hole = { ...phases.everything, trainable, learningRate: 0.02, epochs: 6 };
    const run = await workshop.run({ phases: [hole] });
    const result = finished(run);
    expect(result.epoch).toBeGreaterThan(0);
    expect(result.proof).toMatchObject({ frozenTensors: 5, frozenIdentical: true });
    const saved = await readBase(path.join(run.folder, 'model'));
    const base = await readBase(workshop.modelFile);
    for (const name of ['conv2/kernel', 'bn2/moving_mean', 'bn2/moving_variance', 'bn2/gamma']) {
      expect(saved.weights.get(name), name).toEqual(base.weights.get(name));
    }
    expect(saved.weights.get('bn1/moving_mean')).not.toEqual(base.weights.get('bn1/moving_mean'));
  });

  it('leave the statistics of trainable batch normalisation alone in inference mode', async () => {
    const phase = { ...phases.everything, batchNorm: 'inference' as const };
    const run = await workshop.run({ phases: [phase] });
    finished(run);
    const saved = await readBase(path.join(run.folder, 'model'));
    const base = await readBase(workshop.modelFile);
    expect(saved.weights.get('bn1/moving_mean')).toEqual(base.weights.get('bn1/moving_mean'));
    expect(saved.weights.get('bn1/gamma')).not.toEqual(base.weights.get('bn1/gamma'));
  });

  it('train through batch normalisation without gamma, which is given one that stays 1', async () => {
    const own = await RunWorkshop.open(workshop.engine, 6, 'without gamma');
    try {
      const run = await own.run({ phases: [{ ...phases.everything, learningRate: 0.02 }] });
      const result = finished(run);
      expect(result.epoch).toBeGreaterThan(0);
      expect(result.proof.rewrites).toHaveLength(1);
      const saved = await readBase(path.join(run.folder, 'model'));
      expect([...(saved.weights.get('bn2/gamma')?.values ?? [])]).toEqual([1, 1, 1, 1]);
    } finally {
      await own.close();
    }
  });

  it('cut in the middle of the base when the last block trains', async () => {
    const phase = {
      ...phases.everything,
      trainable: ['conv2', 'bn2', 'head_dense_1', 'head_classes'],
      cache: { cut: 'pool1', bytes: 0 },
    };
    const run = await workshop.run({ phases: [phase] });
    expect(finished(run).proof).toMatchObject({ frozenTensors: 5, frozenIdentical: true });
    expect(cachesOf(run.events).map(({ cut }) => cut)).toEqual(['pool1', 'pool1']);
  });

  it('fall back to random weights where the pretrained start learns nothing, and keep both results', async () => {
    // A learning rate of almost nothing keeps the pretrained start at chance.
    const idle = { ...phases.head, learningRate: 1e-12, epochs: 1 };
    const random = { ...phases.everything, epochs: 4, learningRate: 0.02 };
    const { training } = workshop.plan();
    const run = await workshop.run({
      case: 4,
      phases: [idle],
      training: { ...training, fallback: 'compare', fallbackPhases: [random] },
    });
    finished(run);
    const starts = [run.record.result?.start, run.record.otherResult?.start].sort();
    expect(starts).toEqual(['pretrained', 'random']);
    expect(new Set(epochsOf(run.events).map(({ start }) => start))).toEqual(
      new Set(['pretrained', 'random']),
    );
    expect(run.events.some(({ event }) => event === 'fallback')).toBe(true);
  });
});

describe('training without the cache', () => {
  it('reaches the same loss as with it to a ten-thousandth, where nothing is drawn at random', async () => {
    const plain = { head: { pool: 'none' as const, layers: [{ dense: 6 }], units: 3 } };
    const layers = workshop.plan().layers.filter(({ type }) => type !== 'Dropout');
    const cached = await workshop.run({ ...plain, layers });
    const { training } = workshop.plan();
    const uncached = await workshop.run({
      ...plain,
      layers,
      training: { ...training, cache: false },
      phases: [{ ...phases.head, cache: null }],
    });
    const one = finished(cached).validation.loss;
    const other = finished(uncached).validation.loss;
    expect(Math.abs(one - other)).toBeLessThan(1e-4);
    expect(finished(uncached).proof.cachedDifference).toBeNull();
  });
});

/** Enough epochs that a stop or a kill comes in their midst on a quick machine as well. */
const shuffledDroppedViewed = () => ({
  phases: [
    { ...phases.head, epochs: 30, patience: 30 },
    { ...phases.everything, epochs: 12, patience: 12 },
  ],
  training: {
    ...workshop.plan().training,
    augment: { flip: 'horizontal' as const, shift: 0.1, brightness: 0.1, views: 3 },
    classWeights: [1, 2, 0.5],
  },
});

async function curvesOf(folder: string) {
  return (await readMetrics(folder)).map(({ phase, epoch, loss }) => ({ phase, epoch, loss }));
}

describe('stop and resume', () => {
  it('gives the same weights, bit for bit, after a stop in each phase as without, with shuffling, dropout and views', async () => {
    const whole = await workshop.run(shuffledDroppedViewed());
    finished(whole);
    for (const [phase, epoch] of [
      [1, 2],
      [2, 1],
    ]) {
      const folder = await workshop.prepare(workshop.plan(shuffledDroppedViewed()));
      const stopped = await workshop.go(folder, (event) => {
        if (event.event === 'epoch' && event.phase === phase && event.epoch === epoch) requestStop(folder);
      });
      expect(stopped.record.state).toBe('stopped');
      const resumed = await workshop.go(folder);
      finished(resumed);
      expect(resumed.events[0]).toMatchObject({ event: 'started', resumed: true });
      expect((await savedWeights(folder)).equals(await savedWeights(whole.folder))).toBe(true);
      expect(await curvesOf(folder)).toEqual(await curvesOf(whole.folder));
    }
  });

  it('resumes a killed run from its last checkpoint to the same weights and curves', async () => {
    const whole = await workshop.run(shuffledDroppedViewed());
    const folder = await workshop.prepare(workshop.plan(shuffledDroppedViewed()));
    const killed = await workshop.go(folder, (event, kill) => {
      if (event.event === 'epoch' && event.epoch === 3) kill();
    });
    expect(killed.status).toBeNull();
    const resumed = await workshop.go(folder);
    finished(resumed);
    expect(epochsOf(resumed.events).length).toBeLessThan(epochsOf(whole.events).length);
    expect((await savedWeights(folder)).equals(await savedWeights(whole.folder))).toBe(true);
    expect(await curvesOf(folder)).toEqual(await curvesOf(whole.folder));
  });

  it('refuses a second process on one run, which goes on unharmed', async () => {
    const folder = await workshop.prepare(
      workshop.plan({ phases: [{ ...phases.head, epochs: 400, patience: 400 }] }),
    );
    let second: Promise<EndedRun> | undefined;
    const first = await workshop.go(folder, (event) => {
      if (event.event === 'epoch' && event.epoch === 2) second ??= workshop.go(folder);
    });
    expect((await second)?.status).toBe(1);
    expect((await second)?.log).toContain('already going on');
    finished(first);
  });
});

describe('the proof', () => {
  it('fails for one changed bit of a frozen tensor', async () => {
    const run = await workshop.run();
    const result = finished(run);
    const { plan } = run.record;
    const base = await readBase(workshop.modelFile);
    const engine = tensorFlowEngine(await cpuBackend());
    const session = {
      plan,
      folder: run.folder,
      record: run.record,
      modelFile: workshop.modelFile,
      imagesChanged: false,
      answering: engine,
      base,
      network: adaptNetwork(base.topology, plan),
    };
    const { weights } = await readBase(path.join(run.folder, 'model', 'model.json'));
    const best = { ...result, loss: result.validation.loss, accuracy: result.validation.accuracy };
    const judged = { validation: [], test: [], validationImages: [], recomputed: null };
    const { validation, files, weakBelow = null } = result;
    const task = { phases: plan.phases, weights, best, judged, validation, files, weakBelow };
    const prove = () => proveSaved({ session: session as unknown as RunSession, ...task });
    await expect(prove()).resolves.toMatchObject({ frozenTensors: 10 });
    const shard = path.join(run.folder, 'model', 'group1-shard1of1.bin');
    const bytes = await readFile(shard);
    bytes[4] = (bytes[4] ?? 0) ^ 1;
    await writeFile(shard, bytes);
    await expect(prove()).rejects.toThrow(/Frozen weights differ .*conv1\/kernel/);
  });
});

describe('images that cannot be read', () => {
  it('are named, left out and counted; more than 5 % of them stop the run before it trains', async () => {
    const own = await RunWorkshop.open(workshop.engine, 12);
    try {
      const image = (index: number) => path.join(own.folder, 'images', 'blue', `blue-${index}.png`);
      await writeFile(image(3), (await readFile(image(3))).subarray(0, 200));
      const one = await own.run();
      finished(one);
      expect(one.record.dataset?.leftOut.map(({ file }) => file)).toEqual(['blue/blue-3.png']);
      for (const index of [4, 5, 6]) await writeFile(image(index), 'not a picture');
      const many = await own.run();
      expect(many.status).toBe(1);
      expect(many.record.failure?.code).toBe('unreadable-images');
      expect(many.record.failure?.message).toContain('blue/blue-4.png');
      expect(epochsOf(many.events)).toEqual([]);
    } finally {
      await own.close();
    }
  });
});

describe('images that contradict each other or are not seen as meant', () => {
  it('are told of before the first epoch, also by a run that decodes none', async () => {
    const own = await RunWorkshop.open(workshop.engine, 6);
    try {
      const image = (name: string) => path.join(own.folder, 'images', name);
      await sharp(image('blue/blue-1.png')).webp({ lossless: true }).toFile(image('red/stray.webp'));
      const values = Array.from({ length: 400 }, (_, index) => (index * 10) % 4096);
      await writeFile(image('green/twelve.tif'), tiffFile({ width: 20, height: 20, bits: 16 }, values));
      for (const run of [await own.run(), await own.run()]) {
        finished(run);
        const first = run.events.findIndex(({ event }) => event === 'epoch');
        const warnings = run.events
          .slice(0, first)
          .flatMap((event) => (event.event === 'warning' ? [event] : []));
        expect(warnings[0]).toMatchObject({
          code: 'contradictory-labels',
          message: expect.stringContaining('1 picture stands in more than one class'),
          images: expect.arrayContaining([
            expect.objectContaining({ file: 'blue/blue-1.png', class: 'blue', picture: 0 }),
            expect.objectContaining({ file: 'red/stray.webp', class: 'red', picture: 0 }),
          ]),
        });
        expect(warnings.at(-1)).toMatchObject({
          code: 'strange-values',
          message: expect.stringContaining('green/twelve.tif: Its values lie between 0 and'),
          images: [expect.objectContaining({ file: 'green/twelve.tif' })],
        });
        expect(new Set(warnings.map(({ code }) => code)).size).toBe(warnings.length);
      }
    } finally {
      await own.close();
    }
  });
});

describe('too few images', () => {
  it('end the run in one sentence where none is left to validate with', async () => {
    const own = await RunWorkshop.open(workshop.engine, 1);
    try {
      const run = await own.run();
      expect(run.status).toBe(1);
      expect(run.record.failure).toMatchObject({
        code: 'no-images',
        message: expect.stringMatching(/images is left to validate with.*Add images, two a class at least/),
      });
      expect(epochsOf(run.events)).toEqual([]);
    } finally {
      await own.close();
    }
  });
});

describe('images that change between a run and its resumption', () => {
  it('are used as they are now, with a warning', async () => {
    const own = await RunWorkshop.open(workshop.engine, 6);
    try {
      const folder = await own.prepare(
        own.plan({ phases: [{ ...phases.head, epochs: 120, patience: 120 }] }),
      );
      const stop = (event: RunEvent) => {
        if (event.event === 'epoch' && event.epoch === 2) requestStop(folder);
      };
      const warnings = ({ events }: EndedRun) =>
        events.flatMap((event) => (event.event === 'warning' ? [event.code] : []));
      await own.go(folder, stop);
      let isAsked = false;
      const unchanged = await own.go(folder, (event) => {
        // Once: a second request could come when the run has ended, and would stop the next.
        if (event.event === 'epoch' && !isAsked) requestStop(folder);
        isAsked ||= event.event === 'epoch';
      });
      expect(warnings(unchanged)).toEqual([]);
      await rm(path.join(own.folder, 'images', 'red', 'red-2.png'));
      const resumed = await own.go(folder);
      finished(resumed);
      expect(warnings(resumed)).toEqual(['images-changed']);
    } finally {
      await own.close();
    }
  });
});

describe('an image that goes while the run trains without a cache', () => {
  it('is named, with what to do; put back, the run goes on to its end', async () => {
    const own = await RunWorkshop.open(workshop.engine, 6);
    try {
      const uncached = own.plan().phases.map((phase) => ({ ...phase, cache: null }));
      const plan = own.plan({ training: { ...own.plan().training, cache: false }, phases: uncached });
      const folder = await own.prepare(plan);
      const image = path.join(own.folder, 'images', 'red', 'red-2.png');
      const aside = path.join(own.folder, 'aside.png');
      const failed = await own.go(folder, (event) => {
        if (event.event === 'epoch' && event.epoch === 2 && existsSync(image)) renameSync(image, aside);
      });
      expect(failed.record.failure?.code).toBe('image-changed');
      expect(failed.record.failure?.message).toBe(
        `The image ${image} was changed while the run went on. It is not there. Check its name and folder. Put it back as it was and resume the run, or train the file again.`,
      );
      renameSync(aside, image);
      finished(await own.go(folder));
    } finally {
      await own.close();
    }
  });
});

describe('a damaged cache', () => {
  it('is noticed, computed again, and changes no result', async () => {
    const own = await RunWorkshop.open(workshop.engine, 6);
    try {
      const first = await own.run();
      const features = path.join(own.folder, '.transfer', 'features');
      const packs = (await readdir(features, { recursive: true })).filter((file) => file.endsWith('.npy'));
      expect(packs.length).toBeGreaterThan(0);
      for (const pack of packs) {
        const bytes = await readFile(path.join(features, pack));
        bytes[bytes.length - 3] = (bytes.at(-3) ?? 0) ^ 16;
        await writeFile(path.join(features, pack), bytes);
      }
      const second = await own.run();
      finished(second);
      expect(second.events.filter(({ event }) => event === 'warning').length).toBeGreaterThan(0);
      expect(cachesOf(second.events)[0]?.computed).toBeGreaterThan(0);
      expect((await savedWeights(second.folder)).equals(await savedWeights(first.folder))).toBe(true);
    } finally {
      await own.close();
    }
  });
});

describe('a plan that takes more memory than the machine has', () => {
  it('ends the run in one sentence before anything is read', async () => {
    const layers = workshop
      .plan()
      .layers.map((layer) =>
        layer.name === 'head_dense_1' ? { ...layer, params: 2 ** 33, outputShape: [65_536] } : layer,
      );
    const run = await workshop.run({ layers });
    expect(run.status).toBe(1);
    expect(run.record.failure).toMatchObject({
      code: 'memory-too-small',
      message: expect.stringMatching(/needs at least .* GB of memory.* this machine has .*GB/),
    });
    expect(cachesOf(run.events)).toEqual([]);
  });
});

describe('a base that is not the one planned with', () => {
  it('ends the run in one sentence', async () => {
    const own = await RunWorkshop.open(workshop.engine, 4);
    try {
      const folder = await own.prepare(own.plan());
      const shard = path.join(path.dirname(own.modelFile), 'group1-shard1of1.bin');
      const bytes = await readFile(shard);
      bytes[0] = (bytes[0] ?? 0) ^ 1;
      await writeFile(shard, bytes);
      const changed = await own.go(folder);
      expect(changed.record.failure?.code).toBe('base-changed');
      await rm(shard);
      const missing = await own.go(await own.prepare(own.plan()));
      expect(missing.record.failure?.message).toContain('group1-shard1of1.bin');
    } finally {
      await own.close();
    }
  });
});
