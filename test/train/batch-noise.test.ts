import { createHash } from 'node:crypto';
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clearFeatureCache } from '../../src/disk/features/feature-cache';
import type { CacheEvent, RunEvent } from '../../src/shared/run-events';
import { loadEngines } from '../../src/train/engines/load-engines';
import { loadTfjsNode } from '../../src/train/engines/tensorflow-js/load-tensorflow';
import { loadPredictor } from '../../src/train/predict';
import { smallClasses, writeSmallImages } from '../fixtures/small-images';
import { noisyEngineFolder } from './noisy-engine';
import { type EndedRun, nativeEngineFolder, phases, RunWorkshop, savedWeights } from './run-workshop';

// On some processors a row's last bits depend on the size of its batch and on its place in it. Here they do on all.

let engine = '';
let workshop: RunWorkshop;

beforeAll(async () => {
  engine = await noisyEngineFolder(await nativeEngineFolder());
  workshop = await RunWorkshop.open(engine, 14);
});

afterAll(() => workshop?.close());

const features = () => path.join(workshop.folder, '.transfer', 'features');

const augmented = () => ({
  phases: [phases.head, phases.everything],
  training: {
    ...workshop.plan().training,
    augment: { flip: 'horizontal' as const, shift: 0.1, brightness: 0.1, views: 3 },
  },
});

const firstCache = ({ events }: { readonly events: readonly RunEvent[] }): CacheEvent | undefined =>
  events.find((event) => event.event === 'cache');

/** The rows that outputs of layers are kept as, by space and key. */
async function keptRows(): Promise<ReadonlyMap<string, string>> {
  const rows = new Map<string, string>();
  const files = await readdir(features(), { recursive: true });
  for (const file of files.filter((name) => name.endsWith('.npy'))) {
    const { keys } = JSON.parse(await readFile(path.join(features(), file.replace(/npy$/, 'json')), 'utf8'));
    const bytes = await readFile(path.join(features(), file));
    const values = bytes.subarray(10 + bytes.readUInt16LE(8));
    const length = values.length / keys.length;
    for (const [row, key] of (keys as string[]).entries()) {
      const hash = createHash('sha256').update(values.subarray(row * length, (row + 1) * length));
      rows.set(`${path.dirname(file)} ${key}`, hash.digest('hex'));
    }
  }
  return rows;
}

async function finishedWeights(run: EndedRun & { readonly folder: string }): Promise<Buffer> {
  if (run.record.result === undefined) throw new Error(`The run has not finished: ${run.log}`);
  return savedWeights(run.folder);
}

describe('an engine whose last bits depend on the batch', () => {
  it('gives a batch the same bits each time, and a row others in another batch or place, within 1.5e-6', async () => {
    const { tf } = loadTfjsNode(engine);
    // Nothing cancels out: of small differences of large numbers any rounding would be a large share.
    const dense = tf.layers.dense({ units: 300, inputShape: [4], kernelInitializer: 'ones' });
    const model = tf.sequential({ layers: [dense] });
    const outputs = (rows: number) => {
      const batch = tf.tensor(Array.from({ length: rows }, () => [1, 2, 3, 4]));
      return (model.predictOnBatch(batch) as ReturnType<typeof tf.tensor>).arraySync() as number[][];
    };
    const [three, again, one] = [outputs(3), outputs(3), outputs(1)];
    expect(again).toEqual(three);
    const others = [three[1], three[2], one[0]];
    for (const row of others) {
      expect(row).not.toEqual(three[0]);
      row?.forEach((value, index) => {
        const first = three[0]?.[index] ?? Number.NaN;
        expect(Math.abs(value - first)).toBeLessThanOrEqual(3.2e-6 * Math.abs(first));
      });
    }
  });
});

