import type { FolderLook } from '../../src/design/dataset-facts';
import { fileSchema } from '../../src/design/format/schema';
import {
  alternativesOf,
  type MapSchema,
  type NumberSchema,
  type Schema,
} from '../../src/design/format/schema-types';
import type { LayerGraph } from '../../src/design/layer-graph';
import { folder } from '../fixtures/folder-facts';
import { demoLike, GraphBuilder, inception, mobileNetLike, residual } from '../fixtures/layer-graphs';
import { measuredAs } from '../fixtures/measured';
import { between, type Fuzzer, pick, type Random } from './fuzzer';
import { designPromise, holdDesign, type Surroundings } from './promises/design-promises';

const anySize = new GraphBuilder([null, null, 3]).conv('conv1', 4).average('pool').dense('out', 5);
const grey = new GraphBuilder([28, 28, 1]).conv('conv1', 4).average('pool').dense('out', 5);
const headNames = new GraphBuilder([16, 16, 3])
  .conv('head', 4)
  .conv('everything', 4)
  .conv('head_classes', 4)
  .average('auto')
  .dense('head_dense_1', 5);
const single = new GraphBuilder([16, 16, 3]);

export const graphs: readonly (LayerGraph | null)[] = [
  null,
  demoLike(),
  demoLike({ input: {}, ownScaling: ['Rescaling'] }),
  residual(),
  inception(),
  mobileNetLike(),
  mobileNetLike({ top: false }),
  anySize.graph({ name: 'anysize', inputIsOpen: true, input: {} }),
  grey.graph({ name: 'grey' }),
  headNames.graph({ name: 'heads' }),
  single.graph({ name: 'single' }),
  demoLike({ layers: [] }),
];

export const found = (classes: Record<string, number>, path?: string): FolderLook => ({
  found: true,
  facts: folder(classes, path === undefined ? {} : { path }),
});
const missing = (path: string): FolderLook => ({ found: false, path, reason: 'missing' });

export const trainFolders: readonly (FolderLook | null)[] = [
  null,
  missing('/home/me/images'),
  found({}),
  found({ cats: 1 }),
  found({ cats: 40, dogs: 40, neither: 20 }),
  found({ cats: 1, dogs: 1 }),
  found({ cats: 0, dogs: 5, '7': 5, true: 2 }),
  found({ cats: 300, dogs: 2_500 }),
];

const otherFolders: readonly (FolderLook | null)[] = [
  null,
  missing('/home/me/held-out'),
  found({ cats: 5, dogs: 5, neither: 5 }, '/home/me/held-out'),
  found({ mice: 5 }, '/home/me/held-out'),
  found({ cats: 40, dogs: 40 }, '/home/me/images'),
  found({}, '/home/me/images/cats'),
];

function drawSurroundings(random: Random): Surroundings {
  const graph = pick(random, graphs);
  const train = pick(random, trainFolders);
  const validation = pick(random, otherFolders);
  const test = pick(random, otherFolders);
  const similarity = pick(random, ['similar', 'different'] as const);
  return {
    ...(graph && { graph }),
    ...(train && { train }),
    ...(validation && { validation }),
    ...(test && { test }),
    ...(graph && random() < 0.1 && { measurement: measuredAs(similarity, graph) }),
  };
}

/** A value to write; a map is a list of its entries, so that it may have a key twice. */
type Drawn = string | number | boolean | null | List | DrawnMap;
type List = readonly Drawn[];
interface DrawnMap {
  readonly entries: readonly (readonly [string, Drawn])[];
}

const junk: readonly Drawn[] = [
  null,
  '',
  true,
  false,
  0,
  -1,
  0.5,
  1e9,
  Number.POSITIVE_INFINITY,
  '20%',
  '1_000',
  '*',
  '😀',
  'a b',
  'auto',
  'head',
  'through',
  [],
  [[]],
  [null],
  ['*'],
  [['conv1']],
  { entries: [] },
  { entries: [['through', null]] },
  { entries: [['throug', 'conv1']] },
  {
    entries: [
      ['dense', 4],
      ['dropout', 0.1],
    ],
  },
  { entries: [['a', { entries: [['b', [1]]] }]] },
];

/** What a key takes, mostly; sometimes something that it does not. */
function draw(random: Random, schema: Schema, graph: LayerGraph | null | undefined): Drawn {
  if (random() < 0.07) return pick(random, junk);
  const one = pick(random, alternativesOf(schema));
  const below = (inner: Schema) => draw(random, inner, graph);
  switch (one.kind) {
    case 'choice':
      return pick(random, one.values).value;
    case 'number':
      return drawNumber(random, one);
    case 'text':
      return random() < 0.2 && one.words ? pick(random, one.words).value : drawText(random, one.noun, graph);
    case 'list': {
      const length =
        random() < 0.15
          ? between(random, 0, 4)
          : Math.min(one.maxItems, one.minItems + between(random, 0, 2));
      return Array.from({ length }, () => below(one.item));
    }
    case 'record':
      return {
        entries: Array.from({ length: between(random, 0, 3) }, () => [
          pick(random, classNames),
          below(one.value),
        ]),
      };
    case 'map':
      return { entries: drawEntries(random, one, below) };
  }
}

function drawNumber(random: Random, schema: NumberSchema): number {
  const { whole } = schema;
  const low = schema.minimum ?? schema.exclusiveMinimum ?? -5;
  const high = schema.maximum ?? schema.exclusiveMaximum ?? 5;
  const usual = [0.0001, 0.001, 0.2, 1, 2, 4, 20, 64, 224].filter((value) => low < value && value < high);
  const value = pick(random, [low, high, low - 1, high + 1, ...usual, ...usual, ...usual, ...usual]);
  return whole && random() < 0.95 ? Math.round(value) : value;
}

