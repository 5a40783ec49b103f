import { arrow, box, button, colours, featureMap, layer, line, photograph, picture, text } from './drawing';
import { mapsShown } from './maps-shown';

/** The walkthrough's pictures by the names of their steps. */
export function walkthroughPictures(): Readonly<Record<string, string>> {
  return { example, designer, seen, train, images, case: cases, runtime };
}

const groups: Readonly<Record<string, readonly string[]>> = {
  animals: ['koala', 'badger', 'dromedary_camel'],
  clothing: ['boot', 'sandal', 'pouch'],
  faces: ['kissing', 'unamused', 'lying_face'],
  food: ['lemon', 'egg', 'tangerine'],
  vehicles: ['truck', 'boat', 'bullettrain_front'],
  weather: ['star', 'zap', 'droplet'],
};

/** Pictures of a class beside each other. */
function row(x: number, y: number, edge: number, name: string): string[] {
  return (groups[name] ?? []).map((file, index) =>
    photograph(x + index * (edge + 8), y, edge, `${name}/${file}.png`),
  );
}

const example = picture(
  'Six groups of emoji go through a network that was trained on others, and it tells what a new one shows',
  box(20, 20, 230, 360),
  ...Object.keys(groups).flatMap((name, index) => [
    text(36, 56 + index * 57, name),
    ...row(120, 34 + index * 57, 32, name),
  ]),
  arrow(262, 200, 30),
  box(304, 20, 196, 360),
  ...[0, 1, 2, 3, 4].map((index) => layer(332, 44 + index * 24, 140, 18, index < 4 ? 'frozen' : 'head')),
  text(402, 186, 'knows emoji, learns groups', { size: 12, colour: colours.quiet, at: 'middle' }),
  line('M402 196V212M396 207L402 213L408 207', colours.quiet),
  photograph(374, 222, 56, 'animals/koala.png'),
  ...['animals', 'faces', 'food'].flatMap((name, index) => {
    const y = 296 + index * 26;
    return [
      text(394, y + 13, name, { size: 13, at: 'end' }),
      box(402, y + 3, [82, 12, 5][index] ?? 0, 11, { fill: colours.frozen, edge: colours.frozen, round: 2 }),
    ];
  }),
);

const designer = picture(
  'The file on the left, the Designer on the right: frozen layers above a line, layers that train below it, and the new head',
  box(20, 40, 210, 320),
  text(36, 66, 'transfer.yaml', { bold: true }),
  ...['base: demo', 'dataset:', '  path: images', '  similarity: similar', 'freeze:', '  through: conv2'].map(
    (words, index) => text(36, 102 + index * 26, words, { size: 13, code: true }),
  ),
  box(30, 188, 190, 52, { fill: colours.frozen, strength: 0.12, edge: 'none', round: 3 }),
  arrow(238, 200, 26),
  box(272, 40, 228, 320),
  text(288, 66, 'Designer', { bold: true }),
  ...(['conv1', 'conv2'] as const).flatMap((name, index) => [
    layer(288, 86 + index * 36, 130, 28, 'frozen'),
    text(300, 105 + index * 36, name, { size: 13 }),
  ]),
  text(428, 121, 'frozen', { size: 13 }),
  line('M282 164H490', colours.frozen, 3),
  box(376, 156, 24, 16, { fill: colours.frozen, edge: colours.frozen, round: 8 }),
  ...(['conv3', 'dense1', 'dense2'] as const).flatMap((name, index) => [
    layer(288, 184 + index * 36, 130, 28, 'trains'),
    text(300, 203 + index * 36, name, { size: 13 }),
  ]),
  text(428, 239, 'trains', { size: 13 }),
  layer(288, 298, 130, 28, 'head'),
  text(300, 317, 'new head', { size: 13 }),
  text(428, 317, 'new', { size: 13 }),
);

/** The example's pictures that excite channel 8 of `dense2` most, as `transfer-designer see --layer dense2 --channel 8` tells. */
const excitingPictures = ['animals/swan', 'animals/black_bird', 'animals/penguin', 'animals/unicorn_face'];

/** A layer of the base, what it answers to, and four pictures of that. */
function seenRow(
  y: number,
  name: string,
  what: string,
  pictures: (x: number, at: number) => string,
): string[] {
  return [
    layer(150, y, 110, 34, 'frozen'),
    text(162, y + 22, name, { size: 13 }),
    text(150, y + 54, what, { size: 12, colour: colours.quiet }),
    ...[0, 1, 2, 3].map((at) => pictures(282 + at * 54, at)),
  ];
}

const seen = picture(
  'A picture of a penguin goes through a network: its first layer answers to edges, the next to curves and shapes, one of the last mostly to birds',
  photograph(20, 152, 96, mapsShown.picture),
  arrow(122, 200, 18),
  ...seenRow(60, 'conv1', 'edges', (x, at) => featureMap(x, 60, 48, `conv1_relu-${at}.png`)),
  ...seenRow(176, 'conv2', 'curves and shapes', (x, at) => featureMap(x, 176, 48, `conv2_relu-${at}.png`)),
  ...seenRow(292, 'dense2', 'mostly birds', (x, at) => photograph(x, 292, 48, `${excitingPictures[at]}.png`)),
  line('M205 128V166M200 161L205 167L210 161', colours.quiet),
  line('M205 244V282M200 277L205 283L210 277', colours.quiet),
);

