import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { appendFile, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeImage, readImageBytes } from '../../src/disk/images/image-decoding';
import { readRunRecord } from '../../src/disk/runs/run-folder';
import type { ChannelPictures, Evidence, LayerMaps, SeeQuestion } from '../../src/shared/seen';
import { loadEngines } from '../../src/train/engines/load-engines';
import { byStrength, mapLayout, peakOf } from '../../src/train/see/map-layout';
import { networkToLayer, onPixels } from '../../src/train/see/network-to-layer';
import { dist, nativeEngineFolder } from './run-workshop';
import { TerminalWorkshop } from './terminal-workshop';

/** Pictures of a known content, and a network whose two filters are known: what turns light to the right, and downwards. */
const edge = 12;
let terminal: TerminalWorkshop;
let engine: string;
let folder: string;

beforeAll(async () => {
  engine = await nativeEngineFolder();
  terminal = await TerminalWorkshop.open(engine);
  folder = await mkdtemp(path.join(tmpdir(), 'seen '));
  await writeEdgeBase(path.join(folder, 'base'));
});

afterAll(async () => {
  await terminal?.close();
  await rm(folder, { recursive: true, force: true });
});

/** 12×12 to 3×3 convolution of two filters with ReLU, averaged, to two classes. */
async function writeEdgeBase(place: string): Promise<void> {
  const layer = (class_name: string, name: string, inbound: readonly string[], config: object) => ({
    ...{ class_name, name, config: { name, ...config } },
    inbound_nodes: inbound.length === 0 ? [] : [inbound.map((source) => [source, 0, 0, {}])],
  });
  const layers = [
    layer('InputLayer', 'image', [], {
      batch_input_shape: [null, edge, edge, 3],
      dtype: 'float32',
      sparse: false,
    }),
    layer('Conv2D', 'edges', ['image'], {
      ...{ filters: 2, kernel_size: [3, 3], strides: [1, 1], padding: 'valid', data_format: 'channels_last' },
      ...{ activation: 'relu', use_bias: false },
    }),
    layer('GlobalAveragePooling2D', 'mean', ['edges'], { data_format: 'channels_last' }),
    layer('Dense', 'classes', ['mean'], { units: 2, activation: 'softmax', use_bias: true }),
  ];
  // [row, column, colour, filter]
  const kernel = Array.from(
    { length: 9 },
    (_, at) => [Math.floor(at / 3) - 1, (at % 3) - 1] as const,
  ).flatMap(([row, column]) => Array.from({ length: 3 }, () => [column / 9, row / 9]).flat());
  await mkdir(place);
  await writeFile(
    path.join(place, 'weights.bin'),
    Buffer.from(new Float32Array([...kernel, 1, -1, -1, 1, 0, 0]).buffer),
  );
  const weights = [
    { name: 'edges/kernel', shape: [3, 3, 3, 2], dtype: 'float32' },
    { name: 'classes/kernel', shape: [2, 2], dtype: 'float32' },
    { name: 'classes/bias', shape: [2], dtype: 'float32' },
  ];
  await writeFile(
    path.join(place, 'model.json'),
    JSON.stringify({
      ...{ format: 'layers-model', generatedBy: 'test' },
      modelTopology: {
        class_name: 'Model',
        config: {
          ...{ name: 'edges', layers },
          ...{ input_layers: [['image', 0, 0]], output_layers: [['classes', 0, 0]] },
        },
      },
      weightsManifest: [{ paths: ['weights.bin'], weights }],
      userDefinedMetadata: {
        transferDesigner: { input: { size: [edge, edge], resize: 'stretch', scale: '0..1' } },
      },
    }),
  );
}

/** A grey picture from what each pixel is, 0 to 255. */
async function writePicture(name: string, valueAt: (row: number, column: number) => number): Promise<string> {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  const pixels = Uint8Array.from({ length: edge * edge * 3 }, (_, at) => {
    const place = Math.floor(at / 3);
    return valueAt(Math.floor(place / edge), place % edge);
  });
  await sharp(pixels, { raw: { width: edge, height: edge, channels: 3 } })
    .png()
    .toFile(file);
  return file;
}

async function seen<Answer>(question: SeeQuestion): Promise<Answer> {
  const { problem, seen } = await answerOf<Answer>(question);
  expect(problem).toBeUndefined();
  return seen as Answer;
}

interface Told<Answer> {
  readonly seen?: Answer;
  readonly problem?: { readonly code: string; readonly message: string };
}

