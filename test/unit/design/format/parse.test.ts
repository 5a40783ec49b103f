import { describe, expect, it } from 'vitest';
import type { Config } from '../../../../src/design/config';
import { parseTransferFile } from '../../../../src/design/format/parse';
import type { KeyPath } from '../../../../src/design/problem';
import { processorTime } from '../../../fixtures/processor-time';

const needed = 'base: demo\ndataset: { path: images }\n';

function marked(text: string, range: { readonly start: number; readonly end: number }): string {
  return text.slice(range.start, range.end);
}

describe('the config', () => {
  const nothing: Config = {
    base: { model: 'demo', input: {} },
    dataset: { path: 'images' },
    head: {},
    train: {},
  };
  const cases: readonly (readonly [string, object])[] = [
    ['', {}],
    ['version: 1\n', {}],
    ['case: 2\n', { case: 2 }],
    [
      'case: auto\ncut: auto\nfreeze: auto\ninit: auto\n',
      { case: 'auto', cut: 'auto', freeze: 'auto', init: 'auto' },
    ],
    ['freeze: { through: conv2 }\n', { freeze: { through: 'conv2' } }],
    ['freeze: [conv1, "*bn", block5*]\n', { freeze: ['conv1', '*bn', 'block5*'] }],
    ['freeze:\n  - 1\n', { freeze: ['1'] }],
    ['head:\n', {}],
    ['head: {}\n', {}],
    ['head: { layers: [] }\n', { head: { layers: [] } }],
    [
      'head: { layers: [{ dense: 8 }, { dropout: 0 }] }\n',
      { head: { layers: [{ dense: 8 }, { dropout: 0 }] } },
    ],
    ['train:\n  # batchSize: 3\n', {}],
    ['train: { cache: off }\n', { train: { cache: 'off' } }],
    [
      'train: { cache: "off", classWeights: { 0: 2, true: 1.5, a b: 3 } }\n',
      { train: { cache: 'off', classWeights: { '0': 2, true: 1.5, 'a b': 3 } } },
    ],
    [
      'train: { phases: [{ learningRate: 1e-3 }, { learningRate: .5, train: [head] }] }\n',
      { train: { phases: [{ learningRate: 0.001 }, { learningRate: 0.5, train: ['head'] }] } },
    ],
    [
      'train:\n  phases:\n    - &a { train: head, epochs: 3 }\n    - { <<: *a, epochs: 4 }\n    - { <<: [*a, { patience: 2 }] }\n',
      {
        train: {
          phases: [
            { train: 'head', epochs: 3 },
            { train: 'head', epochs: 4 },
            { train: 'head', epochs: 3, patience: 2 },
          ],
        },
      },
    ],
    ['cut: 2024\n', { cut: '2024' }],
    ['cut: 0x1F\n', { cut: '0x1F' }],
    ['cut: |\n  conv1\n', { cut: 'conv1\n' }],
  ];
  it.each(cases)('that is read from %j', (text, expected) => {
    const { config, problems } = parseTransferFile(needed + text);
    expect(problems).toEqual([]);
    expect(config).toEqual({ ...nothing, ...expected });
  });

  it('has the long form of the base', () => {
    const sha256 = 'ab'.repeat(32);
    const text = `base:\n  model: https://example.org/net/model.json\n  sha256: ${sha256}\n  input:\n    size: [96, 128]\n    resize: pad\n    scale: { mean: [1, 2, 3], std: [4, 5, 6], channels: bgr }\ndataset: { path: C:\\images }\n`;
    const { config, problems } = parseTransferFile(text);
    expect(problems).toEqual([]);
    expect(config.base).toEqual({
      model: 'https://example.org/net/model.json',
      sha256,
      input: { size: [96, 128], resize: 'pad', scale: { mean: [1, 2, 3], std: [4, 5, 6], channels: 'bgr' } },
    });
    expect(config.dataset.path).toBe('C:\\images');
  });

  it.each(['0..255', '0..1', '-1..1', '"-1..1"', 'torch', 'caffe'])('has the scale %s', (scale) => {
    const { config, problems } = parseTransferFile(
      `base: { model: demo, input: { scale: ${scale} } }\ndataset: { path: a }\n`,
    );
    expect(problems).toEqual([]);
    expect(config.base?.input.scale).toBe(scale.replaceAll('"', ''));
  });

  it('takes what is right where something else is wrong', () => {
    const { config, problems } = parseTransferFile(
      'base: demo\ndataset: { path: images, size: huge }\ntrain:\n  seed: x\n  batchSize: 4\n  phases: [7, { epochs: 2, patience: no }, { epochs: 3 }]\n',
    );
    expect(problems.map(({ code }) => code)).toEqual([
      'value-not-allowed',
      'wrong-type',
      'wrong-type',
      'wrong-type',
    ]);
    expect(config.dataset).toEqual({ path: 'images' });
    // The phases keep their places, so that a problem with the third one is shown there.
    expect(config.train).toEqual({ batchSize: 4, phases: [{}, { epochs: 2 }, { epochs: 3 }] });
  });

  it.each([
    'net.tflite',
    'http://example.org/model.json',
    'https://example.org/model.json',
    '{ model: https://example.org/model.json, sha256: abc }',
    '{ model: demo, sha256: abc }',
  ])('has no base that must not be loaded: %s', (base) => {
    const { config, problems } = parseTransferFile(`base: ${base}\ndataset: { path: a }\n`);
    expect(config.base).toBeUndefined();
    expect(problems).toHaveLength(1);
  });

  it('reads CR LF and a byte-order mark as if they were not there', () => {
    const text = 'base: demo\ndataset:\n  path: images\ntrain:\n  phases:\n    - train: head\n';
    const { config } = parseTransferFile(text);
    expect(parseTransferFile(`\uFEFF${text.replaceAll('\n', '\r\n')}`).config).toEqual(config);
    expect(parseTransferFile(`\uFEFF${text}`).problems).toEqual([]);
  });

  it('lets no key of the file reach the prototype of an object', () => {
    const { config, problems } = parseTransferFile(
      `${needed}train: { classWeights: { __proto__: 3 } }\n__proto__: { case: 2 }\nconstructor: 1\n`,
    );
    expect(Object.getPrototypeOf(config)).toBe(Object.prototype);
    expect(config.case).toBeUndefined();
    expect(Object.keys(config.train.classWeights ?? {})).toEqual(['__proto__']);
    expect(problems.map(({ code }) => code)).toEqual(['unknown-key', 'unknown-key']);
  });
});

