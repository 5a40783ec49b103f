import { describe, expect, it } from 'vitest';
import { parseTransferFile } from '../../../../src/design/format/parse';
import { applyEdits } from '../../../../src/design/format/text-edits';
import type { SettingValue } from '../../../../src/design/parsed-file';
import type { KeyPath } from '../../../../src/design/problem';
import { readTextTree } from '../../../../src/design/yaml/read-text-tree';
import { follow, type PlainValue, plainValue } from '../../../../src/design/yaml/tree-values';

/** Many cases read the same text. */
function remembered<T>(make: (text: string) => T): (text: string) => T {
  const made = new Map<string, T>();
  return (text) => {
    const value = made.get(text) ?? make(text);
    made.set(text, value);
    return value;
  };
}

const treeOf = remembered(readTextTree);
const fileOf = remembered(parseTransferFile);

function valueAt(text: string, path: KeyPath): PlainValue | undefined {
  const { root } = treeOf(text);
  if (!root) return undefined;
  const { nodes, places } = follow(root, path);
  const node = nodes.at(-1);
  return places.length === path.length && node ? plainValue(node) : undefined;
}

function edited(text: string, path: KeyPath, value: SettingValue): string {
  return applyEdits(text, fileOf(text).edit(path, value));
}

const full = `# My cats
version: 1
base: demo                    # the small one
dataset:
  path: images                # one folder per class
  classes: [Tigger, Misty, neither]   # order
  groupBy: "^(.*)-\\\\d+"

# The case
case: auto
cut: auto                     # a layer of the base
freeze: auto
head: { pool: auto, layers: [{ dense: 64 }, { dropout: 0.3 }] }   # the new part
train:
  # seed of all
  seed: 1
  augment: { flip: horizontal, views: 4 }
  phases:
    - { train: head, epochs: 200 }   # first
    # then deeper
    - train: [block5*, head]   # some
      epochs: 20
      # slow
      learningRate: 0.0001
`;

const sources: Readonly<Record<string, string>> = {
  full,
  'full with CR LF': full.replaceAll('\n', '\r\n'),
  'without a line break at its end': full.trimEnd(),
  'with a byte-order mark': `\uFEFF${full}`,
  empty: '',
  'comments only': '# to come',
  'comments only, with a line break': '# to come\n\n',
  'a document marker': '---\nbase: demo\n',
  'one map in brackets': '{ base: demo, dataset: { path: images, size: auto }, train: {seed: 1} }\n',
  'an empty map in brackets': '{}\n',
  'brackets over lines':
    'base: demo\ntrain: {\n  batchSize: 16, # few\n  phases: [\n    { train: head },  # one\n    { train: everything }\n  ],\n}\n',
  'four spaces':
    'base: demo\ndataset:\n    path: images\nfreeze:\n- conv1 # first\n- conv2\ntrain:\n    phases:\n    -   train: head\n        epochs: 3\n    -   epochs: 2\n',
  'keys without values': 'base:\ndataset:   # soon\ntrain:\n  # batchSize: 32\nhead: ~\nfreeze:\n',
  'long form of the base':
    "base:\n  model: 'my net/model.json'   # here\n  input: { size: [224, 224], scale: \"-1..1\" }\ndataset: { path: 'a' }\n",
  'a merge and aliases':
    'base: demo\ntrain:\n  phases:\n    - &p\n      train: head\n      epochs: 3\n    - <<: *p\n      epochs: 4\nfreeze: &f [a, b]\ndataset: { path: images, classes: *f }\n',
  'block text': 'base: |\n  demo\n\ndataset:\n  path: >-\n    images\n  test: t\ncut: auto\n',
  'in another order': 'train:\n  seed: 1\n\n# images\ndataset: { path: images }\n\nbase: demo\n',
};