async function answerOf<Answer>(question: SeeQuestion): Promise<Told<Answer>> {
  const child = spawn(process.execPath, [path.join(dist, 'see.js')], {
    env: { ...process.env, TRANSFER_DESIGNER_TFJS_NODE: engine },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify(question));
  const last = (await text(child.stdout)).trim().split('\n').at(-1) ?? '';
  return JSON.parse(last) as Told<Answer>;
}

const scale = { mean: [0, 0, 0], std: [255, 255, 255], channels: 'rgb' } as const;
const ofBase = () => ({
  base: path.join(folder, 'base', 'model.json'),
  input: { size: [edge, edge] as const, resize: 'stretch' as const, scale },
  layer: { name: 'edges', shape: [edge - 2, edge - 2, 2] },
});

describe('what a layer sees', () => {
  it('is by its first channel an edge that stands, where it stands, and by its second nothing of it', async () => {
    const picture = await writePicture('upright.png', (_, column) => (column < 8 ? 0 : 255));
    const { maps, places, channels } = await seen<LayerMaps>({ about: 'maps', place: ofBase(), picture });
    expect({ places, channels }).toEqual({ places: [10, 10], channels: 2 });
    expect(maps.map(({ channel }) => channel)).toEqual([0, 1]);
    // Light to the right on three rows: 3 × 1/9 for each of three colours.
    expect(maps[0]?.strength).toBeCloseTo(1, 5);
    expect(maps[1]?.strength).toBeCloseTo(0, 5);
    const cells = [...Buffer.from(maps[0]?.values ?? '', 'base64')];
    const columns = Array.from({ length: 10 }, (_, column) => cells.filter((__, at) => at % 10 === column));
    expect(columns.map((column) => Math.max(...column) > 0)).toEqual(
      Array.from({ length: 10 }, (_, column) => column === 6 || column === 7),
    );
  });

  it('is by its second channel an edge that lies', async () => {
    const picture = await writePicture('lying.png', (row) => (row < 4 ? 0 : 255));
    const { maps } = await seen<LayerMaps>({ about: 'maps', place: ofBase(), picture });
    expect(maps.map(({ channel }) => channel)).toEqual([1, 0]);
    expect(maps[0]?.peak?.[0]).toBe(2);
  });

  it('in one’s own pictures is told by the greatest values, and framed where they are', async () => {
    // Edges that stand at another column in each, and are stronger the later they come.
    const contrasts = [40, 200, 90, 255, 10];
    const pictures: string[] = [];
    for (const [at, contrast] of contrasts.entries())
      pictures.push(
        await writePicture(`sample/${at}.png`, (row, column) => (row < 6 && column > at + 3 ? contrast : 0)),
      );
    const question = { about: 'pictures', place: ofBase(), channel: 0, pictures } as const;
    const cacheFolder = path.join(folder, 'cache');
    const found = await seen<ChannelPictures>({ ...question, cacheFolder });
    expect(found.looked).toBe(5);
    // By hand: the greatest value is the contrast.
    const expected = contrasts
      .map((contrast, index) => ({ index, contrast }))
      .sort((a, b) => b.contrast - a.contrast);
    expect(found.pictures.map(({ index }) => index)).toEqual(expected.map(({ index }) => index));
    for (const { index, strength, box } of found.pictures) {
      expect(strength).toBeCloseTo((contrasts[index] ?? 0) / 255, 5);
      // Three by three pixels, of which the middle or the right column is the first light one.
      expect(box).toMatchObject({ is: 'field', height: 3, width: 3, top: 0, left: index + 2 });
    }
    const again = await seen<ChannelPictures>({ ...question, channel: 1, cacheFolder });
    expect(again.pictures.every(({ strength }) => strength < 1e-6)).toBe(true);
    const wrong = await answerOf({ ...question, channel: 2, cacheFolder });
    expect(wrong.problem).toEqual({
      code: 'see-impossible',
      message: '`edges` has 2 channels, counted from 0: there is no 2.',
    });
  });
});

describe('the demonstration base', () => {
  it('answers to edges in any picture at first, and to pictures of one kind at last', async () => {
    const engines = await loadEngines({ TRANSFER_DESIGNER_TFJS_NODE: engine });
    const root = path.resolve(import.meta.dirname, '../..');
    const images = path.join(root, 'examples/emoji-groups/images');
    const size = [64, 64] as const;
    const pictures = await Promise.all(
      readdirSync(images).flatMap((group) =>
        readdirSync(path.join(images, group)).map(async (name) => {
          const file = path.join(images, group, name);
          const { pixels } = await decodeImage((await readImageBytes(file)).bytes, size, 'stretch', file);
          return { group, pixels };
        }),
      ),
    );
    /** Of the nine pictures that excite a channel most, the share of the largest group; the mean over channels that answer. */
    const shareOfOneGroup = async (name: string, shape: readonly number[]) => {
      const input = {
        size,
        resize: 'stretch',
        scale: { mean: [127.5, 127.5, 127.5], std: [127.5, 127.5, 127.5], channels: 'rgb' },
      } as const;
      const place = { base: path.join(root, 'models/demo/model.json'), input, layer: { name, shape } };
      const network = await onPixels(await networkToLayer(place, engines));
      const outputs = await network.outputs(pictures.map(({ pixels }) => pixels));
      network.dispose();
      const layout = mapLayout({ shape });
      const values = outputs.length / pictures.length;
      const shares = Array.from({ length: layout.channels }, (_, channel) => {
        const nine = pictures
          .map(({ group }, at) => ({
            group,
            peak: peakOf(outputs.subarray(at * values, (at + 1) * values), layout, channel),
          }))
          .sort((one, other) => byStrength(one.peak, other.peak))
          .slice(0, 9);
        const largest = Math.max(
          ...nine.map(({ group }) => nine.filter((one) => one.group === group).length),
        );
        return { answers: nine.every(({ peak }) => peak.value > 0), share: largest / 9 };
      }).filter(({ answers }) => answers);
      return shares.reduce((sum, { share }) => sum + share, 0) / shares.length;
    };
    const first = await shareOfOneGroup('pool1', [16, 16, 32]);
    const last = await shareOfOneGroup('dense2', [64]);
    // Nine that are drawn at random have 0.35.
    expect(first).toBeGreaterThan(0.38);
    expect(first).toBeLessThan(0.5);
    expect(last).toBeGreaterThan(first + 0.1);
  });
});

describe('where an answer comes from', () => {
  let runFolder: string;
  /** A bright square with an edge that stands or one that lies, in a corner. */
  const object = (kind: 'upright' | 'lying', top: number, left: number) => (row: number, column: number) => {
    const [down, across] = [row - top, column - left];
    if (down < 0 || across < 0 || down > 4 || across > 4) return 0;
    return kind === 'upright' ? across * 60 : down * 60;
  };

  beforeAll(async () => {
    for (const kind of ['upright', 'lying'] as const)
      for (let at = 0; at < 12; at += 1)
        await writePicture(`images/${kind}/${at}.png`, object(kind, (at * 5) % 8, (at * 3) % 8));
    await writeFile(
      path.join(folder, 'transfer.yaml'),
      [
        'base: ./base',
        'cut: edges',
        'dataset: { path: images, validation: 0.25, similarity: similar }',
        'head: { pool: average }',
        'train: { batchSize: 6, phases: [{ train: head, epochs: 40, learningRate: 0.05, patience: 40 }] }',
        '',
      ].join('\n'),
    );
    runFolder = await trained();
  });

  /** The folder of a new run of the file, with these settings over it. */
  async function trained(...settings: readonly string[]): Promise<string> {
    const runs = () =>
      readdirSync(path.join(folder, 'runs'), { withFileTypes: true })
        .filter((one) => one.isDirectory() && !one.name.startsWith('.'))
        .map(({ name }) => name);
    const before = existsSync(path.join(folder, 'runs')) ? runs() : [];
    const { status } = await terminal.call(['train', folder, '--quiet', ...settings]);
    expect(status).toBe(0);
    const [name = ''] = runs().filter((one) => !before.includes(one));
    return path.join(folder, 'runs', name);
  }

  it.each([
    ['upper left', 0, 0],
    ['upper right', 0, 7],
    ['lower left', 7, 0],
    ['lower right', 7, 7],
  ] as const)('points to the %s corner where the object stands there', async (_name, top, left) => {
    const picture = await writePicture(`corner-${top}-${left}.png`, object('upright', top, left));
    const { classes, places, layer } = await seen<Evidence>({ about: 'evidence', runFolder, picture });
    expect({ layer, places }).toEqual({ layer: 'edges', places: [10, 10] });
    const [first] = classes;
    expect(first?.name).toBe('upright');
    const tiles = first?.tiles ?? [];
    const strongest = tiles.indexOf(Math.max(...tiles));
    expect(Math.floor(strongest / 10) < 5).toBe(top === 0);
    expect(strongest % 10 < 5).toBe(left === 0);
  });

  it('is the class activation map of a linear head on averages, tile by tile', async () => {
    const valueAt = object('lying', 5, 2);
    const picture = await writePicture('compared.png', valueAt);
    const { classes } = await seen<Evidence>({ about: 'evidence', runFolder, picture });
    const kernel = savedWeights(runFolder, 'head_classes/kernel');
    const bias = savedWeights(runFolder, 'head_classes/bias');
    for (const { name, lead, tiles } of classes) {
      const label = ['lying', 'upright'].indexOf(name);
      const weightOf = (channel: number) =>
        (kernel[2 * channel + label] ?? 0) -
        ((kernel[2 * channel] ?? 0) + (kernel[2 * channel + 1] ?? 0)) / 2;
      const expected = Array.from({ length: 100 }, (_, at) => {
        const features = featuresAt(valueAt, Math.floor(at / 10), at % 10);
        return (weightOf(0) * features[0] + weightOf(1) * features[1]) / 100;
      });
      for (const [at, tile] of tiles.entries()) expect(tile).toBeCloseTo(expected[at] ?? 0, 4);
      const sum = tiles.reduce((total, tile) => total + tile, 0);
      expect(sum + (bias[label] ?? 0) - ((bias[0] ?? 0) + (bias[1] ?? 0)) / 2).toBeCloseTo(lead, 3);
    }
  });

  it('can be looked into layer by layer: frozen ones are the base’s, the last one gives the answer', async () => {
    const picture = await writePicture('inside.png', object('upright', 2, 2));
    const ofRun = (layer: string) => seen<LayerMaps>({ about: 'maps', place: { runFolder, layer }, picture });
    const frozen = await ofRun('edges');
    expect(frozen).toEqual(await seen<LayerMaps>({ about: 'maps', place: ofBase(), picture }));
    const { classes } = await seen<Evidence>({ about: 'evidence', runFolder, picture });
    const { plan } = await readRunRecord(runFolder);
    const { places, maps } = await ofRun(plan.layers.at(-1)?.name ?? '');
    expect(places).toBeNull();
    expect(maps.map(({ channel }) => ['lying', 'upright'][channel])).toEqual(classes.map(({ name }) => name));
    for (const [at, { strength }] of maps.entries())
      expect(strength).toBeCloseTo(classes[at]?.probability ?? 0, 5);
  });

  it('shows in a layer that was trained what its filters have become', async () => {
    const fineTuned = await trained(
      ...['--set', 'train.phases[0].train=everything', '--set', 'train.phases[0].epochs=5'],
    );
    const valueAt = object('upright', 2, 2);
    const picture = await writePicture('trained.png', valueAt);
    const place = { runFolder: fineTuned, layer: 'edges' };
    const { maps } = await seen<LayerMaps>({ about: 'maps', place, picture });
    const kernel = savedWeights(fineTuned, 'edges/kernel');
    for (const { channel, strength } of maps) {
      const values = Array.from({ length: 100 }, (_, at) =>
        filtered(valueAt, kernel, channel, Math.floor(at / 10), at % 10),
      );
      expect(strength).toBeCloseTo(Math.max(...values), 4);
    }
    const before = await seen<LayerMaps>({ about: 'maps', place: ofBase(), picture });
    expect(maps[0]?.strength).not.toBeCloseTo(before.maps[0]?.strength ?? 0, 3);
    const { stdout } = await terminal.call(['see', folder, '--run', fineTuned, '--image', picture, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ layer: 'edges', run: fineTuned },
      maps: maps.map(({ values, ...one }) => one),
    });
    const cacheFolder = path.join(folder, 'cache');
    const question = {
      about: 'pictures',
      place,
      channel: maps[0]?.channel ?? 0,
      pictures: [picture],
    } as const;
    const { pictures } = await seen<ChannelPictures>({ ...question, cacheFolder });
    expect(pictures[0]?.strength).toBeCloseTo(maps[0]?.strength ?? 0, 5);
  });

  it('is refused for a layer that the run’s network has not, and for a network that was changed', async () => {
    const picture = await writePicture('refused.png', object('upright', 2, 2));
    for (const layer of ['classes', 'image']) {
      const { problem } = await answerOf({ about: 'maps', place: { runFolder, layer }, picture });
      expect(problem?.message).toContain(`has no layer \`${layer}\``);
    }
    const changed = path.join(folder, 'changed');
    await cp(runFolder, changed, { recursive: true });
    await appendFile(path.join(changed, 'model', 'model.json'), ' ');
    const place = { runFolder: changed, layer: 'edges' };
    expect((await answerOf({ about: 'maps', place, picture })).problem?.code).toBe('model-changed');
  });

  /** What a filter of three by three of three colours gives at a place, worked out by hand. */
  function filtered(
    valueAt: (row: number, column: number) => number,
    kernel: Float32Array,
    filter: number,
    row: number,
    column: number,
  ): number {
    let sum = 0;
    for (let y = 0; y < 3; y += 1)
      for (let x = 0; x < 3; x += 1)
        for (let color = 0; color < 3; color += 1)
          sum += (valueAt(row + y, column + x) / 255) * (kernel[((y * 3 + x) * 3 + color) * 2 + filter] ?? 0);
    return Math.max(0, sum);
  }

  /** What the two filters give at a place, worked out by hand. */
  function featuresAt(
    valueAt: (row: number, column: number) => number,
    row: number,
    column: number,
  ): readonly [number, number] {
    let [across, down] = [0, 0];
    for (let y = 0; y < 3; y += 1)
      for (let x = 0; x < 3; x += 1) {
        const value = (3 * valueAt(row + y, column + x)) / 255 / 9;
        across += value * (x - 1);
        down += value * (y - 1);
      }
    return [Math.max(0, across), Math.max(0, down)];
  }
});

