import { parseTransferFile } from '../../src/design/format/parse';
import { applyEdits } from '../../src/design/format/text-edits';
import { unseenLetter } from '../../src/design/words/unseen-letters';
import { between, type Fuzzer, pick, type Random } from './fuzzer';
import { brokenPlaces } from './promises/place-promises';
import { workTime } from './promises/work-time';

/** A file that uses every kind of value, to take pieces from. */
export const everyKind = `version: 1
base: { model: ./net/model.json, sha256: "${'0'.repeat(64)}", input: { size: [64, 64], resize: crop, scale: { mean: [1, 2, 3], std: [1, 1, 1], channels: rgb } } }
dataset:
  path: images
  classes: [Tigger, Misty, neither]
  groupBy: "^(.*)-\\\\d+"
  similarity: similar
case: auto
freeze: { through: conv3 }   # a comment
head: { pool: auto, layers: [{ dense: 64 }, { dropout: 0.3 }] }
train:
  augment: { flip: horizontal, shift: 0.1, views: 4 }
  phases:
    - { train: head, epochs: 200, learningRate: 0.001 }
    - train: [block5*, head]
      epochs: 20
`;

const pieces = [
  ...everyKind.split(/(?<=[\s{}[\],:])/),
  ...[
    ':',
    '- ',
    '  ',
    '\t',
    '\n',
    '&a ',
    '*a',
    '!!str ',
    '|\n',
    '>-\n',
    '"',
    "'",
    '#',
    '? ',
    '---\n',
    '%YAML 1.2\n',
  ],
  ...[
    'null',
    '~',
    '.inf',
    '-0',
    '0x1f',
    '1e400',
    'true',
    '<<: ',
    '\u0000',
    '\u2028',
    '\ud83d',
    '😀',
    '\r\n',
    '\ufeff',
  ],
  ...[
    '\u00a0',
    '\u200b',
    '\u202a',
    '“',
    '”',
    '：',
    ' = ',
    ': ',
    '@',
    '`',
    '~/',
    '$HOME/',
    'C:\\',
    '👩‍🔬',
    '}',
    ']',
  ],
];

const promise =
  'A text is read without a throw, within half a second; problems lie inside it and say nothing in the words of a parser, and fixes apply.';

export function drawText(random: Random): string {
  let drawn = random() < 0.1 ? '' : everyKind;
  for (let left = between(random, 1, 8); left > 0; left -= 1) {
    const start = between(random, 0, drawn.length);
    const end = random() < 0.5 ? start : start + between(random, 0, 12);
    drawn = drawn.slice(0, start) + (random() < 0.7 ? pick(random, pieces) : '') + drawn.slice(end);
  }
  return drawn;
}

const fuzzer: Fuzzer = {
  name: 'text',
  promise,
  quickTries: 300,
  open: () => (random) => {
    const drawn = drawText(random);
    const { result, milliseconds } = workTime(() => parseTransferFile(drawn));
    const { problems } = result;
    const broken = [
      ...(milliseconds > 500 ? [`Reading took ${milliseconds.toFixed(0)} ms.`] : []),
      ...brokenPlaces(drawn, problems),
      ...problems.flatMap(({ code, message }) =>
        unreadable.test(message) ? [`${code} says: ${message}`] : [],
      ),
    ];
    for (const { fixes = [] } of problems) {
      for (const { edits } of fixes) parseTransferFile(applyEdits(drawn, edits));
    }
    if (broken.length > 0) throw new Error(`${broken.join('\n')}\n${JSON.stringify(drawn)}`);
  },
};

/** Letters that can't be seen, and words that only who wrote the parser knows. */
const unreadable = new RegExp(`${unseenLetter.source}|\\btoken\\b|YAML stream|[Ii]mplicit key|\\bscalar\\b`);

export default fuzzer;