const changes: readonly (readonly [KeyPath, SettingValue])[] = [
  [['base'], 'other'],
  [['base'], './a folder/C:\\x, y/model.json'],
  [['base', 'model'], './net/model.json'],
  [['base', 'sha256'], '0'.repeat(64)],
  [
    ['base', 'input', 'size'],
    [96, 96],
  ],
  [['base', 'input', 'scale'], '-1..1'],
  [
    ['base', 'input', 'scale', 'mean'],
    [1, 2.5, 3],
  ],
  [['dataset', 'path'], 'C:\\images\\new'],
  [['dataset', 'path'], '# no: {comment}'],
  [['dataset', 'validation'], 0.25],
  [['dataset', 'test'], 'true'],
  [
    ['dataset', 'classes'],
    ['Tigger', 'neither'],
  ],
  [
    ['dataset', 'classes'],
    ['Misty', '7', 'null', 'a, b', '- x', ''],
  ],
  [['dataset', 'classes', 1], 'zwei: drei'],
  [['dataset', 'groupBy'], '^(\\w+)#\\d{2}'],
  [['dataset', 'similarity'], 'different'],
  [['case'], 2],
  [['cut'], 'conv_2 a/b'],
  [['freeze'], 'none'],
  [['freeze'], ['conv1', '*bn', '?x']],
  [['freeze', 'through'], 'conv2'],
  [['freeze'], { through: 'conv2' }],
  [['head'], { pool: 'flatten', layers: [{ dense: 8 }] }],
  [['head', 'pool'], 'flatten'],
  [['head', 'layers'], []],
  [
    ['head', 'layers'],
    [{ dense: 64 }, { dense: 32 }, { dropout: 0.3 }],
  ],
  [['head', 'layers', 0, 'dense'], 128],
  [['train', 'batchSize'], 8],
  [['train', 'seed'], 7],
  [['train', 'cache'], 'off'],
  [['train', 'augment'], { flip: 'both', shift: 0.1, brightness: 0.2, views: 2 }],
  [['train', 'augment', 'shift'], 0.05],
  [['train', 'classWeights'], { 'a b': 2, '7': 0.5 }],
  [['train', 'classWeights', 'cat: s'], 3],
  [['train', 'phases'], [{ train: 'head', epochs: 5 }]],
  [
    ['train', 'phases'],
    [
      { train: 'head', epochs: 3 },
      { train: ['a*', 'head'], epochs: 9, learningRate: 1e-7, batchNorm: 'inference' },
      { train: 'everything', epochs: 2, patience: 1 },
    ],
  ],
  [['train', 'phases', 0], { train: 'everything' }],
  [['train', 'phases', 0, 'epochs'], 99],
  [
    ['train', 'phases', 0, 'train'],
    ['x', 'head'],
  ],
  [['train', 'phases', 1, 'learningRate'], 0.5],
  [['train', 'phases', 1, 'train'], 'head'],
  [['train'], { seed: 3 }],
];

const removals: readonly KeyPath[] = [
  ['version'],
  ['base'],
  ['dataset'],
  ['dataset', 'path'],
  ['dataset', 'classes', 0],
  ['dataset', 'classes', 1],
  ['freeze'],
  ['freeze', 0],
  ['head'],
  ['head', 'layers'],
  ['head', 'layers', 0],
  ['head', 'layers', 1],
  ['head', 'layers', 0, 'dense'],
  ['train', 'seed'],
  ['train', 'augment', 'flip'],
  ['train', 'augment'],
  ['train', 'phases'],
  ['train', 'phases', 0],
  ['train', 'phases', 1],
  ['train', 'phases', 0, 'train'],
  ['train', 'phases', 1, 'train'],
  ['train', 'phases', 0, 'epochs'],
  ['train', 'phases', 1, 'epochs'],
  ['nothing', 'of', 'the', 'kind'],
];