/** The values of a tensor that a run has saved, by how its name ends. */
function savedWeights(runFolder: string, end: string): Float32Array {
  const model = path.join(runFolder, 'model');
  const { weightsManifest } = JSON.parse(readFileSync(path.join(model, 'model.json'), 'utf8')) as {
    readonly weightsManifest: readonly [
      { readonly paths: readonly string[]; readonly weights: readonly { name: string; shape: number[] }[] },
    ];
  };
  const [{ paths, weights }] = weightsManifest;
  const bytes = readFileSync(path.join(model, paths[0] ?? ''));
  let place = 0;
  const found = new Map<string, Float32Array>();
  for (const { name, shape } of weights) {
    const size = shape.reduce((product, length) => product * length, 1);
    found.set(
      name,
      new Float32Array(bytes.buffer.slice(bytes.byteOffset + place, bytes.byteOffset + place + size * 4)),
    );
    place += size * 4;
  }
  return [...found].find(([name]) => name.endsWith(end))?.[1] ?? new Float32Array();
}

describe('the terminal', () => {
  it('prints the channels of a layer on a picture, and writes their maps as a PNG', async () => {
    const picture = path.join('images', 'red', 'red-0.png');
    const words = ['see', '--layer', 'relu1', '--image', picture, '--out', 'maps'];
    const { status, stdout } = await terminal.call(words);
    expect(status).toBe(0);
    expect(stdout).toContain('4 channels, maps of 16 × 16');
    const { format, width } = await sharp(path.join(terminal.folder, 'maps', 'relu1.png')).metadata();
    expect({ format, width }).toEqual({ format: 'png', width: 804 });
  });

  it('tells the images that excite a channel most, and again without computing them', async () => {
    const words = ['see', '--layer', 'relu1', '--channel', '2', '--json'];
    const { status, stdout } = await terminal.call(words);
    expect(status).toBe(0);
    const { pictures } = JSON.parse(stdout) as {
      readonly pictures: readonly { readonly strength: number }[];
    };
    const strengths = pictures.map(({ strength }) => strength);
    expect(strengths.length).toBe(9);
    expect(strengths).toEqual(strengths.toSorted((one, other) => other - one));
    await rm(path.join(terminal.folder, '.transfer', 'features'), { recursive: true, force: true });
    expect((await terminal.call(words)).stdout).toBe(stdout);
    expect(await sharp(path.join(terminal.folder, 'images', 'red', 'red-0.png')).metadata()).toBeDefined();
  });

  it('says which layer may be meant, and why a picture can’t be looked at', async () => {
    const wrong = await terminal.call(['see', '--layer', 'relu', '--image', 'images/red/red-0.png']);
    expect(wrong.status).toBe(1);
    expect(wrong.stderr).toContain('The base has no layer `relu`. Is `relu1` meant?');
    const gone = await terminal.call(['see', '--layer', 'relu1', '--image', 'gone.png']);
    expect(gone.status).toBe(1);
    expect(gone.stderr).toContain('It is not there.');
  });
});
