/**
 * Trains the demonstration base (models/demo) with tfjs-node on emoji pictures of npm packages.
 *
 *   node --import tsx scripts/train-demo-base.ts
 *
 * tfjs-node is taken from the folder that TRANSFER_DESIGNER_TFJS_NODE names (the package's own
 * folder), else from the project's modules. The same packages, engine, machine and number of
 * threads (TF_NUM_INTRAOP_THREADS; 2 for the weights in models/demo) give the same weights, to the
 * last bit. Options: --epochs N, --out FOLDER.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type * as tfjs from '@tensorflow/tfjs';
import sharp from 'sharp';

type TensorFlow = typeof tfjs;

const packages = createRequire(import.meta.url);
const projectFolder = join(dirname(fileURLToPath(import.meta.url)), '..');

const SIZE = 64;
const PIXELS = SIZE * SIZE;
const VALUES = PIXELS * 3;
const SEED = 1;
const EPOCHS = 30;
const BATCH_SIZE = 64;
const LEARNING_RATE = 7e-4;
const LABEL_SMOOTHING = 0.1;
/** Small data means few steps: statistics with the usual momentum of 0.99 would lag behind. */
const BATCH_NORM_MOMENTUM = 0.9;
/** One emoji in ten, in all its drawings, is kept out of training to measure accuracy. */
const HELD_OUT_SHARE = 0.1;
/** Rarer subcategories are left out: a handful of subjects does not make a class. */
const SUBJECTS_PER_CLASS = 6;
/** 259 flags would take a twentieth of the training and teach little. */
const FLAGS = 'country-flag';
const FLAG_COUNT = 60;

interface Emoji {
  readonly image: string;
  readonly has_img_google: boolean;
  readonly has_img_twitter: boolean;
  readonly name: string;
  readonly short_name: string;
  readonly short_names: readonly string[];
  readonly unified: string;
  readonly subcategory: string;
}

interface IconSet {
  readonly width?: number;
  readonly height?: number;
  readonly icons: Readonly<
    Record<
      string,
      {
        readonly body: string;
        readonly left?: number;
        readonly top?: number;
        readonly width?: number;
        readonly height?: number;
      }
    >
  >;
}

/** One picture: RGB bytes of 64×64, what it shows, and the hand that drew it. */
interface Picture {
  readonly subject: string;
  readonly subcategory: string;
  readonly style: string;
  readonly pixels: Uint8Array;
}

/** A small seeded generator (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function shuffle<Item>(items: Item[], random: () => number): Item[] {
  for (let last = items.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const held = items[last] as Item;
    items[last] = items[other] as Item;
    items[other] = held;
  }
  return items;
}

// ---------------------------------------------------------------------------------------------
// Pictures
// ---------------------------------------------------------------------------------------------

async function readPixels(source: string | Buffer): Promise<Uint8Array> {
  const buffer = await sharp(source)
    .flatten({ background: '#ffffff' })
    .resize(SIZE, SIZE, { fit: 'fill', kernel: 'linear' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer();
  if (buffer.length !== VALUES) throw new Error(`a picture has ${buffer.length} values, not ${VALUES}`);
  return new Uint8Array(buffer);
}

async function readJson<Content>(file: string): Promise<Content> {
  return JSON.parse(await readFile(file, 'utf8')) as Content;
}

function packageFolder(name: string): string {
  return dirname(packages.resolve(`${name}/package.json`));
}

async function readEmojiList(): Promise<readonly Emoji[]> {
  return readJson(join(packageFolder('emoji-datasource-google'), 'emoji.json'));
}

/** The 64×64 pictures of an emoji-datasource package, without skin tones, which would repeat people sixfold. */
async function readDatasource(
  list: readonly Emoji[],
  vendor: 'google' | 'twitter',
  style: string,
): Promise<Picture[]> {
  const folder = join(packageFolder(`emoji-datasource-${vendor}`), 'img', vendor, '64');
  const pictures: Picture[] = [];
  for (const emoji of list) {
    if (!(vendor === 'google' ? emoji.has_img_google : emoji.has_img_twitter)) continue;
    pictures.push({
      subject: emoji.short_name,
      subcategory: emoji.subcategory,
      style,
      pixels: await readPixels(join(folder, emoji.image)),
    });
  }
  return pictures;
}

