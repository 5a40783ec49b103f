import { parse } from 'yaml';
import { parseTransferFile } from '../../src/design/format/parse';
import { disagreement } from '../fixtures/schema-agreement';
import { between, type Fuzzer, pick, type Random } from './fuzzer';
import { drawText, everyKind } from './text.fuzz';

type Node = Record<string | number, unknown>;

/** What may stand anywhere, rightly or not. */
const values = [
  ...[
    null,
    true,
    false,
    0,
    1,
    2,
    -1,
    0.5,
    1.5,
    1e6,
    5e9,
    '',
    'auto',
    'all',
    'off',
    'head',
    'conv3',
    '3',
    '0.2',
  ],
  ...['horizontal', '0..1', 'a/b', [], {}, [1], [64, 64], [0, 0, 0], ['a', 'a'], ['a', 'b'], [null], [{}]],
  ...[{ through: 'a' }, { dense: 64 }, { dense: 8, dropout: 0.5 }, { model: 'a' }, [{ epochs: 1 }], { a: 1 }],
];

const keys = [
  'path',
  'model',
  'train',
  'epochs',
  'size',
  'layers',
  'dense',
  'through',
  'mean',
  'phases',
  'x',
];

/** The file with a few of its values changed, taken out, or put where they do not belong. */
function drawFile(random: Random): string {
  const file: Node = parse(everyKind);
  for (let left = between(random, 1, 2); left > 0; left -= 1) {
    let at = file;
    for (;;) {
      const below = Object.values(at).filter((one) => typeof one === 'object' && one !== null) as Node[];
      if (below.length === 0 || random() < 0.3) break;
      at = pick(random, below);
    }
    const place =
      random() < 0.8 && Object.keys(at).length > 0 ? pick(random, Object.keys(at)) : pick(random, keys);
    if (random() < 0.2) delete at[place];
    else if (!Array.isArray(at) || Number.isInteger(Number(place)))
      at[place] = structuredClone(pick(random, values));
  }
  return JSON.stringify(file, (_, value) =>
    Array.isArray(value) ? value.filter((one) => one !== undefined) : value,
  );
}

const fuzzer: Fuzzer = {
  name: 'schema',
  promise: 'The JSON schema and the parser are of one mind on what a file may hold.',
  quickTries: 300,
  open: () => (random) => {
    const drawn = random() < 0.9 ? drawFile(random) : drawText(random);
    const other = disagreement(drawn, parseTransferFile(drawn).problems);
    if (other !== undefined) throw new Error(`${other}\n${drawn}`);
  },
};

export default fuzzer;
