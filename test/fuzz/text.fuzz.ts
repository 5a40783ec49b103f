import { parseTransferFile } from '../../src/design/parse';
import { between, type Fuzzer, pick, type Random } from './fuzzer';

/** A file that uses every kind of value, to take pieces from. */
const text = `version: 1
base: { model: ./net/model.json, sha256: "00", input: { size: [64, 64], resize: crop, scale: { mean: [1, 2, 3], std: [1, 1, 1] } } }
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
  ...text.split(/(?<=[\s{}[\],:])/),
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
];

const promise = 'A text is read without a throw, within half a second, and every problem lies inside it.';

function drawText(random: Random): string {
  let drawn = random() < 0.1 ? '' : text;
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
    const said = `\n${JSON.stringify(drawn)}`;
    const start = performance.now();
    const { problems } = parseTransferFile(drawn);
    const milliseconds = performance.now() - start;
    if (milliseconds > 500) throw new Error(`Reading took ${milliseconds.toFixed(0)} ms.${said}`);
    for (const { range, code } of problems) {
      const { start: from, end: to } = range;
      const isInside = 0 <= from && from <= to && to <= drawn.length;
      if (!isInside) throw new Error(`${code} lies at ${JSON.stringify(range)}.${said}`);
    }
  },
};

export default fuzzer;