/** Names differ between sets in hyphens and capitals only: `GRINNING FACE`, `grinning-face`. */
function plainName(name: string): string {
  return name
    .toLowerCase()
    .replace(/&/g, 'and')
    .replace(/[^a-z0-9]/g, '');
}

/** Code points without the variation selector, as the sets disagree about writing it. */
function plainCode(code: string): string {
  return code
    .toLowerCase()
    .replace(/-?fe0f/g, '')
    .replace(/^0+/, '');
}

const FLUENT = '@iconify-json/fluent-emoji-flat';

/** Finds the emoji that an icon's name means; Fluent names carry their code points along. */
async function emojiByName(list: readonly Emoji[]): Promise<Map<string, Emoji>> {
  const byCode = new Map(list.map((emoji) => [plainCode(emoji.unified), emoji]));
  const byName = new Map<string, Emoji>();
  const remember = (name: string, emoji: Emoji): void => {
    if (!byName.has(plainName(name))) byName.set(plainName(name), emoji);
  };
  const codes = await readJson<Record<string, string>>(join(packageFolder(FLUENT), 'chars.json'));
  for (const [code, name] of Object.entries(codes)) {
    const emoji = byCode.get(plainCode(code));
    if (emoji) remember(name, emoji);
  }
  for (const emoji of list) remember(emoji.name, emoji);
  for (const emoji of list) for (const name of emoji.short_names) remember(name, emoji);
  return byName;
}

/** The pictures of an Iconify package, drawn from their outlines. */
async function readIcons(
  names: ReadonlyMap<string, Emoji>,
  packageName: string,
  style: string,
): Promise<Picture[]> {
  const set = await readJson<IconSet>(join(packageFolder(packageName), 'icons.json'));
  const seen = new Set<string>();
  const pictures: Picture[] = [];
  for (const [name, icon] of Object.entries(set.icons)) {
    const emoji = names.get(plainName(name));
    if (!emoji || seen.has(emoji.short_name)) continue;
    seen.add(emoji.short_name);
    const width = icon.width ?? set.width ?? 16;
    const height = icon.height ?? set.height ?? 16;
    const box = `${icon.left ?? 0} ${icon.top ?? 0} ${width} ${height}`;
    const picture = Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ' +
        `width="${SIZE}" height="${SIZE}" viewBox="${box}">${icon.body}</svg>`,
    );
    pictures.push({
      subject: emoji.short_name,
      subcategory: emoji.subcategory,
      style,
      pixels: await readPixels(picture),
    });
  }
  return pictures;
}

interface Data {
  readonly classes: readonly string[];
  readonly training: readonly Picture[];
  /** Subjects the base has not seen, in Noto's drawing. */
  readonly heldOut: readonly Picture[];
  /** The same subjects in Twemoji's drawing: never trained on, neither subject nor style. */
  readonly heldOutTwemoji: readonly Picture[];
}

async function readData(): Promise<Data> {
  const list = await readEmojiList();
  const names = await emojiByName(list);
  const pictures = [
    ...(await readDatasource(list, 'google', 'noto')),
    ...(await readIcons(names, FLUENT, 'fluent')),
    ...(await readIcons(names, '@iconify-json/noto-v1', 'noto-v1')),
    ...(await readIcons(names, '@iconify-json/fxemoji', 'fxemoji')),
  ];
  const subjects = new Map<string, Set<string>>();
  for (const emoji of list) {
    const members = subjects.get(emoji.subcategory) ?? new Set<string>();
    subjects.set(emoji.subcategory, members.add(emoji.short_name));
  }
  const classes = [...subjects]
    .filter(([, members]) => members.size >= SUBJECTS_PER_CLASS)
    .map(([name]) => name)
    .sort();

  const random = randomNumbers(SEED);
  const heldOutSubjects = new Set<string>();
  const training: Picture[] = [];
  for (const name of classes) {
    const members = shuffle([...(subjects.get(name) ?? [])].sort(), random);
    const heldOutCount = Math.max(1, Math.round(members.length * HELD_OUT_SHARE));
    for (const subject of members.slice(0, heldOutCount)) heldOutSubjects.add(subject);
    const candidates = pictures.filter(
      (picture) => picture.subcategory === name && !heldOutSubjects.has(picture.subject),
    );
    training.push(...shuffle(candidates, random).slice(0, name === FLAGS ? FLAG_COUNT : undefined));
  }
  const isHeldOut = (picture: Picture): boolean => heldOutSubjects.has(picture.subject);
  const heldOut = pictures.filter((picture) => picture.style === 'noto' && isHeldOut(picture));
  const twemoji = await readDatasource(list, 'twitter', 'twemoji');
  return { classes, training, heldOut, heldOutTwemoji: twemoji.filter(isHeldOut) };
}