describe('places', () => {
  const text =
    '# c\nbase: demo\ndataset:\n  path: images # here\n  classes: [a, "b c"]\ntrain:\n  phases:\n    - train: head\n      epochs: 3\n    -\n';
  const file = parseTransferFile(text);
  const values: readonly (readonly [KeyPath, string])[] = [
    [[], '# c'],
    [['base'], 'demo'],
    [['base', 'model'], 'demo'],
    [['base', 'input', 'scale'], 'demo'],
    [['dataset', 'path'], 'images'],
    [['dataset', 'classes', 1], '"b c"'],
    [['dataset', 'classes', 7], 'classes'],
    [['dataset', 'validation'], 'dataset'],
    [['head', 'pool'], '# c'],
    [['train', 'phases', 0], 'train: head\n      epochs: 3'],
    [['train', 'phases', 0, 'epochs'], '3'],
    [['train', 'phases', 0, 'patience'], 'train: head\n      epochs: 3'],
    [['train', 'phases', 1], '-'],
    [['constructor', '__proto__'], '# c'],
  ];
  it.each(values)('of the value at %j', (path, expected) => {
    expect(marked(text, file.rangeOf(path))).toBe(expected);
  });

  const keys: readonly (readonly [KeyPath, string])[] = [
    [['base'], 'base'],
    [['dataset', 'path'], 'path'],
    [['dataset', 'classes', 0], 'a'],
    [['train', 'phases', 0, 'epochs'], 'epochs'],
    [['train', 'seed'], 'train'],
    [['nothing'], '# c'],
  ];
  it.each(keys)('of the key at %j', (path, expected) => {
    expect(marked(text, file.keyRangeOf(path))).toBe(expected);
  });

  it('count lines and columns from 1', () => {
    expect(file.rangeOf(['dataset', 'path'])).toMatchObject({
      line: 4,
      column: 9,
      endLine: 4,
      endColumn: 15,
    });
    const crlf = parseTransferFile(`\uFEFF${text.replaceAll('\n', '\r\n')}`);
    expect(crlf.rangeOf(['dataset', 'path'])).toMatchObject({
      line: 4,
      column: 9,
      endLine: 4,
      endColumn: 15,
    });
    expect(parseTransferFile('\uFEFFbase: demo').keyRangeOf(['base'])).toMatchObject({
      start: 1,
      line: 1,
      column: 1,
    });
  });

  it('tells what the user wrote', () => {
    const there = [['base'], ['dataset', 'classes', 1], ['train', 'phases', 1]];
    const notThere = [
      ['version'],
      ['base', 'model'],
      ['dataset', 'classes', 2],
      ['train', 'phases', 1, 'epochs'],
      ['toString'],
    ];
    expect(there.map((path) => file.has(path))).toEqual(there.map(() => true));
    expect(notThere.map((path) => file.has(path))).toEqual(notThere.map(() => false));
    expect(parseTransferFile('').has([])).toBe(false);
  });
});

