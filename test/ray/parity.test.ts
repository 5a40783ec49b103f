import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seededRandom, shuffle } from '../../src/design/images/random';
import type { PlanAugment } from '../../src/design/plan';
import { decodePixels } from '../../src/disk/images/image-decoding';
import { writeImageList } from '../../src/disk/images/image-list';
import { lastAnswer } from '../../src/launch/programs/output-lines';
import { scalePixels } from '../../src/shared/pixel-scaling';
import { firstNumbers } from '../../src/train/fit/example-source';
import { augmentPixels } from '../../src/train/images/augmentation';
import { pixelsOfView } from '../../src/train/images/fill-cache';
import { betterOutcome, judgePretrainedStart } from '../../src/train/run/case-four';
import { imagesDigest, weightsDigest } from '../../src/train/run/cluster-answers';
import { plainSeal, readTensorFile, writeTensorFile } from '../../src/train/run/tensor-file';
import { describeOnRay } from './on-ray';
import { jobFolder, run } from './python-for-ray';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ray-parity-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const base64 = (values: Uint8Array | Float32Array): string =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');

describeOnRay('the job', ({ python }) => {
  it('draws, scales, decodes and reads as this program does, to the last bit', async () => {
    const tensors = new Map([
      ['outcome0:conv/ä/kernel', { shape: [2, 3], values: Float32Array.of(1, -2.5, 1e-30, 3, 0.1, -0) }],
      ['empty', { shape: [0], values: new Float32Array() }],
      ['best:one', { shape: [], values: Float32Array.of(Math.fround(Math.PI)) }],
    ]);
    const json = { run: 'ä ☃', epochs: [1, 2.5, null], best: { loss: 0.1 } };
    await writeTensorFile(path.join(folder, 'written-there.bin'), { json, tensors }, plainSeal);
    const pictures = await decodedPictures();
    const images = await listedImages(pictures.map(({ file }) => file));
    const vectors = {
      random: seeds.map((given) => ({
        seeds: given,
        values: Array.from({ length: 50 }, seededRandom(...given)),
      })),
      orders: seeds.map((given, index) => ({
        seeds: given,
        order: shuffle(firstNumbers(index * 37), seededRandom(...given)),
      })),
      scales: scales.map((scale) => {
        const pixels = Uint8Array.from({ length: 256 * 3 }, (_, at) => Math.floor(at / 3) ^ (at % 3));
        const values = new Float32Array(pixels.length);
        scalePixels(pixels, scale, values, 0);
        return { scale, pixels: base64(pixels), values: base64(values) };
      }),
      starts: starts.map(({ accuracy, counts }) => {
        const labels = counts.flatMap((count, label) => Array<number>(count).fill(label));
        return { accuracy, labels, verdict: judgePretrainedStart({ ...outcome, accuracy }, labels) };
      }),
      better: outcomes.map((both) => ({
        outcomes: both,
        start: betterOutcome(both.map((one) => ({ ...outcome, ...one }))).start,
      })),
      views: drawnViews(),
      pictures,
      unreadable: [
        '',
        'aGVsbG8=',
        base64((await readFile(path.join(folder, 'large.jpg'))).subarray(0, 40_000)),
      ],
      tensors: {
        json,
        tensors: Object.fromEntries(
          [...tensors].map(([name, { shape, values }]) => [name, [shape, base64(values)]]),
        ),
      },
      images,
      lengths: await Promise.all(
        pictures.slice(0, 2).map(async ({ file }) => (await stat(path.join(folder, file))).size),
      ),
      digests: { weights: weightsDigest(tensors), images: imagesDigest(images) },
    };
    await writeFile(path.join(folder, 'vectors.json'), JSON.stringify(vectors));
    const script = path.join(import.meta.dirname, '../fixtures/ray/compare-with-vectors.py');
    const said = await run(python, script, jobFolder, folder);
    type Compared = { readonly compared: number; readonly different: readonly string[] };
    const compared = lastAnswer(said, (answer): answer is Compared => 'compared' in answer);
    expect(compared?.different).toEqual([]);
    expect(compared?.compared).toBeGreaterThan(60);
    expect(await readTensorFile(path.join(folder, 'written-here.bin'), plainSeal)).toEqual({ json, tensors });
  });

  it('finds the rows of the pictures that could be read, and names the others; those that are back another run takes in', async () => {
    const script = path.join(import.meta.dirname, '../fixtures/ray/rows-with-gaps.py');
    const [first, again, other] = JSON.parse(await run(python, script, jobFolder, path.join(folder, 'gaps')));
    const sides = {
      validation: { places: [1, 5, 9], labels: [1, 2, 0], right: true },
      test: { places: [3, 7], labels: [0, 1], right: true },
    };
    expect(first).toEqual({
      made: [7, 5],
      found: { train: { places: [0, 4, 8, 10], labels: [0, 1, 2, 1], right: true }, ...sides },
      leftOut: {
        '2.png': 'It is not there any more.',
        '6.png': 'It was changed since it was exported.',
        '11.png': 'It is a damaged or unusual picture.',
      },
      files: { first: 1, features: 1 },
    });
    // It goes on as it began.
    expect(again).toEqual(first);
    expect(other).toEqual({
      made: [7, 5],
      found: { train: { places: [0, 2, 4, 6, 8, 10], labels: [0, 2, 1, 0, 2, 1], right: true }, ...sides },
      leftOut: { '11.png': 'It is a damaged or unusual picture.' },
      files: { first: 1, features: 2 },
    });
  });

  it('waits for a file that another machine has written until this one sees it', async () => {
    const script = path.join(import.meta.dirname, '../fixtures/ray/late-files.py');
    expect(JSON.parse(await run(python, script, jobFolder, path.join(folder, 'late')))).toEqual({
      read: ['a', 'a moment'],
      opened: ['b', 'a moment'],
      shown: [true, 'a moment'],
      listed: [[], 'a moment'],
      had: [false, 'at once'],
      never: [false, 'as long as it may take'],
    });
  });

  it('ends before it trains where a class, or the validation, has lost its last image', async () => {
    const script = path.join(import.meta.dirname, '../fixtures/ray/lost-sides.py');
    const said = await run(python, script, jobFolder, path.join(folder, 'lost sides'));
    const told = said.split(/^\{"lost": "(.*)"\}$/m).slice(1);
    const warning = { event: 'warning', code: 'unreadable-images' };
    const failed = (message: string) => ({ event: 'failed', code: 'no-images', message });
    expect(told.map((text, at) => (at % 2 === 0 ? text : eventsIn(text)))).toEqual([
      'one of many',
      [expect.objectContaining(warning)],
      'a class',
      [
        expect.objectContaining(warning),
        failed(
          'No image of the class `dog` is left to train on. Repair its images or add others, or take its folder away.',
        ),
      ],
      'a share to validate with',
      [
        expect.objectContaining(warning),
        failed("No image of pets is left to validate with. Repair those that can't be read, or add others."),
      ],
      'a folder to validate with',
      [
        expect.objectContaining(warning),
        failed('pets-validation has no image that can be used. Put images of each class there.'),
      ],
    ]);
  });
});

