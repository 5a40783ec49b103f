import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { contradicts, fittingScale, shiftBy } from '../../../src/design/base/scale-fit';
import { numbersOf, scaleNumbers } from '../../../src/design/base/scale-numbers';
import type { Scale, ScaleName } from '../../../src/design/config';
import { seededRandom } from '../../../src/design/images/random';
import { scalePixels } from '../../../src/shared/pixel-scaling';
import type { InspectingEngine, Listener } from '../../../src/train/engines/engine';
import { tensorFlowEngine } from '../../../src/train/engines/tensorflow-js/tensorflow-engine';
import { cpuBackend } from '../../../src/train/engines/tensorflow-js/wasm-engine';
import type { BaseFormat } from '../../../src/train/formats/base-format';
import { measureScales } from '../../../src/train/measure-scales';
import { inputLayer, type Topology } from '../../../src/train/network/topology';
import type { NetworkWeights, WeightValues } from '../../../src/train/network/weight-values';
import { scratchFolder } from '../../fixtures/scratch-folder';

const { formats } = vi.hoisted(() => ({ formats: [] as BaseFormat[] }));

vi.mock('../../../src/train/formats/base-formats', () => ({ baseFormats: formats }));

const size = [8, 8] as const;
const names = Object.keys(scaleNumbers) as ScaleName[];
const blocks = ['1', '2', '3', '4'];
const trainingPictures = 40;

/** Convolutions, each with its normalisation where there is to be one. */
function network(normalises: boolean): Topology {
  const layers = blocks.flatMap((block) => {
    const before = block === '1' ? 'image' : `relu${Number(block) - 1}`;
    const config = { filters: 6, kernel_size: [3, 3], padding: 'same', use_bias: false };
    return [
      { name: `conv${block}`, className: 'Conv2D', config, inbound: [before] },
      ...(normalises
        ? [{ name: `bn${block}`, className: 'BatchNormalization', config: {}, inbound: [`conv${block}`] }]
        : []),
      {
        name: `relu${block}`,
        className: 'Activation',
        config: { activation: 'relu' },
        inbound: [normalises ? `bn${block}` : `conv${block}`],
      },
    ];
  });
  return { name: 'net', layers: [inputLayer('image', [...size, 3]), ...layers] };
}

let engine: InspectingEngine;
let folder: string;
/** What the made-up format finds in a file, by the file's name. */
const bases = new Map<string, { readonly topology: Topology; readonly weights: NetworkWeights }>();

formats.push({
  name: 'made up',
  match: () => true,
  trainsBase: true,
  async open({ modelFile }) {
    const base = bases.get(path.basename(modelFile));
    if (!base) throw new Error('No such base.');
    const weights = [...base.weights].map(
      ([name, { shape, values }]) => [name, { shape, read: async () => values }] as const,
    );
    return { topology: base.topology, leftOut: [], weights: new Map(weights), says: undefined };
  },
});

/** Where networks run without the WebAssembly that stands beside the bundles. */
beforeAll(async () => {
  const { runsOn: _, ...backend } = await cpuBackend();
  engine = tensorFlowEngine(backend);
});

beforeEach(() => {
  folder = scratchFolder();
  bases.clear();
});

/** Soft blobs of colour: neighbours are alike, as in photographs. */
function picture(seed: string | number): Uint8Array {
  const random = seededRandom('picture', seed);
  const [height, width] = size;
  const colours = [0, 1, 2].map(
    () => [random() * 255, (random() - 0.5) * 200, (random() - 0.5) * 200] as const,
  );
  return Uint8Array.from({ length: height * width * 3 }, (_, index) => {
    const [row, column] = [Math.floor(index / 3 / width) / height, (Math.floor(index / 3) % width) / width];
    const [level, down, across] = colours[index % 3] as readonly [number, number, number];
    const value = level + down * row + across * column + (random() - 0.5) * 40;
    return Math.max(0, Math.min(255, Math.round(value)));
  });
}

async function written(pixels: readonly Uint8Array[]): Promise<readonly string[]> {
  mkdirSync(folder, { recursive: true });
  const raw = { width: size[1], height: size[0], channels: 3 as const };
  return Promise.all(
    pixels.map(async (values, index) => {
      const file = path.join(folder, `${index}.png`);
      await sharp(values, { raw }).png().toFile(file);
      return file;
    }),
  );
}

const pictures = (count: number) => written(Array.from({ length: count }, (_, index) => picture(index)));