// ---------------------------------------------------------------------------------------------
// Views: each time a picture is shown it is turned, shifted, scaled and coloured anew
// ---------------------------------------------------------------------------------------------

function drawView(pixels: Uint8Array, target: Float32Array, offset: number, random: () => number): void {
  const between = (low: number, high: number): number => low + (high - low) * random();
  const angle = between(-0.18, 0.18);
  const scale = Math.exp(between(-0.15, 0.18));
  const stretch = Math.exp(between(-0.07, 0.07));
  const flip = random() < 0.5 ? -1 : 1;
  const shiftX = between(-4, 4);
  const shiftY = between(-4, 4);
  const middle = (SIZE - 1) / 2;
  const xx = Math.cos(angle) * scale * stretch * flip;
  const xy = -Math.sin(angle) * scale;
  const yx = Math.sin(angle) * scale * stretch * flip;
  const yy = Math.cos(angle) * scale;

  // Colours: channels mixed (rows add up to 1, so that grey stays grey), then saturation and strength.
  const mix: number[] = [];
  for (let row = 0; row < 3; row += 1) {
    const weights = [0, 1, 2].map((column) => (row === column ? 1 : 0) + between(-0.1, 0.1));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    for (const weight of weights) mix.push(weight / sum);
  }
  const [rr, rg, rb, gr, gg, gb, br, bg, bb] = mix as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const saturation = between(0.4, 1.4);
  const strength = between(0.7, 1.3);
  const swapped = random() < 0.06;

  const finish = (value: number, grey: number): number => {
    const full = 1 - (1 - (grey + (value - grey) * saturation)) * strength;
    return Math.min(1, Math.max(0, full)) * 2 - 1;
  };

  for (let y = 0; y < SIZE; y += 1) {
    for (let x = 0; x < SIZE; x += 1) {
      const fromX = xx * (x - middle) + xy * (y - middle) + middle + shiftX;
      const fromY = yx * (x - middle) + yy * (y - middle) + middle + shiftY;
      const left = Math.floor(fromX);
      const top = Math.floor(fromY);
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let corner = 0; corner < 4; corner += 1) {
        const column = left + (corner & 1);
        const row = top + (corner >> 1);
        const weight = (1 - Math.abs(fromX - column)) * (1 - Math.abs(fromY - row));
        if (column < 0 || row < 0 || column >= SIZE || row >= SIZE) {
          // Outside is white, as transparency is.
          red += weight;
          green += weight;
          blue += weight;
        } else {
          const at = (row * SIZE + column) * 3;
          red += (weight * (pixels[at] as number)) / 255;
          green += (weight * (pixels[at + 1] as number)) / 255;
          blue += (weight * (pixels[at + 2] as number)) / 255;
        }
      }
      const mixedRed = rr * red + rg * green + rb * blue;
      const mixedGreen = gr * red + gg * green + gb * blue;
      const mixedBlue = br * red + bg * green + bb * blue;
      const grey = (mixedRed + mixedGreen + mixedBlue) / 3;
      const to = offset + (y * SIZE + x) * 3;
      target[to] = finish(swapped ? mixedBlue : mixedRed, grey);
      target[to + 1] = finish(mixedGreen, grey);
      target[to + 2] = finish(swapped ? mixedRed : mixedBlue, grey);
    }
  }
}