describe('any text at all', () => {
  const million = 1_000_000;
  const nestedKeys = Array.from({ length: 1200 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join('');
  const bomb = [
    'a: &a [x, x, x, x, x, x, x, x, x]',
    ...'bcdefghij'.split('').map((name, index) => {
      const before = 'abcdefghij'[index];
      return `${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(', ')}]`;
    }),
    'dataset: { classes: *j, path: *j }',
    'train: { phases: *j, classWeights: { a: *j } }',
    'freeze: *j',
  ].join('\n');
  const mergeBomb = [
    'a: &a { epochs: 1 }',
    ...'bcdefghij'.split('').map((name, index) => {
      const before = 'abcdefghij'[index];
      return `${name}: &${name} { <<: [${Array.from({ length: 9 }, () => `*${before}`).join(', ')}] }`;
    }),
    'train: { phases: [*j, { <<: *j }] }',
  ].join('\n');
  const texts: Readonly<Record<string, string>> = {
    'a million brackets': '['.repeat(million),
    'a million braces': '{'.repeat(million),
    'dashes in a row': '- '.repeat(million / 2),
    'question marks in a row': '? '.repeat(million / 2),
    'keys nested 1,200 deep': nestedKeys,
    'an alias bomb': bomb,
    'a merge bomb': mergeBomb,
    'an anchor in itself': 'dataset: &a { path: *a }\nfreeze: &b [*b]\ntrain: &c { <<: *c }\n',
    'a million quotes': '"'.repeat(million),
    'forty thousand quotes': '"'.repeat(39_000),
    'closing brackets': ']'.repeat(39_000),
    'a million bad escapes': `base: "${'\\q'.repeat(million / 2 - 10)}"`,
    'a million colons': ':'.repeat(million),
    'a million line breaks': '\n'.repeat(million),
    'a million letters': 'a'.repeat(million),
    tabs: '\t'.repeat(million),
    'tabs for indentation': 'a:\n\tb\n'.repeat(6000),
    'the same key again and again': 'epochs: 1\n'.repeat(8000),
    'many unknown keys': Array.from({ length: 8000 }, (_, index) => `key${index}: 1`).join('\n'),
    'many documents': '---\nbase: a\n'.repeat(4000),
    comments: '# a\n'.repeat(20_000),
    'one long text': `cut: |\n${' x\n'.repeat(300_000)}`,
    noise: Array.from(
      { length: 50_000 },
      (_, index) => 'abc :-[]{},&*#?|>!%@`"\'\n\t 019'[(index * index * 31 + index * 7) % 30],
    ).join(''),
    bytes: Array.from({ length: 5000 }, (_, index) => String.fromCharCode((index * 7919) % 256)).join(''),
    'a block of text without a text': 'train:\n  phases:\n    - ><<: *f\n',
    'half a surrogate': 'base: \ud83d\n\udc2f: 1\n',
    'marks of the YAML package': 'base: \u0002\u0018\u001f',
  };
  it.each(Object.entries(texts))('is answered within seconds: %s', (_, text) => {
    const used = processorTime();
    const file = parseTransferFile(text);
    expect(used()).toBeLessThan(2500);
    expect(file.problems.length).toBeGreaterThan(0);
    expect(file.problems.length).toBeLessThanOrEqual(201);
    for (const { range, message } of file.problems) {
      expect(range.start).toBeGreaterThanOrEqual(0);
      expect(range.end).toBeLessThanOrEqual(text.length);
      expect(range.start).toBeLessThanOrEqual(range.end);
      expect(message.length).toBeLessThan(2000);
    }
  });

  it('of fifty megabytes is one problem', () => {
    const { config, problems } = parseTransferFile('base: demo\n'.repeat(5_000_000));
    expect(problems.map(({ code }) => code)).toEqual(['file-too-large']);
    expect(config).toEqual({ dataset: {}, head: {}, train: {} });
  });

  it('is answered at every point of typing it', () => {
    const whole =
      '# é\nbase: { model: "a\\\\b", input: { size: [2, 3] } }\ndataset:\n  path: \'x\'\n  groupBy: "^(.*)-"\nfreeze: &f [a, "*b"]\ntrain:\n  phases:\n  - {<<: *f, train: *f}\n  - train: |\n      head\n';
    for (let length = 0; length <= whole.length; length++) {
      const text = whole.slice(0, length);
      const file = parseTransferFile(text);
      for (const { fixes = [], range } of file.problems) {
        expect(range.end).toBeLessThanOrEqual(text.length);
        for (const { edits } of fixes) expect(edits.length).toBeGreaterThan(0);
      }
      file.edit(['train', 'phases', 0, 'epochs'], 3);
      file.rangeOf(['train', 'phases', 0, 'epochs']);
    }
  });
});