const train = picture(
  'Curves that rise while a network learns, and the report with the proof that frozen layers never moved',
  box(20, 40, 270, 320),
  button(36, 56, 72, 'Train'),
  text(276, 76, 'accuracy', { size: 13, colour: colours.quiet, at: 'end' }),
  line('M40 110V336H280', colours.quiet, 1.5),
  line('M48 320C90 210 120 170 170 150S250 134 276 130', colours.frozen, 3),
  line('M48 324C95 240 125 205 170 188S250 174 276 172', colours.trains, 3, true),
  text(276, 120, 'training', { size: 13, at: 'end' }),
  text(276, 198, 'validation', { size: 13, at: 'end' }),
  arrow(300, 200, 24),
  box(334, 70, 166, 260),
  text(350, 98, 'report.html', { bold: true }),
  ...[0, 1, 2].flatMap((y) =>
    [0, 1, 2].map((x) =>
      box(350 + x * 46, 114 + y * 28, 42, 24, {
        ...{ fill: colours.frozen, edge: 'none', round: 2 },
        strength: x === y ? 0.7 : 0.12,
      }),
    ),
  ),
  ...['frozen is frozen', 'model read back', 'try a picture'].flatMap((words, index) => [
    line(`M350 ${228 + index * 32}l5 6l9 -11`, colours.head, 2.5),
    text(372, 234 + index * 32, words, { size: 13 }),
  ]),
);

/** A folder's or file's name in a tree, with what it holds beside it. */
function entry(depth: number, y: number, name: string, beside = ''): string[] {
  const x = 44 + depth * 26;
  return [
    ...(depth > 0 ? [line(`M${x - 16} ${y - 18}V${y - 5}H${x - 5}`, colours.quiet, 1)] : []),
    text(x, y, name, { code: true }),
    ...(beside ? [text(484, y, beside, { size: 12, colour: colours.quiet, at: 'end' })] : []),
  ];
}

const images = picture(
  'A folder images with one folder for each class in it, a folder images-test with other pictures, and transfer.yaml',
  box(20, 20, 480, 360),
  ...entry(0, 52, 'my-project/'),
  ...entry(1, 84, 'images/', 'one folder a class'),
  ...['animals', 'food', 'weather'].flatMap((name, index) => [
    ...entry(2, 120 + index * 48, `${name}/`),
    ...row(190, 98 + index * 48, 34, name),
    text(322, 120 + index * 48, '…'),
  ]),
  ...entry(1, 272, 'images-test/', 'the same folders, other pictures'),
  ...entry(1, 308, 'transfer.yaml', 'New Project writes it'),
  text(44, 350, 'A picture of anything else still gets one of these names: give it a class.', {
    size: 12,
    colour: colours.quiet,
  }),
);

type State = Parameters<typeof layer>[4];

/** A case: what becomes of five layers of the base, and the head on them. */
function caseOf(
  x: number,
  y: number,
  title: string,
  words: readonly string[],
  states: readonly State[],
): string[] {
  return [
    box(x, y, 190, 156),
    text(x + 14, y + 26, title, { bold: true }),
    ...words.map((words_, index) => text(x + 14, y + 52 + index * 19, words_, { size: 13 })),
    ...states.map((state, index) => layer(x + 138, y + 16 + index * 21, 38, 16, state)),
  ];
}

const all = (state: State): State[] => [state, state, state, state, state, 'head'];

const cases = picture(
  'Four cases: few or many images, like those of the base or different. Few and like: all is kept frozen and a new head trains. Few and different: only the first layers are kept. Many: everything trains.',
  text(207, 24, 'like the base’s', { at: 'middle' }),
  text(407, 24, 'different', { at: 'middle' }),
  text(98, 122, 'few', { at: 'end' }),
  text(98, 288, 'many', { at: 'end' }),
  ...caseOf(110, 38, 'Case 1', ['keep all,', 'frozen; train', 'a new head'], all('frozen')),
  ...caseOf(
    310,
    38,
    'Case 2',
    ['keep the first', 'third; train', 'a new head'],
    [...(['frozen', 'frozen', 'left out', 'left out', 'left out', 'head'] as const)],
  ),
  ...caseOf(110, 204, 'Case 3', ['train the head,', 'then', 'everything'], all('trains')),
  ...caseOf(310, 204, 'Case 4', ['as case 3;', 'from scratch', 'if that fails'], all('trains')),
  ...(['frozen', 'trains', 'head'] as const).flatMap((state, index) => [
    layer(110 + index * 110, 374, 18, 14, state),
    text(136 + index * 110, 386, { frozen: 'frozen', trains: 'trains', head: 'new head' }[state], {
      size: 13,
    }),
  ]),
);

// How many times as long training takes: README.md, "Engines".
const engines = [
  { name: 'tfjs-node', times: 1, words: '1×', note: 'trains every case; the command installs it' },
  { name: 'onnxruntime-node', times: 3, words: '2 to 3×', note: 'comes with it; runs ONNX bases too' },
  { name: 'WebAssembly', times: 20, words: '10 to 20×', note: 'is there already; enough for a new head' },
] as const;

const runtime = picture(
  'Training takes two to three times as long with onnxruntime-node as with tfjs-node, and ten to twenty times with WebAssembly',
  box(20, 50, 480, 300),
  text(40, 84, 'Time to train, compared with tfjs-node', { bold: true }),
  ...engines.flatMap(({ name, times, words, note }, index) => {
    const y = 110 + index * 78;
    return [
      text(40, y + 14, name),
      box(40, y + 22, times * 18, 16, {
        fill: colours.frozen,
        strength: 0.7,
        edge: colours.frozen,
        round: 2,
      }),
      text(48 + times * 18, y + 35, words),
      text(40, y + 55, note, { size: 12, colour: colours.quiet }),
    ];
  }),
);