function copyUnchanged(pixels: Uint8Array, target: Float32Array, offset: number): void {
  for (let index = 0; index < VALUES; index += 1) {
    target[offset + index] = (pixels[index] as number) / 127.5 - 1;
  }
}

// ---------------------------------------------------------------------------------------------
// The network
// ---------------------------------------------------------------------------------------------

interface Block {
  readonly filters: number;
  readonly kernelSize: number;
  readonly strides: number;
}

/** Edges, shapes, higher-level features. */
const BLOCKS: readonly Block[] = [
  { filters: 32, kernelSize: 5, strides: 2 },
  { filters: 64, kernelSize: 5, strides: 1 },
  { filters: 192, kernelSize: 3, strides: 1 },
];
const DENSE_UNITS: readonly [number, number] = [256, 64];

function buildModel(tf: TensorFlow, classCount: number): tfjs.LayersModel {
  let seed = SEED * 100;
  const kernelInitializer = (): ReturnType<TensorFlow['initializers']['heNormal']> => {
    seed += 1;
    return tf.initializers.glorotUniform({ seed });
  };
  const input = tf.input({ shape: [SIZE, SIZE, 3], name: 'image' });
  let tensor: tfjs.SymbolicTensor = input;
  const add = (layer: tfjs.layers.Layer): void => {
    tensor = layer.apply(tensor) as tfjs.SymbolicTensor;
  };
  for (const [index, block] of BLOCKS.entries()) {
    const number = index + 1;
    add(
      tf.layers.conv2d({
        ...block,
        padding: 'same',
        // Batch normalisation's beta is the bias.
        useBias: false,
        kernelInitializer: kernelInitializer(),
        name: `conv${number}`,
      }),
    );
    add(tf.layers.batchNormalization({ momentum: BATCH_NORM_MOMENTUM, name: `conv${number}_bn` }));
    add(tf.layers.reLU({ name: `conv${number}_relu` }));
    add(tf.layers.maxPooling2d({ poolSize: 2, strides: 2, name: `pool${number}` }));
  }
  add(tf.layers.flatten({ name: 'flatten' }));
  for (const [index, units] of DENSE_UNITS.entries()) {
    add(
      tf.layers.dense({
        units,
        activation: 'relu',
        kernelInitializer: kernelInitializer(),
        name: `dense${index + 1}`,
      }),
    );
  }
  add(
    tf.layers.dense({
      units: classCount,
      activation: 'softmax',
      kernelInitializer: kernelInitializer(),
      name: 'dense3',
    }),
  );
  return tf.model({ inputs: input, outputs: tensor, name: 'demo' });
}

// ---------------------------------------------------------------------------------------------
// Training
// ---------------------------------------------------------------------------------------------

function loadTensorFlow(): TensorFlow {
  // Node 23 removed two functions that tfjs-node 4.22.0 calls.
  const util = packages('node:util') as Record<string, unknown>;
  util.isNullOrUndefined ??= (value: unknown): boolean => value === null || value === undefined;
  util.isArray ??= Array.isArray;
  return packages(process.env.TRANSFER_DESIGNER_TFJS_NODE ?? '@tensorflow/tfjs-node') as TensorFlow;
}

function labelRow(classIndex: number, classCount: number, target: Float32Array, row: number): void {
  target.fill(LABEL_SMOOTHING / classCount, row * classCount, (row + 1) * classCount);
  target[row * classCount + classIndex] = 1 - LABEL_SMOOTHING + LABEL_SMOOTHING / classCount;
}