function eventsIn(log: string): readonly unknown[] {
  return [...log.matchAll(/^@td (.*)$/gm)].map(([, event = '']) => JSON.parse(event));
}

const seeds: readonly (readonly (string | number)[])[] = [
  [0, 'pretrained', 1, 1, 'order'],
  [42, 'random', 12, 250, 'order'],
  ['split', 7, 'image Grüße/日本 😀.png'],
  [-3, 1.5, ''],
  [0.1 + 0.2, 0.00005, 1e-7, 1.25e-9, -0.5, 1e21, 1.5e300, 123_456_789.5, 100],
];

const augments: readonly PlanAugment[] = [
  { flip: 'none', shift: 0, brightness: 0, views: 2 },
  { flip: 'horizontal', shift: 0.1, brightness: 0.25, views: 4 },
  { flip: 'vertical', shift: 0.5, brightness: 1, views: 2 },
  { flip: 'both', shift: 0.00005, brightness: 0.5, views: 64 },
];

/** Views by what frozen layers are given, and pictures as an epoch draws them, of noise that is wider than high. */
function drawnViews() {
  const size = [7, 12] as const;
  return augments.flatMap((augment) =>
    firstNumbers(8).map((number) => {
      const random = seededRandom('picture', number);
      const pixels = Uint8Array.from({ length: size[0] * size[1] * 3 }, () => Math.floor(random() * 256));
      const image = { sha256: number.toString(16).repeat(64) };
      const views = { count: augment.views, augment, seed: 42 };
      const drawnBy = [42, 'augment', 3, image.sha256, number];
      return {
        ...{ augment, number, drawnBy, seed: 42, size, sha256: image.sha256, pixels: base64(pixels) },
        view: base64(pixelsOfView(pixels, image, number, views, { size: [...size] })),
        drawn: base64(augmentPixels(pixels, size, augment, seededRandom(...drawnBy))),
      };
    }),
  );
}

/** Accuracies at the bar, beside it, and where a half is to be rounded. */
const starts = [
  { accuracy: 0.5, counts: [50, 50] },
  { accuracy: 0.6, counts: [50, 50] },
  { accuracy: 0.6000000000000001, counts: [50, 50] },
  { accuracy: 49 / 400, counts: [51, 349] },
  { accuracy: 1 / 3, counts: [3, 3, 3] },
  { accuracy: 2 / 3, counts: [30, 33, 31] },
  { accuracy: 1, counts: [7] },
  { accuracy: 0, counts: [] },
];

