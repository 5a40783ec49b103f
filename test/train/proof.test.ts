import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Plan, PlanPhase } from '../../src/design/plan';
import { readRunRecord } from '../../src/disk/runs/run-folder';
import type { ExampleSource } from '../../src/train/fit/example-source';
import type { NetworkWeights } from '../../src/train/network/weight-values';
import type { ModelMetadata } from '../../src/train/run/model-metadata';
import { dist, nativeEngineFolder, phases, RunWorkshop } from './run-workshop';

const catalog = path.join(dist, '..', 'models');
let workshop: RunWorkshop;

beforeAll(async () => {
  workshop = await RunWorkshop.open(await nativeEngineFolder());
  vi.stubEnv('TRANSFER_DESIGNER_TFJS_NODE', workshop.engine);
});

afterAll(() => {
  vi.unstubAllEnvs();
  return workshop?.close();
});

afterEach(() => {
  for (const { module } of faults) vi.doUnmock(module);
});

const source = '../../src';

/** One step of the run, broken on purpose. */
interface Fault {
  /** The module that is broken, from this file. */
  readonly module: string;
  /** What it exports instead, made from what it exports. */
  // biome-ignore lint/suspicious/noExplicitAny: each module has exports of its own.
  readonly broken: (sound: any) => Record<string, unknown>;
  /** How the run must end. */
  readonly code: string;
  readonly changes?: (plan: Plan) => Partial<Plan>;
}

/** The same weights with one bit of one of them turned. */
function oneBitTurned(weights: NetworkWeights, name: string, bit = 0): NetworkWeights {
  const { shape, values } = weights.get(name) as { shape: readonly number[]; values: Float32Array };
  const turned = new Uint32Array(Float32Array.from(values).buffer);
  turned[0] = (turned[0] ?? 0) ^ (1 << bit);
  return new Map([...weights, [name, { shape, values: new Float32Array(turned.buffer) }]]);
}

const rotated = (classes: readonly string[]) => [...classes.slice(1), ...classes.slice(0, 1)];

const hole: PlanPhase = {
  ...phases.everything,
  trainable: ['conv1', 'bn1', 'head_dense_1', 'head_classes'],
  learningRate: 0.02,
};

const inViews = ({ training }: Plan): Partial<Plan> => ({
  training: { ...training, augment: { flip: 'horizontal', shift: 0.1, brightness: 0.1, views: 3 } },
});

/** The neighbour of each example, as far as there is one on either side of the split. */
const neighbours = (examples: readonly number[]) =>
  examples.map((example) => (example < 8 ? example ^ 1 : example));

interface Saved {
  readonly weights: NetworkWeights;
  readonly says: ModelMetadata;
}

/** Saves something else than what it was given. */
const saving = (change: (given: Saved) => Partial<Saved>): Pick<Fault, 'module' | 'broken'> => ({
  module: `${source}/train/run/save-model`,
  broken: ({ saveModel }) => ({
    saveModel: (folder: string, topology: unknown, weights: NetworkWeights, says: ModelMetadata) => {
      const changed = { weights, says, ...change({ weights, says }) };
      return saveModel(folder, topology, changed.weights, changed.says);
    },
  }),
});

/** Reads other examples than it was asked for. */
const reading = (
  change: (read: ExampleSource['read'], examples: readonly number[], epoch: number) => Promise<Float32Array>,
  labels = (own: readonly number[]) => own,
): Pick<Fault, 'module' | 'broken'> => ({
  module: `${source}/train/fit/cached-features`,
  broken: ({ CachedFeatures }) => ({
    CachedFeatures: class extends CachedFeatures {
      constructor(own: readonly number[], ...others: unknown[]) {
        super(labels(own), ...others);
      }
      read(examples: readonly number[], epoch: number) {
        return change((...given) => super.read(...given), examples, epoch);
      }
    },
  }),
});