async function train(tf: TensorFlow, model: tfjs.LayersModel, data: Data, epochs: number): Promise<void> {
  const optimizer = tf.train.adam(LEARNING_RATE);
  model.compile({ optimizer, loss: 'categoricalCrossentropy' });
  const classIndex = new Map(data.classes.map((name, index) => [name, index]));
  const classCount = data.classes.length;
  const stepsPerEpoch = Math.floor(data.training.length / BATCH_SIZE);
  const steps = stepsPerEpoch * epochs;
  const start = Date.now();
  let step = 0;
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    const random = randomNumbers(SEED + 1000 * (epoch + 1));
    const order = shuffle([...data.training], random);
    let lossSum = 0;
    for (let batch = 0; batch < stepsPerEpoch; batch += 1) {
      const images = new Float32Array(BATCH_SIZE * VALUES);
      const labels = new Float32Array(BATCH_SIZE * classCount);
      for (let row = 0; row < BATCH_SIZE; row += 1) {
        const picture = order[batch * BATCH_SIZE + row] as Picture;
        drawView(picture.pixels, images, row * VALUES, random);
        labelRow(classIndex.get(picture.subcategory) as number, classCount, labels, row);
      }
      const imageTensor = tf.tensor4d(images, [BATCH_SIZE, SIZE, SIZE, 3]);
      const labelTensor = tf.tensor2d(labels, [BATCH_SIZE, classCount]);
      // The rate falls along half a cosine to a thousandth; the optimiser reads it at each step.
      const rate = LEARNING_RATE * (0.001 + 0.999 * 0.5 * (1 + Math.cos((Math.PI * step) / steps)));
      (optimizer as unknown as { learningRate: number }).learningRate = rate;
      lossSum += (await model.trainOnBatch(imageTensor, labelTensor)) as number;
      tf.dispose([imageTensor, labelTensor]);
      step += 1;
    }
    const seconds = Math.round((Date.now() - start) / 1000);
    const shown =
      epoch % 5 === 4 || epoch === epochs - 1
        ? `, held out ${percent(accuracy(tf, model, data.heldOut, data.classes))}`
        : '';
    console.log(
      `epoch ${epoch + 1}/${epochs}: loss ${(lossSum / stepsPerEpoch).toFixed(3)}${shown}, ${seconds} s`,
    );
  }
}

/**
 * Divides dense2's output by its root mean square over the training pictures and multiplies the
 * classifier's kernel by the same number: what the base says stays the same, and a new head gets
 * features of unit size. Adam moves a weight by about the learning rate a step whatever the features'
 * size, so a head on features of size 3 overshoots small data that the same head on unit size fits.
 */
function giveFeaturesUnitSize(tf: TensorFlow, model: tfjs.LayersModel, pictures: readonly Picture[]): void {
  const features = tf.model({ inputs: model.inputs, outputs: featureLayer(model).output });
  let sum = 0;
  let count = 0;
  for (let from = 0; from < pictures.length; from += BATCH_SIZE) {
    const values = predict(tf, features, pictures.slice(from, from + BATCH_SIZE));
    for (const value of values) sum += value * value;
    count += values.length;
  }
  const size = Math.sqrt(sum / count);
  const scale = (layer: tfjs.layers.Layer, factors: readonly number[]): void => {
    tf.tidy(() =>
      layer.setWeights(layer.getWeights().map((weight, index) => weight.mul(factors[index] ?? 1))),
    );
  };
  scale(featureLayer(model), [1 / size, 1 / size]);
  scale(model.getLayer('dense3'), [size, 1]);
  console.log(`features divided by their root mean square, ${size.toFixed(3)}`);
}