const comments = (text: string) =>
  text.split(/\r?\n/).flatMap((line) => /(?:^|\s)#.*$/.exec(line)?.[0].trim() ?? []);

/** What stays of the tree once the value at `path` is taken away: all that an edit must not touch. */
function others(text: string, path: KeyPath): unknown {
  const { root } = treeOf(text);
  const plain = root ? plainValue(root) : {};
  return without(plain ?? {}, path);
}

function without(value: PlainValue, [step, ...rest]: KeyPath): unknown {
  if (typeof value !== 'object' || value === null || step === undefined) return 'the value';
  const inner = Object.entries(value).filter(([key]) => key !== String(step));
  const same = Object.entries(value).find(([key]) => key === String(step));
  const below = same && rest.length > 0 ? without(same[1], rest) : undefined;
  // What is made for the value, or goes with it, counts for nothing.
  const kept = below !== undefined && Object.keys(below as object).length > 0 && below !== 'the value';
  return Object.fromEntries(kept ? [...inner, [String(step), below]] : inner);
}

function itemsWithout(list: PlainValue | undefined, taken: string | number | undefined): readonly unknown[] {
  return Array.isArray(list) ? list.filter((_, index) => index !== taken) : [];
}

function itemsAt(text: string, path: KeyPath): number {
  const list = valueAt(text, path);
  return Array.isArray(list) ? list.length : 0;
}

describe.each(Object.entries(sources))('in a file with %s', (name, text) => {
  const hasAliases = name.includes('alias');
  const parentOf = (path: KeyPath) => valueAt(text, path.slice(0, -1));
  const isBeyond = (path: KeyPath) =>
    path.some((step, index) => typeof step === 'number' && step > itemsAt(text, path.slice(0, index)));
  const settable = changes.filter(([path]) => !isBeyond(path));

  it.each(settable)('%j can be set to %j', (path, value) => {
    const after = edited(text, path, value);
    expect(valueAt(after, path)).toEqual(value);
    expect(treeOf(after).faults).toEqual([]);
    expect(edited(after, path, value)).toBe(after);
  });

  it.each(changes.filter(([path]) => isBeyond(path)))(
    '%j is beyond a list and not set to %j',
    (path, value) => {
      expect(edited(text, path, value)).toBe(text);
    },
  );

  it('setting a value changes no other, where it replaces none that holds others', () => {
    const alone = settable.filter(([path]) => {
      const parent = parentOf(path);
      const inList = Array.isArray(parent) && typeof path.at(-1) === 'string';
      return !hasAliases && typeof parent === 'object' && !inList;
    });
    for (const [path, value] of alone)
      expect(others(edited(text, path, value), path), path.join('.')).toEqual(others(text, path));
  });

  // What an alias refers to, or a merge key brings in, can't be taken out; nothing is done then.
  const isTakenOut = (path: KeyPath) =>
    valueAt(text, path) !== undefined && !(hasAliases && edited(text, path, undefined) === text);
  const isItem = (path: KeyPath) => typeof path.at(-1) === 'number' && Array.isArray(parentOf(path));
  const removable = removals.filter(isTakenOut);

  it.each(removable.map((path) => [path]))('%j can be taken out', (path) => {
    const after = edited(text, path, undefined);
    const left = isItem(path)
      ? [valueAt(after, path.slice(0, -1)) ?? [], itemsWithout(parentOf(path), path.at(-1))]
      : [valueAt(after, path), undefined];
    expect(left[0]).toEqual(left[1]);
    expect(treeOf(after).faults).toEqual([]);
  });

  it.each(removals.filter((path) => !isTakenOut(path)).map((path) => [path]))(
    '%j is not there, or shared, and stays so',
    (path) => {
      expect(edited(text, path, undefined)).toBe(text);
    },
  );

  it('taking a value out changes no other', () => {
    for (const path of removable.filter((one) => !hasAliases && !isItem(one)))
      expect(others(edited(text, path, undefined), path), path.join('.')).toEqual(others(text, path));
  });

  it('setting a value and taking it out again leaves the text as it was', () => {
    const free = ([['train', 'batchSize'], ['dataset', 'similarity'], ['init']] as const).filter((path) => {
      const parent = parentOf(path);
      const isThere = typeof parent === 'object' && parent !== null && Object.keys(parent).length > 0;
      return isThere && valueAt(text, path) === undefined;
    });
    for (const path of free) {
      const back = edited(edited(text, path, 'auto'), path, undefined);
      expect(back.trimEnd()).toBe(text.trimEnd());
    }
  });

  it('setting plain values keeps every comment', () => {
    const plain = changes.filter(([path, value]) => {
      const replaced = valueAt(text, path);
      const replacesMore = typeof replaced === 'object' && replaced !== null;
      return typeof value !== 'object' && !replacesMore && !Array.isArray(parentOf(path));
    });
    for (const [path, value] of plain)
      expect(comments(edited(text, path, value)).length).toBeGreaterThanOrEqual(comments(text).length);
  });
});

describe('the smallest edit', () => {
  const cases: readonly (readonly [string, string, KeyPath, SettingValue, string])[] = [
    ['replaces a value only', 'train:\n  seed: 1  # s\n', ['train', 'seed'], 2, 'train:\n  seed: 2  # s\n'],
    ['keeps quotes', 'cut: "a"\n', ['cut'], 'b', 'cut: "b"\n'],
    [
      'adds in the order of the format',
      'base: demo\ncut: a\n',
      ['dataset', 'path'],
      'x',
      'base: demo\ndataset:\n  path: x\ncut: a\n',
    ],
    [
      'adds behind the comment of the line before',
      'base: demo # b\n\ncut: a\n',
      ['case'],
      1,
      'base: demo # b\ncase: 1\n\ncut: a\n',
    ],
    [
      'adds before the first key, below the opening comment',
      '# file\ncut: a\n',
      ['base'],
      'demo',
      '# file\nbase: demo\ncut: a\n',
    ],
    [
      'adds above the comment of the key after',
      '# file\n\n# the cut\ncut: a\n',
      ['base'],
      'demo',
      '# file\n\nbase: demo\n# the cut\ncut: a\n',
    ],
    [
      'adds to a map in brackets',
      'head: {pool: auto} # h\n',
      ['head', 'layers'],
      [{ dense: 8 }],
      'head: {pool: auto, layers: [{ dense: 8 }]} # h\n',
    ],
    [
      'takes an empty parent with it',
      'base: demo\ntrain:\n  augment:\n    flip: both\ncut: a\n',
      ['train', 'augment', 'flip'],
      undefined,
      'base: demo\ncut: a\n',
    ],
    [
      'takes the line with its comment',
      'base: demo\n# why\ncut: a # b\ncase: 1\n',
      ['cut'],
      undefined,
      'base: demo\n# why\ncase: 1\n',
    ],
    ['takes an item out of brackets', 'freeze: [a, b, c]\n', ['freeze', 1], undefined, 'freeze: [a, c]\n'],
    [
      'takes the first item out of brackets',
      'freeze: [a, b, c]\n',
      ['freeze', 0],
      undefined,
      'freeze: [b, c]\n',
    ],
    [
      'takes a line out of brackets over lines',
      'freeze: [\n  a, # x\n  b, # y\n  c\n]\n',
      ['freeze', 1],
      undefined,
      'freeze: [\n  a, # x\n  c\n]\n',
    ],
    [
      'takes the first key of an item',
      'train:\n  phases:\n    - train: head # h\n      epochs: 3\n',
      ['train', 'phases', 0, 'train'],
      undefined,
      'train:\n  phases:\n    - epochs: 3\n',
    ],
    [
      'adds an item in the way of the others',
      'freeze:\n- a # x\n- b\n',
      ['freeze'],
      ['a', 'b', 'c'],
      'freeze:\n- a # x\n- b\n- c\n',
    ],
    [
      'adds an item in the middle',
      'freeze:\n  - a # x\n  - c # z\n',
      ['freeze'],
      ['a', 'b', 'c'],
      'freeze:\n  - a # x\n  - b\n  - c # z\n',
    ],
    [
      'adds a phase on lines',
      'train:\n  phases:\n    - train: head\n      epochs: 3\n',
      ['train', 'phases', 1],
      { train: 'everything', epochs: 1 },
      'train:\n  phases:\n    - train: head\n      epochs: 3\n    - train: everything\n      epochs: 1\n',
    ],
    ['writes CR LF', 'base: demo\r\n', ['train', 'seed'], 1, 'base: demo\r\ntrain:\r\n  seed: 1\r\n'],
    ['keeps the end of the file', 'base: demo', ['cut'], 'a', 'base: demo\ncut: a'],
    [
      'turns the short base into the long form',
      'base: https://a.b/c # x\n',
      ['base', 'sha256'],
      'ff',
      'base: { model: https://a.b/c, sha256: ff } # x\n',
    ],
    [
      'writes out an alias',
      'freeze: &f [a, b]\nhead: { layers: *f }\n',
      ['head', 'layers', 0],
      'c',
      'freeze: &f [a, b]\nhead: { layers: [c, b] }\n',
    ],
    [
      'overrides a merged key',
      'train:\n  phases:\n    - &p { epochs: 1 }\n    - <<: *p\n',
      ['train', 'phases', 1, 'epochs'],
      2,
      'train:\n  phases:\n    - &p { epochs: 1 }\n    - <<: *p\n      epochs: 2\n',
    ],
    [
      'changes only what differs in a list of phases',
      'train:\n  phases:\n    - { train: head, epochs: 1 } # a\n    - { epochs: 2 } # b\n',
      ['train', 'phases'],
      [{ train: 'head', epochs: 5 }, { epochs: 2 }],
      'train:\n  phases:\n    - { train: head, epochs: 5 } # a\n    - { epochs: 2 } # b\n',
    ],
  ];
  it.each(cases)('%s', (_, text, path, value, expected) => {
    expect(edited(text, path, value)).toBe(expected);
  });

  it('is no longer than what changes', () => {
    const file = parseTransferFile(full);
    expect(file.edit(['train', 'seed'], 12)).toEqual([
      { offset: full.indexOf('seed: 1') + 7, length: 0, text: '2' },
    ]);
    expect(file.edit(['train', 'seed'], 1)).toEqual([]);
  });

  it('never stands inside a CR LF', () => {
    const text = sources['full with CR LF'] ?? '';
    const inside = (offset: number) => text[offset - 1] === '\r' && text[offset] === '\n';
    for (const [path, value] of [...changes, ...removals.map((at) => [at, undefined] as const)]) {
      for (const { offset, length, text: written } of fileOf(text).edit(path, value)) {
        expect(inside(offset) || inside(offset + length)).toBe(false);
        expect(written).not.toMatch(/[^\r]\n/);
      }
    }
  });
});

describe('in a file that is broken', () => {
  const broken = [
    '[',
    '{',
    '{ base: demo',
    '- a\n- b\n',
    'plain words',
    'base: "demo\n',
    'a: b: c\n',
    '\tbase: demo\n',
    'base: demo\n ]\n',
    '? [a]\n: b\n',
    'base: demo\n---\ncut: b\n',
    'base: demo\n...\n',
    'a: *b\n',
    '%YAML 1.1\n---\nbase: demo\n',
    '\u0000',
    'x'.repeat(1_000_001),
    'base: demo\n  cut: a\n',
    'train: [\n',
    'cut: a\ncut: b\n',
    '!!set { a }\n',
    '"\\x"',
    '|',
    '>',
    '&a',
    '*',
    '`',
    '@',
    '%',
  ];
  it.each(broken.map((text) => [text.slice(0, 30), text]))(
    '%j an edit has its effect or is none',
    (_, text) => {
      const before = treeOf(text).faults.length;
      const some = [...changes, ...removals.map((at) => [at, undefined] as const)].filter(
        (_, index) => index % 3 === 0,
      );
      for (const [path, value] of some.filter(([at, set]) => edited(text, at, set) !== text)) {
        const after = edited(text, path, value);
        expect(treeOf(after).faults.length).toBeLessThanOrEqual(before);
        const isLeft = value === undefined && valueAt(after, path) !== undefined;
        expect(isLeft, path.join('.')).toBe(false);
      }
    },
  );

  it('a key that stands twice is set where it counts', () => {
    expect(edited('cut: a\ncut: b\n', ['cut'], 'c')).toBe('cut: c\ncut: b\n');
  });

  it('edits that overlap are refused', () => {
    const edits = [
      { offset: 0, length: 2, text: '' },
      { offset: 1, length: 2, text: '' },
    ];
    expect(() => applyEdits('abcd', edits)).toThrow(RangeError);
  });
});