const classNames = ['cats', 'dogs', 'neither', 'cat', '7', 'true', 'constructor', '__proto__'];
const paths = ['images', './held-out', '~/images', 'C:\\images', '/', '', 'Фото', 'a: b', '20%'];
const bases = [
  ...['demo', './net/model.json', 'net.h5', 'net.onnx', 'http://host/model.json'],
  ...['https://host/model.json', 'https://user@host/m.json', '~/net/model.json'],
];
const patterns = ['^(.*)-', '(', '(a)(b)', 'x(.)', '.', '^(?:a|b)(c)'];

function drawText(random: Random, noun: string, graph: LayerGraph | null | undefined): string {
  if (noun.includes('layer')) {
    const names = graph?.layers.map(({ name }) => name) ?? ['conv1'];
    const name = names.length === 0 ? 'conv1' : pick(random, names);
    const others = ['head', 'everything', '*', '?*', 'head_*', 'head_dense_1', 'none', 'conv*', 'b?n*'];
    if (random() < 0.3) return pick(random, others);
    return pick(random, [name, name, name, `${name.slice(0, 3)}*`, `${name}x`, name.slice(1)]);
  }
  if (noun.includes('class')) return pick(random, classNames);
  if (noun.includes('regular')) return pick(random, patterns);
  if (noun.includes('sha256')) return pick(random, ['a'.repeat(64), 'A'.repeat(64), 'a']);
  return pick(random, noun.includes('base') ? bases : paths);
}

function drawEntries(random: Random, schema: MapSchema, below: (inner: Schema) => Drawn): [string, Drawn][] {
  const keys = Object.entries(schema.keys);
  const share = schema.exactlyOne ? 0.05 : random() < 0.5 ? 0.35 : 0.7;
  const chosen = schema.exactlyOne && random() < 0.95 ? pick(random, keys)[0] : undefined;
  const entries = keys
    .filter(([key, { required }]) => key === chosen || random() < (required ? 0.93 : share))
    .map(([key, { schema: inner }]): [string, Drawn] => [key, below(inner)]);
  if (random() < 0.05) entries.push([misspelt(random, pick(random, keys)[0]), pick(random, junk)]);
  if (random() < 0.02 && entries[0]) entries.push(entries[0]);
  return random() < 0.3 ? entries.reverse() : entries;
}

function misspelt(random: Random, key: string): string {
  const at = between(random, 0, key.length);
  return pick(random, [
    key.slice(0, at) + key.slice(at + 1),
    `${key}s`,
    key.toUpperCase(),
    'epochs',
    'lr',
    'loss',
    'x',
  ]);
}

function flow(random: Random, value: Drawn): string {
  if (value === null) return pick(random, ['', '~', 'null']);
  if (typeof value === 'string') return quoted(random, value);
  if (typeof value !== 'object') return String(value).replace('Infinity', '.inf');
  if (!isMap(value)) return `[${value.map((one) => flow(random, one)).join(', ')}]`;
  return `{${value.entries.map(([key, one]) => `${quoted(random, key)}: ${flow(random, one)}`).join(', ')}}`;
}

function quoted(random: Random, text: string): string {
  const plain = /^[\w./(^$][\w./*?() -]*$/.test(text) && random() < 0.9;
  return plain ? text : random() < 0.5 ? JSON.stringify(text) : `'${text.replaceAll("'", "''")}'`;
}

/** Lines of a map or list, as people write them; what is inside goes on one line now and then. */
function block(random: Random, value: Drawn, indent: string): string {
  const inner = `${indent}  `;
  const after = (one: Drawn) =>
    typeof one === 'object' && one !== null && random() < 0.7
      ? block(random, one, inner)
      : ` ${flow(random, one)}\n`;
  const comment = () => (random() < 0.05 ? `${indent}# why 😀\n` : '');
  if (typeof value !== 'object' || value === null) return ` ${flow(random, value)}\n`;
  if (isMap(value)) {
    if (value.entries.length === 0) return pick(random, ['\n', ' {}\n']);
    const lines = value.entries.map(
      ([key, one]) => `${comment()}${indent}${quoted(random, key)}:${after(one)}`,
    );
    return `\n${lines.join('')}`;
  }
  if (value.length === 0) return ' []\n';
  return `\n${value.map((one) => `${comment()}${indent}- ${flow(random, one)}\n`).join('')}`;
}

/** Whether it is a map, and no list. */
function isMap(value: List | DrawnMap): value is DrawnMap {
  return !Array.isArray(value);
}

function drawFile(random: Random, graph: LayerGraph | null | undefined): string {
  const file = draw(random, fileSchema, graph);
  const written = random() < 0.15 ? flow(random, file) : block(random, file, '').trimStart();
  const text = random() < 0.1 ? written.replaceAll('\n', '\r\n') : written;
  return random() < 0.15 ? withSlips(random, text) : text;
}

/** What fingers do. */
function withSlips(random: Random, text: string): string {
  let slipped = text;
  for (let left = between(random, 1, 2); left > 0; left -= 1) {
    const start = between(random, 0, slipped.length);
    const end = start + between(random, 0, 3);
    const typed =
      random() < 0.5
        ? ''
        : pick(random, [' ', ':', '-', '\t', '"', '{', ']', '\n', '\u00a0', '&a ', '*a', '😀']);
    slipped = slipped.slice(0, start) + typed + slipped.slice(end);
  }
  return slipped;
}

const fuzzer: Fuzzer = {
  name: 'design',
  promise: designPromise,
  quickTries: 100,
  open: () => (random) => {
    const around = drawSurroundings(random);
    holdDesign(drawFile(random, around.graph), around);
  },
};

export default fuzzer;