const faults: readonly (Fault & { readonly what: string })[] = [
  {
    what: 'a frozen weight is another in the network that is judged and saved',
    module: `${source}/train/run/train-start`,
    broken: (sound) => ({
      trainedWeights: async (...given: unknown[]) =>
        oneBitTurned(await sound.trainedWeights(...given), 'conv1/kernel'),
    }),
    code: 'frozen-changed',
  },
  {
    what: 'a frozen weight moves while its phase trains, and is put back for saving',
    module: `${source}/train/run/phase-task`,
    broken: (sound) => ({
      phaseTask: (session: unknown, phase: unknown, weights: NetworkWeights, prefix: unknown) =>
        sound.phaseTask(session, phase, oneBitTurned(weights, 'conv2/kernel', 22), prefix),
    }),
    changes: () => ({ phases: [hole] }),
    code: 'best-differs',
  },
  {
    what: 'the statistics of a frozen batch normalisation move',
    ...saving(({ weights }) => ({ weights: oneBitTurned(weights, 'bn2/moving_mean', 3) })),
    code: 'frozen-changed',
  },
  {
    what: 'the last bit of a weight that was trained is saved as another',
    ...saving(({ weights }) => ({ weights: oneBitTurned(weights, 'head_classes/kernel') })),
    code: 'saved-differs',
  },
  {
    what: 'the model is saved without one of its tensors as trained',
    ...saving(({ weights }) => {
      const bias = weights.get('head_classes/bias') as { shape: readonly number[]; values: Float32Array };
      const zeros = { ...bias, values: new Float32Array(bias.values.length) };
      return { weights: new Map([...weights, ['head_classes/bias', zeros]]) };
    }),
    code: 'saved-differs',
  },
  {
    what: 'the classes are saved in another order',
    ...saving(({ says }) => ({ says: { ...says, classes: rotated(says.classes) } })),
    code: 'saved-differs',
  },
  {
    what: 'another preprocessing is saved',
    ...saving(({ says }) => ({
      says: { ...says, input: { ...says.input, scale: { ...says.input.scale, channels: 'bgr' } } },
    })),
    code: 'saved-differs',
  },
  {
    what: 'another threshold of weak answers is saved',
    ...saving(({ says }) => ({ says: { ...says, weakBelow: (says.weakBelow ?? 0.5) / 2 } })),
    code: 'saved-differs',
  },
  {
    what: 'a byte of a file changes after it was written, in a place that means nothing',
    module: `${source}/train/run/golden-file`,
    broken: (sound) => ({
      writeGolden: async (folder: string, golden: unknown) => {
        const sha256 = await sound.writeGolden(folder, golden);
        const file = path.join(folder, 'model', 'model.json');
        await writeFile(file, `${await readFile(file, 'utf8')} `);
        return sha256;
      },
    }),
    code: 'saved-differs',
  },
  {
    what: 'the golden answers change',
    module: `${source}/train/run/golden-file`,
    broken: (sound) => ({
      writeGolden: (folder: string, golden: { images: { probabilities: number[] }[] }) =>
        sound.writeGolden(folder, {
          ...golden,
          images: golden.images.map((image) => ({
            ...image,
            probabilities: rotatedNumbers(image.probabilities),
          })),
        }),
    }),
    code: 'golden-differs',
  },
  {
    what: 'the head is not that of the best epoch',
    module: `${source}/train/fit/fit-phase`,
    broken: (sound) => ({
      fitPhase: async (task: unknown, from: { weights: NetworkWeights }) => {
        const { finished, progress } = await sound.fitPhase(task, from);
        return { finished, progress: { ...progress, best: { ...progress.best, weights: from.weights } } };
      },
    }),
    code: 'best-differs',
  },
  {
    what: 'the prefix is computed with another scale',
    module: `${source}/train/images/frozen-prefix`,
    broken: (sound) => ({
      frozenPrefix: (engine: unknown, network: unknown, weights: unknown, plan: Plan, cut: string) => {
        const { input } = plan.base;
        const other = { ...input, scale: { ...input.scale, mean: [120, 120, 120] } };
        return sound.frozenPrefix(
          engine,
          network,
          weights,
          { ...plan, base: { ...plan.base, input: other } },
          cut,
        );
      },
    }),
    code: 'golden-differs',
  },
  {
    what: 'the prefix is computed with another weight',
    module: `${source}/train/images/frozen-prefix`,
    broken: (sound) => ({
      frozenPrefix: (engine: unknown, network: unknown, weights: NetworkWeights, ...others: unknown[]) =>
        sound.frozenPrefix(engine, network, oneBitTurned(weights, 'conv1/kernel', 22), ...others),
    }),
    code: 'golden-differs',
  },
  {
    what: 'rows of the cache are exchanged between images',
    ...reading((read, examples, epoch) => read(neighbours(examples), epoch)),
    code: 'cache-differs',
  },
  {
    what: 'rows of the cache are exchanged between training images alone, while they train',
    module: `${source}/disk/features/feature-cache`,
    broken: ({ FeatureCache, openFeatureCache }) => ({
      openFeatureCache: async (...given: unknown[]) => {
        const cache = await openFeatureCache(...given);
        const sound = FeatureCache.prototype.reader;
        cache.reader = function (keys: readonly string[]) {
          // The validation images are nine.
          return sound.call(this, keys.length > 9 ? [...keys.slice(5), ...keys.slice(0, 5)] : keys);
        };
        return cache;
      },
    }),
    code: 'cache-differs',
  },
  {
    what: 'rows are written into the cache a thousandth too large',
    module: `${source}/disk/features/feature-writer`,
    broken: ({ FeatureWriter }) => ({
      FeatureWriter: class extends FeatureWriter {
        add(key: string, values: Float32Array | Uint8Array) {
          return super.add(
            key,
            values instanceof Float32Array ? values.map((value) => value * 1.001) : values,
          );
        }
      },
    }),
    // Rows that no run before has asked for.
    changes: ({ base }) => ({ base: { ...base, input: { ...base.input, resize: 'crop' } } }),
    code: 'cache-differs',
  },
  {
    what: 'another view is read than the one that is asked for',
    ...reading((read, examples, epoch) => read(examples, epoch + 1)),
    changes: inViews,
    code: 'cache-differs',
  },
  {
    what: 'labels are rotated where examples are read',
    ...reading(
      (read, examples, epoch) => read(examples, epoch),
      (own) => own.map((label) => (label + 1) % 3),
    ),
    code: 'cache-differs',
  },
  {
    what: 'pixels are read of other images where the whole network trains',
    module: `${source}/train/fit/pixel-examples`,
    broken: ({ CachedPixels }) => ({
      CachedPixels: class extends CachedPixels {
        pixels(examples: readonly number[]) {
          return super.pixels(neighbours(examples));
        }
      },
    }),
    changes: () => ({ phases: [phases.everything] }),
    code: 'cache-differs',
  },
];