describe('a run on such a processor', () => {
  it('proves its model within the tolerance that it states', async () => {
    const { record } = await workshop.run(augmented());
    const proof = record.result?.proof;
    expect(proof).toMatchObject({ frozenIdentical: true });
    expect(proof?.goldenDifference).toBeGreaterThan(0);
    expect(proof?.goldenDifference).toBeLessThanOrEqual(1e-5);
  });

  it('comes to the same weights after a stop in the middle of the frozen prefix as without', async () => {
    await rm(path.join(workshop.folder, '.transfer'), { recursive: true, force: true });
    const whole = await workshop.run(augmented());
    const rows = await keptRows();
    await rm(path.join(workshop.folder, '.transfer'), { recursive: true, force: true });
    const folder = await workshop.prepare(workshop.plan(augmented()));
    const stopped = await workshop.go(folder, undefined, { STOP_AT_PREDICTION: '2' });
    expect(stopped.record.state).toBe('stopped');
    const left = (await keptRows()).size;
    expect(left).toBeGreaterThan(0);
    const resumed = await workshop.go(folder);
    expect(firstCache(resumed)?.reused).toBe(left);
    expect((await finishedWeights({ ...resumed, folder })).equals(await finishedWeights(whole))).toBe(true);
    expect(await keptRows()).toEqual(rows);
  });

  it('comes to the same weights with images added as with the cache cleared, or damaged in part, after that', async () => {
    const own = augmented();
    await workshop.run(own);
    await writeSmallImages(path.join(workshop.folder, 'more'), 2, 'more');
    for (const name of smallClasses) {
      const [from, to] = ['more', 'images'].map((folder) => path.join(workshop.folder, folder, name));
      for (const image of [0, 1])
        await cp(path.join(from ?? '', `${name}-${image}.png`), path.join(to ?? '', `a-${image}.png`));
    }
    const added = await workshop.run(own);
    expect(firstCache(added)?.computed).toBeLessThan(40);
    const weights = await finishedWeights(added);
    await clearFeatureCache(features());
    const cleared = await workshop.run(own);
    expect(firstCache(cleared)?.reused).toBe(0);
    expect((await finishedWeights(cleared)).equals(weights)).toBe(true);

    const packs = (await readdir(features(), { recursive: true })).filter((file) => file.endsWith('.npy'));
    const damaged = path.join(features(), packs.sort()[0] ?? '');
    const bytes = await readFile(damaged);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    await writeFile(damaged, bytes);
    expect((await finishedWeights(await workshop.run(own))).equals(weights)).toBe(true);
  });

  it('comes to the same weights in a copy of the project that has no cache', async () => {
    const copy = await RunWorkshop.open(engine, 14);
    const other = await RunWorkshop.open(engine, 14);
    try {
      const weights = await finishedWeights(await copy.run(augmented()));
      expect((await finishedWeights(await other.run(augmented()))).equals(weights)).toBe(true);
    } finally {
      await copy.close();
      await other.close();
    }
  });

  it('resumes a killed run to the same weights', async () => {
    const whole = await workshop.run(augmented());
    const folder = await workshop.prepare(workshop.plan(augmented()));
    const killed = await workshop.go(folder, (event, kill) => {
      if (event.event === 'epoch' && event.epoch === 2) kill();
    });
    expect(killed.status).toBeNull();
    const resumed = { folder, ...(await workshop.go(folder)) };
    expect((await finishedWeights(resumed)).equals(await finishedWeights(whole))).toBe(true);
  });

  it('predicts of a picture the same, whichever others are asked about', async () => {
    const run = await workshop.run();
    const engines = await loadEngines({ TRANSFER_DESIGNER_TFJS_NODE: engine });
    const predictor = await loadPredictor(run.folder, engines);
    const image = (name: string) => path.join(workshop.folder, 'images-test', name, `${name}-0.png`);
    const alone = await predictor.predict(image('red'));
    await predictor.predict(image('blue'));
    expect(await predictor.predict(image('red'))).toEqual(alone);
  });
});