/** A base whose statistics are those of other pictures, scaled so: what training leaves. */
async function baseFor(scale: Scale): Promise<string> {
  const random = seededRandom('weights');
  const topology = network(true);
  const weights = new Map<string, WeightValues>();
  const numbers = numbersOf(scale);
  // Of pixels around 0 and 1 apart, whatever the scale: learning brings kernels to what they are given.
  const spread = 60 / numbers.std[0];
  blocks.forEach((block, index) => {
    const channels = index === 0 ? 3 : 6;
    const kernel = Float32Array.from(
      { length: 9 * channels * 6 },
      () => (random() - 0.5) / (index === 0 ? spread : 1),
    );
    weights.set(`conv${block}/kernel`, { shape: [3, 3, channels, 6], values: kernel });
    for (const [weight, value] of [
      ['gamma', 1],
      ['beta', 0],
      ['moving_mean', 0],
      ['moving_variance', 1],
    ] as const)
      weights.set(`bn${block}/${weight}`, { shape: [6], values: new Float32Array(6).fill(value) });
  });
  const seen = new Float32Array(trainingPictures * size[0] * size[1] * 3);
  for (let index = 0; index < trainingPictures; index += 1)
    scalePixels(picture(`training ${index}`), numbers, seen, index * size[0] * size[1] * 3);
  for (const block of blocks) {
    const built = await engine.inspect(topology, weights);
    const listener = (await built.listen([`bn${block}`])) as Listener;
    const { means, variances } =
      listener({ values: seen, shape: [trainingPictures, ...size, 3] }).get(`bn${block}`) ?? {};
    weights.set(`bn${block}/moving_mean`, { shape: [6], values: Float32Array.from(means ?? []) });
    weights.set(`bn${block}/moving_variance`, { shape: [6], values: Float32Array.from(variances ?? []) });
    built.dispose();
  }
  return saved(`for ${String(scale)}`, { topology, weights });
}

function saved(name: string, base: { topology: Topology; weights: NetworkWeights }): string {
  const file = path.join(folder, name);
  writeFileSync(file, name);
  bases.set(name, base);
  return file;
}

const ask = (place: string, images: readonly string[], stated?: Scale) =>
  measureScales(place, { images, size, resize: 'stretch', ...(stated ? { stated } : {}) }, engine);

describe('the scale that a base was trained by', () => {
  it.each(names)('is found on sixteen pictures: %s', async (scale) => {
    const measurement = await ask(await baseFor(scale), await pictures(20), { ...numbersOf(scale) });
    if (!measurement) throw new Error('Nothing was measured.');
    expect(measurement.pictures).toBe(16);
    expect(measurement.trials).toHaveLength(6);
    const fit = fittingScale({ ...measurement, fingerprint: '' });
    if (!fit) throw new Error('Nothing fits.');
    expect(fit.scale).toBe(scale);
    // The same in numbers is not spoken against, and what is another one is.
    const against = names.filter((name) =>
      contradicts(shiftBy({ ...measurement, fingerprint: '' }, name), fit),
    );
    expect(against).not.toContain(scale);
    expect(against.length).toBeGreaterThanOrEqual(3);
    expect(measurement.trials.at(-1)?.shift).toBeCloseTo(fit.shift, 6);
  });
});

describe('nothing is said', () => {
  const said = async (place: string, images: readonly string[]) => {
    const measurement = await ask(place, images);
    return measurement && fittingScale({ ...measurement, fingerprint: '' });
  };

  it('of pictures of one colour, of washed-out ones, of too few, and where none can be read', async () => {
    const base = await baseFor('-1..1');
    const plain = Array.from({ length: 16 }, () => new Uint8Array(size[0] * size[1] * 3).fill(127));
    expect(await said(base, await written(plain))).toBeUndefined();
    const washedOut = Array.from({ length: 16 }, (_, index) =>
      picture(index).map((value) => Math.round(255 - (255 - value) * 0.4)),
    );
    expect(await ask(base, await written(washedOut))).toBeUndefined();
    expect(await ask(base, await pictures(1))).toBeUndefined();
    expect(await ask(base, await pictures(15))).toBeUndefined();
    expect(await ask(base, await pictures(16))).toBeDefined();
    const broken = path.join(folder, 'broken.png');
    writeFileSync(broken, 'no picture');
    expect(await ask(base, [broken, path.join(folder, 'gone.png')])).toBeUndefined();
    expect(await ask(base, [])).toBeUndefined();
  });

  it('of a base without batch normalisation, or with too little of it', async () => {
    const images = await pictures(16);
    const weights = new Map(
      blocks.map((block, index) => {
        const channels = index === 0 ? 3 : 6;
        const values = new Float32Array(9 * channels * 6).fill(0.1);
        return [`conv${block}/kernel`, { shape: [3, 3, channels, 6], values }];
      }),
    );
    expect(await ask(saved('plain', { topology: network(false), weights }), images)).toBeUndefined();
    const whole = await baseFor('0..1');
    const { topology, weights: all } = bases.get(path.basename(whole)) ?? {};
    if (!topology || !all) throw new Error('There is no base.');
    const short = { ...topology, layers: topology.layers.slice(0, 1 + 2 * 3) };
    expect(await ask(saved('short', { topology: short, weights: all }), images)).toBeUndefined();
  });

  it('where values leave the range of numbers', async () => {
    const place = await baseFor('-1..1');
    const base = bases.get(path.basename(place));
    if (!base) throw new Error('There is no base.');
    const weights = new Map(base.weights);
    for (const block of ['1', '2'])
      weights.set(`conv${block}/kernel`, {
        shape: base.weights.get(`conv${block}/kernel`)?.shape ?? [],
        values: new Float32Array(9 * (block === '1' ? 3 : 6) * 6).fill(3e37),
      });
    const measurement = await ask(saved('huge', { topology: base.topology, weights }), await pictures(16));
    expect(measurement?.trials).toEqual([]);
    expect(measurement && fittingScale({ ...measurement, fingerprint: '' })).toBeUndefined();
  });
});
