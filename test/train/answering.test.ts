import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Plan } from '../../src/design/plan';
import { readRunRecord } from '../../src/disk/runs/run-folder';
import { loadEngines } from '../../src/train/engines/load-engines';
import { loadPredictor } from '../../src/train/predict';
import {
  dist,
  type EndedRun,
  eventsOf,
  nativeEngineFolder,
  onnxRuntimeFolder,
  phases,
  RunWorkshop,
} from './run-workshop';

// With what engine a run asks its network: the frozen layers, the judging and the proof.

const catalog = path.join(dist, '..', 'models');
let workshop: RunWorkshop;
let onnxRuntime: string;

beforeAll(async () => {
  workshop = await RunWorkshop.open(await nativeEngineFolder());
  onnxRuntime = await onnxRuntimeFolder();
});

afterAll(() => workshop?.close());

async function runWith(folder: string, changes: Partial<Plan> = {}): Promise<EndedRun & { folder: string }> {
  const run = await workshop.prepare(workshop.plan(changes));
  const ended = await workshop.go(run, undefined, { TRANSFER_DESIGNER_ONNXRUNTIME: folder });
  if (ended.record.result === undefined) throw new Error(ended.log);
  return { folder: run, ...ended };
}

const cacheOf = ({ events }: Pick<EndedRun, 'events'>) => events.find(({ event }) => event === 'cache');

/** The folders of the cache that hold rows of layers. */
const spaces = () => readdir(path.join(workshop.folder, '.transfer', 'features'));

describe('a run', () => {
  it('asks ONNX Runtime where that is there, and trains with tfjs-node', async () => {
    const run = await runWith(onnxRuntime, { phases: [phases.head, phases.everything] });
    expect(run.record.engines?.features).toMatch(/^onnxruntime-node \d/);
    expect(run.record.engines?.training).toMatch(/^tfjs-node \d[\d.]*$/);
    expect(cacheOf(run)).toMatchObject({ engine: run.record.engines?.features });
    expect(run.record.result?.proof).toMatchObject({ frozenIdentical: true, goldenImages: 8 });
    expect(run.record.result?.proof.goldenDifference).toBeLessThanOrEqual(1e-5);
    expect(run.events.filter(({ event }) => event === 'warning')).toEqual([]);
  });

  it('asks tfjs-node by one graph where it is not, and reads nothing that another engine has computed', async () => {
    const first = await runWith(onnxRuntime);
    const before = await spaces();
    const run = await runWith('');
    expect(run.record.engines?.features).toMatch(/^tfjs-node .* as one graph$/);
    expect(cacheOf(run)).toMatchObject({ reused: 0, engine: run.record.engines?.features });
    expect((await spaces()).length).toBeGreaterThan(before.length);
    expect(cacheOf(await runWith(onnxRuntime))).toMatchObject({ computed: 0 });
    const [one, other] = [first, run].map(({ record }) => record.result?.validation.loss ?? Number.NaN);
    expect(Math.abs((one ?? 0) - (other ?? 1))).toBeLessThan(1e-3);
  });

  it('goes on with the engine that it was begun with, where that is still there', async () => {
    const run = await workshop.prepare(workshop.plan({ phases: [{ ...phases.head, learningRate: 0.009 }] }));
    const killed = await workshop.go(run, ({ event }, kill) => event === 'epoch' && kill());
    expect(killed.record.engines?.features).toMatch(/ as one graph$/);
    const { record } = await workshop.go(run, undefined, { TRANSFER_DESIGNER_ONNXRUNTIME: onnxRuntime });
    expect(record).toMatchObject({ state: 'finished', engines: killed.record.engines });
  });
});

describe('a fast way that does not give what the plain one gives', () => {
  const module = '../../src/train/engines/tensorflow-js/graph-engine';

  afterEach(() => {
    vi.doUnmock(module);
    vi.unstubAllEnvs();
  });

  /** A run in this process whose fast way is changed. */
  async function runChanged(change: (outputs: Float32Array) => Float32Array, plan: Plan) {
    vi.stubEnv('TRANSFER_DESIGNER_TFJS_NODE', workshop.engine);
    vi.stubEnv('TRANSFER_DESIGNER_ONNXRUNTIME', '');
    vi.resetModules();
    vi.doMock(module, async (importOriginal) => {
      const { graphEngine } =
        await importOriginal<typeof import('../../src/train/engines/tensorflow-js/graph-engine')>();
      return {
        graphEngine: (...given: Parameters<typeof graphEngine>) => {
          const sound = graphEngine(...given);
          return {
            ...sound,
            network: async (...network: Parameters<typeof sound.network>) => {
              const made = await sound.network(...network);
              return {
                ...made,
                outputs: async (...batch: Parameters<typeof made.outputs>) =>
                  change(await made.outputs(...batch)),
              };
            },
          };
        },
      };
    });
    const { runPlan } = await import('../../src/train/run/run-plan');
    const run = await workshop.prepare(plan);
    expect(await runPlan(run, catalog)).toBe('finished');
    return { run, record: await readRunRecord(run), events: await eventsOf(run) };
  }

  const warningsIn = ({ events }: Pick<EndedRun, 'events'>) =>
    events.flatMap((event) => (event.event === 'warning' ? [event] : []));

  it.each([
    ['a thousandth too much', (outputs: Float32Array) => outputs.map((value) => value * 1.001)],
    ['no numbers', (outputs: Float32Array) => outputs.map(() => Number.NaN)],
    [
      'an error',
      () => {
        throw new Error('It has no such operation.');
      },
    ],
  ])('(%s) is given up for the run, which says so, and keeps none of its rows', async (_, change) => {
    // An input that no other run has asked for.
    const { base } = workshop.plan();
    const resize = { ...base.input, resize: 'crop' as const };
    const changed = await runChanged(change, workshop.plan({ base: { ...base, input: resize } }));
    expect(warningsIn(changed)).toMatchObject([{ code: 'engine-unfit' }]);
    expect(warningsIn(changed)[0]?.message).toMatch(
      /^tfjs-node .* as one graph is not used in this run: .*layer by layer, which takes longer\.$/,
    );
    expect(changed.record.engines?.features).toBe(changed.record.engines?.training);
    expect(changed.record.result?.proof).toMatchObject({ frozenIdentical: true, goldenImages: 8 });
    const cached = changed.events.filter(({ event }) => event === 'cache');
    expect(cached).toMatchObject(cached.map(() => ({ engine: changed.record.engines?.training })));
  });

  it('is given up where nothing is frozen, before it judges, and prediction asks the plain way as well', async () => {
    const changed = await runChanged(
      (outputs) => outputs.map((value) => value * 1.001),
      workshop.plan({ phases: [phases.everything] }),
    );
    expect(warningsIn(changed)).toMatchObject([{ code: 'engine-unfit' }]);
    vi.doUnmock(module);
    const engines = await loadEngines(process.env);
    const asked = vi.spyOn(engines.training, 'network');
    const image = path.join(workshop.folder, 'images-test', 'red', 'red-0.png');
    expect(await (await loadPredictor(changed.run, engines)).predict(image)).toMatchObject({ label: 'red' });
    expect(asked).toHaveBeenCalledOnce();
  });
});