const outcome = {
  start: 'pretrained' as const,
  phase: 1,
  epoch: 1,
  loss: 1,
  accuracy: 0,
  weights: new Map(),
};
const outcomes = [
  [0.5, 0.2, 0.5, 0.1],
  [0.5, 0.1, 0.5, 0.1],
  [0.5, 0.1, 0.6, 0.4],
  [0.6, 0.4, 0.5, 0.1],
].map(([accuracy = 0, loss = 0, otherAccuracy = 0, otherLoss = 0]) => [
  { start: 'pretrained' as const, accuracy, loss },
  { start: 'random' as const, accuracy: otherAccuracy, loss: otherLoss },
]);

const scales = [
  { mean: [127.5, 127.5, 127.5], std: [127.5, 127.5, 127.5], channels: 'rgb' },
  { mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375], channels: 'rgb' },
  { mean: [103.939, 116.779, 123.68], std: [1, 0.9, 1.1], channels: 'bgr' },
] as const;

/** Noise on slopes: pictures whose every pixel tells how it was resized. */
function drawn(width: number, height: number, channels: 1 | 2 | 3 | 4) {
  const random = seededRandom('picture', width, height, channels);
  const pixels = Uint8Array.from({ length: width * height * channels }, (_, at) => {
    const pixel = Math.floor(at / channels);
    const slope = (255 * (((pixel % width) / width) * 2 + Math.floor(pixel / width) / height)) / 3;
    return Math.max(0, Math.min(255, slope + (random() - 0.5) * 90 - (at % channels) * 20));
  });
  return sharp(pixels, { raw: { width, height, channels } });
}

async function writePictures(): Promise<readonly string[]> {
  const to = (name: string) => path.join(folder, name);
  const photograph = await drawn(1600, 1200, 3).png().toBuffer();
  const files = {
    'huge.jpg': sharp(photograph).resize(4000, 3000).jpeg(),
    'large.jpg': sharp(photograph).jpeg({ quality: 90 }),
    'medium.jpg': sharp(photograph).resize(640, 480).jpeg({ chromaSubsampling: '4:4:4' }),
    'small.jpg': drawn(50, 41, 3).jpeg(),
    ...Object.fromEntries(
      [1, 2, 3, 4, 5, 6, 7, 8].map((orientation) => [
        `turned as ${orientation}.jpg`,
        drawn(200, 131, 3).withMetadata({ orientation }).jpeg(),
      ]),
    ),
    'large and turned.jpg': sharp(photograph).withMetadata({ orientation: 6 }).jpeg(),
    'grey.jpg': drawn(300, 200, 1).toColourspace('b-w').jpeg(),
    'print.jpg': drawn(300, 210, 3).toColourspace('cmyk').jpeg(),
    'wide colours.jpg': drawn(320, 200, 3).withIccProfile('p3').jpeg(),
    'transparent.png': drawn(130, 70, 4).png(),
    'grey and transparent.png': drawn(77, 130, 2).toColourspace('b-w').png(),
    'few colours.png': drawn(120, 90, 3).png({ palette: true, colours: 16 }),
    'exact.png': drawn(96, 96, 3).png(),
    'picture.webp': drawn(640, 481, 4).webp(),
    'picture.gif': drawn(111, 60, 4).gif(),
  };
  for (const [name, image] of Object.entries(files)) await image.toFile(to(name));
  return Object.keys(files);
}

async function decodedPictures() {
  const decoded = [];
  for (const file of await writePictures()) {
    const bytes = await readFile(path.join(folder, file));
    for (const [size, resize] of [
      [[96, 96], 'stretch'],
      [[224, 160], 'stretch'],
      [[64, 64], 'crop'],
      [[41, 96], 'pad'],
    ] as const) {
      decoded.push({ file, size, resize, pixels: base64(await decodePixels(bytes, size, resize)) });
    }
  }
  return decoded;
}

async function listedImages(files: readonly string[]) {
  const images = files.map((file, index) => ({
    uri: pathToFileURL(path.join(folder, file)).href,
    file: `${file} ☃`,
    label: index % 3,
    side: (['train', 'validation', 'test'] as const)[index % 3] ?? 'train',
    sha256: index.toString(16).padStart(64, '0'),
  }));
  await mkdir(path.join(folder, 'images'), { recursive: true });
  await writeImageList(path.join(folder, 'images', 'part-00000.parquet'), images.slice(0, 20));
  await writeImageList(path.join(folder, 'images', 'part-00001.parquet'), images.slice(20));
  return images;
}