function featureLayer(model: tfjs.LayersModel): tfjs.layers.Layer & { output: tfjs.SymbolicTensor } {
  return model.getLayer('dense2') as tfjs.layers.Layer & { output: tfjs.SymbolicTensor };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function predict(tf: TensorFlow, model: tfjs.LayersModel, pictures: readonly Picture[]): Float32Array {
  const images = new Float32Array(pictures.length * VALUES);
  for (const [row, picture] of pictures.entries()) copyUnchanged(picture.pixels, images, row * VALUES);
  return tf.tidy(() => {
    const output = model.predict(tf.tensor4d(images, [pictures.length, SIZE, SIZE, 3])) as tfjs.Tensor;
    return output.dataSync() as Float32Array;
  });
}

function accuracy(
  tf: TensorFlow,
  model: tfjs.LayersModel,
  pictures: readonly Picture[],
  classes: readonly string[],
): number {
  let hits = 0;
  for (let from = 0; from < pictures.length; from += BATCH_SIZE) {
    const batch = pictures.slice(from, from + BATCH_SIZE);
    const outputs = predict(tf, model, batch);
    for (const [row, picture] of batch.entries()) {
      const probabilities = outputs.subarray(row * classes.length, (row + 1) * classes.length);
      const best = probabilities.indexOf(Math.max(...probabilities));
      if (classes[best] === picture.subcategory) hits += 1;
    }
  }
  return hits / pictures.length;
}

// ---------------------------------------------------------------------------------------------
// Writing
// ---------------------------------------------------------------------------------------------

interface Results {
  readonly trainingPictures: number;
  readonly epochs: number;
  readonly heldOut: number;
  readonly heldOutAccuracy: number;
  readonly heldOutTwemojiAccuracy: number;
}

async function write(
  tf: TensorFlow,
  model: tfjs.LayersModel,
  data: Data,
  results: Results,
  folder: string,
): Promise<void> {
  model.setUserDefinedMetadata({
    transferDesigner: {
      name: 'demo',
      title: 'Demonstration base: emoji pictures by subcategory',
      input: { size: [SIZE, SIZE], resize: 'stretch', scale: '-1..1' },
      classes: data.classes,
      licence: 'Apache-2.0',
      attribution: [
        'Noto Emoji, Google LLC, Apache-2.0',
        'Noto Emoji v1, Google LLC, Apache-2.0',
        'Fluent UI Emoji (flat), Microsoft Corporation, MIT',
        'Firefox OS Emoji, Mozilla, CC BY 4.0',
      ],
      trainedBy: 'scripts/train-demo-base.ts',
      results,
    },
  });
  const weightsFile = 'group1-shard1of1.bin';
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) {
    if (name.endsWith('.bin')) await rm(join(folder, name));
  }
  const handler = tf.io.withSaveHandler(async (artifacts) => {
    const weights = artifacts.weightData;
    if (!weights || !artifacts.weightSpecs) throw new Error('the model has no weights');
    const bytes = Buffer.concat(
      (Array.isArray(weights) ? weights : [weights]).map((part) => Buffer.from(part)),
    );
    const description = {
      format: artifacts.format,
      generatedBy: artifacts.generatedBy,
      convertedBy: artifacts.convertedBy,
      modelTopology: artifacts.modelTopology,
      weightsManifest: [{ paths: [weightsFile], weights: artifacts.weightSpecs }],
      userDefinedMetadata: artifacts.userDefinedMetadata,
    };
    await writeFile(join(folder, weightsFile), bytes);
    await writeFile(join(folder, 'model.json'), `${JSON.stringify(description, null, 1)}\n`);
    await writeFile(join(folder, 'classes.json'), `${JSON.stringify(data.classes, null, 2)}\n`);
    const hash = createHash('sha256').update(bytes).digest('hex');
    console.log(`${weightsFile}: ${bytes.length} bytes, sha256 ${hash}`);
    return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' as const } };
  });
  await model.save(handler);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { epochs: { type: 'string' }, out: { type: 'string' } },
  });
  const epochs = Number(values.epochs ?? EPOCHS);
  if (!Number.isInteger(epochs) || epochs < 1) throw new Error('--epochs takes a whole number from 1');
  const folder = values.out ? resolve(values.out) : join(projectFolder, 'models', 'demo');

  const tf = loadTensorFlow();
  const data = await readData();
  console.log(
    `${data.training.length} pictures in ${data.classes.length} classes; ` +
      `${data.heldOut.length} subjects held out`,
  );
  // TensorFlow.js shuffles and draws by Math.random: seeded, a training is repeatable.
  Math.random = randomNumbers(SEED);
  const model = buildModel(tf, data.classes.length);
  model.summary();
  await train(tf, model, data, epochs);
  giveFeaturesUnitSize(tf, model, data.training);
  const results: Results = {
    trainingPictures: data.training.length,
    epochs,
    heldOut: data.heldOut.length,
    heldOutAccuracy: accuracy(tf, model, data.heldOut, data.classes),
    heldOutTwemojiAccuracy: accuracy(tf, model, data.heldOutTwemoji, data.classes),
  };
  console.log(`held-out subjects, Noto: ${percent(results.heldOutAccuracy)}`);
  console.log(`held-out subjects, Twemoji: ${percent(results.heldOutTwemojiAccuracy)}`);
  await write(tf, model, data, results, folder);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