function rotatedNumbers(values: readonly number[]): number[] {
  return [...values.slice(1), ...values.slice(0, 1)];
}

async function runBroken({ module, broken, changes }: Fault): Promise<string> {
  const folder = await workshop.prepare(workshop.plan(changes?.(workshop.plan())));
  vi.resetModules();
  vi.doMock(module, async (importOriginal) => {
    const sound = await importOriginal<Record<string, unknown>>();
    return { ...sound, ...broken(sound) };
  });
  const { runPlan } = await import('../../src/train/run/run-plan');
  const ended = await runPlan(folder, catalog).catch((error: unknown) => error);
  expect((await readRunRecord(folder)).result).toBeUndefined();
  return ended instanceof Error && 'code' in ended
    ? String(ended.code)
    : String(ended instanceof Error ? ended.stack : ended);
}

// Not the proof's to see, since the run and whoever uses its model would do alike: how pictures are decoded and scaled,
// which folder's images are which class, and how they are split. Tests of their own hold these.
describe('the proof of a run that is broken on purpose', () => {
  it('sees nothing where nothing is broken', async () => {
    vi.resetModules();
    const { runPlan } = await import('../../src/train/run/run-plan');
    const folder = await workshop.prepare(workshop.plan());
    expect(await runPlan(folder, catalog)).toBe('finished');
    const { result } = await readRunRecord(folder);
    // Twenty-seven training images and nine of validation, then fifteen of the test.
    expect(result?.proof.recomputed).toMatchObject({ of: 51 });
    expect(result?.proof.recomputed?.rows).toBeGreaterThanOrEqual(32 + 15);
  });

  it.each(faults.map((fault) => [fault.what, fault] as const))('sees that %s', async (_, fault) => {
    expect(await runBroken(fault)).toBe(fault.code);
  });
});
