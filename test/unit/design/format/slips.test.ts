import { describe, expect, it } from 'vitest';
import { parseTransferFile } from '../../../../src/design/format/parse';
import { applyEdits } from '../../../../src/design/format/text-edits';
import { dataset } from '../../../fixtures/folder-facts';
import { designed } from '../support/designed';

/** A slip of the hand, and what was meant: a file with nothing wrong in it. */
interface Slip {
  readonly text: string;
  readonly meant: string;
  readonly code: string;
  readonly line: number;
}

const file = (...lines: readonly string[]) => `${['base: demo', ...lines].join('\n')}\n`;
const images = 'dataset: { path: images, similarity: similar }';
const phases = (...lines: readonly string[]) => file(images, 'train:', '  phases:', ...lines);

const slips: Readonly<Record<string, Slip>> = {
  'a missing colon': {
    text: file('dataset:', '  path images', '  similarity: similar', 'train:', '  seed: 3', '  batchSize: 8'),
    meant: file(
      'dataset:',
      '  path: images',
      '  similarity: similar',
      'train:',
      '  seed: 3',
      '  batchSize: 8',
    ),
    code: 'colon-missing',
    line: 3,
  },
  'a missing colon in the first of many lines': {
    text: file('dataset', '  path: images', '  size: small', '  similarity: similar', 'train:', '  seed: 3'),
    meant: file(
      'dataset:',
      '  path: images',
      '  size: small',
      '  similarity: similar',
      'train:',
      '  seed: 3',
    ),
    code: 'colon-missing',
    line: 2,
  },
  'a missing colon after the last key': {
    text: file('dataset:', '  path: images', '  similarity similar'),
    meant: file('dataset:', '  path: images', '  similarity: similar'),
    code: 'colon-missing',
    line: 4,
  },
  'a missing colon before a comment': {
    text: file('dataset:', '  path images # mine', '  similarity: similar'),
    meant: file('dataset:', '  path: images # mine', '  similarity: similar'),
    code: 'colon-missing',
    line: 3,
  },
  'a missing colon in an item': {
    text: phases('    - train head', '      epochs: 3'),
    meant: phases('    - train: head', '      epochs: 3'),
    code: 'colon-missing',
    line: 5,
  },
  'a missing colon in braces': {
    text: phases('    - { train head, epochs: 3 }'),
    meant: phases('    - { train: head, epochs: 3 }'),
    code: 'colon-missing',
    line: 5,
  },
  'a missing space after a colon': {
    text: file('dataset:', '  path:images', '  similarity: similar'),
    meant: file('dataset:', '  path: images', '  similarity: similar'),
    code: 'space-missing',
    line: 3,
  },
  'a missing space in braces': {
    text: file(images, 'train: { seed:3, batchSize: 8 }'),
    meant: file(images, 'train: { seed: 3, batchSize: 8 }'),
    code: 'space-missing',
    line: 3,
  },
  'an equals sign': {
    text: file('dataset:', '  path = images', '  similarity: similar'),
    meant: file('dataset:', '  path: images', '  similarity: similar'),
    code: 'equals-sign',
    line: 3,
  },
  'equals signs all through': {
    text: file(images, 'train:', '  seed=3'),
    meant: file(images, 'train:', '  seed: 3'),
    code: 'equals-sign',
    line: 4,
  },
  'the colon of another alphabet': {
    text: file('dataset:', '  path： images', '  similarity: similar'),
    meant: file('dataset:', '  path: images', '  similarity: similar'),
    code: 'colon-missing',
    line: 3,
  },
  'tabs for indentation': {
    text: file('dataset:', '\tpath: images', '\tsimilarity: similar', 'train:', '\tseed: 3'),
    meant: file('dataset:', '  path: images', '  similarity: similar', 'train:', '  seed: 3'),
    code: 'tab-indentation',
    line: 3,
  },
  'a quote that is not closed': {
    text: file('dataset:', '  path: "images', '  similarity: similar', 'train:', '  optimizer: "sgd"'),
    meant: file('dataset:', '  path: "images"', '  similarity: similar', 'train:', '  optimizer: "sgd"'),
    code: 'quote-not-closed',
    line: 3,
  },
  'a quote that is not closed in brackets': {
    text: file("dataset: { path: 'images, similarity: similar }", 'train: { seed: 3 }'),
    meant: file("dataset: { path: 'images, similarity: similar' }", 'train: { seed: 3 }'),
    code: 'quote-not-closed',
    line: 2,
  },
  'a bracket that is not closed': {
    text: file('dataset: { path: images, similarity: similar', 'train:', '  seed: 3'),
    meant: file('dataset: { path: images, similarity: similar }', 'train:', '  seed: 3'),
    code: 'bracket-not-closed',
    line: 2,
  },
  'a bracket inside another that is not closed': {
    text: phases('    - { train: [conv1, head, epochs: 3 }'),
    meant: phases('    - { train: [conv1, head, epochs: 3 ]}'),
    code: 'bracket-not-closed',
    line: 5,
  },
  'a bracket too many': {
    text: file(`${images}}`, 'train:', '  seed: 3'),
    meant: file(images, 'train:', '  seed: 3'),
    code: 'bracket-not-opened',
    line: 2,
  },
  'a key indented too far': {
    text: file('dataset:', '  path: images', '   similarity: similar', 'train:', '  seed: 3'),
    meant: file('dataset:', '  path: images', '  similarity: similar', 'train:', '  seed: 3'),
    code: 'indentation-wrong',
    line: 4,
  },
  'a key not indented far enough': {
    text: file('dataset:', '  path: images', ' similarity: similar', 'train:', '  seed: 3'),
    meant: file('dataset:', '  path: images', '  similarity: similar', 'train:', '  seed: 3'),
    code: 'indentation-wrong',
    line: 4,
  },
  'keys not indented at all': {
    text: file('dataset:', 'path: images', 'similarity: similar', 'train:', '  seed: 3'),
    meant: file('dataset:', '  path: images', '  similarity: similar', 'train:', '  seed: 3'),
    code: 'misplaced-key',
    line: 3,
  },
  'a dash that is missing': {
    text: phases('    - train: head', '      epochs: 3', '    train: everything', '    epochs: 2').replace(
      '    epochs: 2\n',
      '',
    ),
    meant: phases('    - train: head', '      epochs: 3', '    - train: everything'),
    code: 'dash-missing',
    line: 7,
  },
  'the only dash, missing': {
    text: phases('    train: head', '    epochs: 3'),
    meant: phases('    - train: head', '      epochs: 3'),
    code: 'dash-missing',
    line: 5,
  },
  'a dash that is missing before a name': {
    text: file('dataset:', '  path: images', '  similarity: similar', '  classes:', '    - cats', '    dogs'),
    meant: file(
      'dataset:',
      '  path: images',
      '  similarity: similar',
      '  classes:',
      '    - cats',
      '    - dogs',
    ),
    code: 'dash-missing',
    line: 7,
  },
  'a key that stands twice': {
    text: file(images, 'train:', '  seed: 3', '  seed: 4'),
    meant: file(images, 'train:', '  seed: 3'),
    code: 'duplicate-key',
    line: 5,
  },
  'two settings on a line': {
    text: file(images, 'train:', '  seed: 3 batchSize: 8'),
    meant: file(images, 'train:', '  seed: 3', '  batchSize: 8'),
    code: 'two-on-a-line',
    line: 4,
  },
  'a comma that is missing': {
    text: phases('    - { train: head epochs: 3 }'),
    meant: phases('    - { train: head, epochs: 3 }'),
    code: 'comma-missing',
    line: 5,
  },
  'a comma that is missing at the end of a line': {
    text: file('dataset: {', '  path: images', '  similarity: similar', '}'),
    meant: file('dataset: {', '  path: images,', '  similarity: similar', '}'),
    code: 'comma-missing',
    line: 4,
  },
  'no-break spaces for indentation': {
    text: file('dataset:', '\u00a0\u00a0path: images', '\u00a0\u00a0similarity: similar'),
    meant: file('dataset:', '  path: images', '  similarity: similar'),
    code: 'unseen-letter',
    line: 3,
  },
  'a no-break space after a colon': {
    text: file('dataset:', '  path:\u00a0images', '  similarity: similar'),
    meant: file('dataset:', '  path: images', '  similarity: similar'),
    code: 'unseen-letter',
    line: 3,
  },
  'a zero-width space at the end of a value': {
    text: file('dataset:', '  path: images\u200b', '  similarity: similar'),
    meant: file('dataset:', '  path: images', '  similarity: similar'),
    code: 'unseen-letter',
    line: 3,
  },
  'a byte-order mark in the middle': {
    text: file('\ufeffdataset:', '  path: images', '  similarity: similar'),
    meant: file('dataset:', '  path: images', '  similarity: similar'),
    code: 'unseen-letter',
    line: 2,
  },
  'direction marks around a path': {
    text: file('dataset:', '  path: \u202aimages\u202c', '  similarity: similar'),
    meant: file('dataset:', '  path: images', '  similarity: similar'),
    code: 'unseen-letter',
    line: 3,
  },
  'curly quotes': {
    text: file('dataset:', '  path: “images”', '  similarity: similar'),
    meant: file('dataset:', '  path: "images"', '  similarity: similar'),
    code: 'curly-quotes',
    line: 3,
  },
  'a Windows path in double quotes': {
    text: file('dataset:', '  path: "C:\\Users\\me\\images"', '  similarity: similar'),
    meant: file('dataset:', "  path: 'C:\\Users\\me\\images'", '  similarity: similar'),
    code: 'backslash-in-quotes',
    line: 3,
  },
};

/** Words of the YAML package, which no user should have to know. */
const parserWords = /token|stream|implicit|mapping|sequence|scalar|flow|collection|node/i;

describe.each(Object.entries(slips))('%s', (_, { text, meant, code, line }) => {
  it('is one error, in plain words, where it is', () => {
    const { problems } = designed(text);
    expect(problems.filter(({ severity }) => severity === 'error').map((one) => one.code)).toEqual([code]);
    expect(problems[0]?.range.line).toBe(line);
    expect(problems[0]?.message).not.toMatch(parserWords);
  });

  it('is one error with Windows line breaks too', () => {
    const { problems } = parseTransferFile(text.replaceAll('\n', '\r\n'));
    expect(problems.map((one) => one.code)).toEqual([code]);
    expect(problems[0]?.range.line).toBe(line);
  });

  it('is mended by its fix', () => {
    const [fix] = designed(text).problems[0]?.fixes ?? [];
    expect(fix && applyEdits(text, fix.edits)).toBe(meant);
  });
});

// What a bracket inside another is mended to can be read, but is no plan.
const plans = Object.entries(slips).filter(
  ([name]) => name !== 'a bracket inside another that is not closed',
);
it.each(plans)('%s, mended, is a file without an error', (_, { meant }) => {
  const known = { dataset: dataset({ cats: 40, dogs: 40, neither: 20 }) };
  expect(designed(meant, known).problems.filter(({ severity }) => severity === 'error')).toEqual([]);
});

describe('an unreadable text', () => {
  it.each([
    ['base: demo\n{ a\n', 2],
    ['base: demo\ndataset: [}\n', 2],
    ['base: demo\n? [a, b\n: c\n', 2],
    ['base: demo\ndataset: {path: images}\n- a\n', 3],
    ['base: demo\n"x" y: 3\ndataset: {path: images}\n', 2],
  ])('without a usual slip is one error in plain words as well: %j', (text, line) => {
    const { problems } = parseTransferFile(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).not.toMatch(parserWords);
    expect(Math.abs((problems[0]?.range.line ?? 0) - line)).toBeLessThan(2);
  });

  it('still tells what is wrong before it', () => {
    const { problems } = parseTransferFile('base: net.tflite\ndataset:\n  path images\n  size: tiny\n');
    expect(problems.map(({ code }) => code)).toEqual(['base-not-readable', 'colon-missing']);
  });

  it('keeps advice back that may follow from it', () => {
    const { problems } = designed('base: demo\ndataset:\n  path images\n  similarity: similar\ncut: conv9\n');
    expect(problems.map(({ code }) => code)).toEqual(['colon-missing']);
  });
});

describe("letters that can't be seen", () => {
  it('are named in whatever is said of a text with them', () => {
    const { problems } = designed('base: demo\ndataset: { path: "images\u200b" }\ncut: "conv1\u00a0"\n', {
      dataset: { train: { found: false, path: '/home/me/images\u200b', reason: 'missing' } },
    });
    const messages = problems.map(({ message }) => message).join('\n');
    expect(messages).toContain('images⟨zero-width space (U+200B)⟩');
    expect(messages).toContain('conv1⟨no-break space (U+00A0)⟩');
  });

  it('may stand in quotes, and joiners in words and emoji', () => {
    const text = 'base: demo\ndataset: { path: "my\u00a0images", classes: [👩‍🔬, می‌خواهم] }\n';
    expect(parseTransferFile(text).problems).toEqual([]);
  });
});

describe('a path as a shell would read it', () => {
  const notThere = (path: string) => ({
    dataset: {
      train: { found: false as const, path: `/home/me/project/${path}`, reason: 'missing' as const },
    },
  });
  const told = (path: string, home = '/home/me') =>
    designed(`base: demo\ndataset:\n  path: '${path}'\n  similarity: similar\n`, { ...notThere(path), home })
      .problems;

  it.each([
    ['~/images', '/home/me/images'],
    ['$HOME/images', '/home/me/images'],
    [`${'$'}{HOME}/a/b`, '/home/me/a/b'],
    ['%USERPROFILE%\\images', '/home/me/images'],
    ['~', '/home/me'],
  ])('%s is one error, with the whole path to write', (path, whole) => {
    const problems = told(path);
    expect(problems.map(({ code }) => code)).toEqual(['path-not-expanded']);
    expect(problems[0]?.fixes?.map(({ title }) => title)).toEqual([`Write ${whole}`]);
  });

  it('keeps the backslashes of a home folder of Windows', () => {
    expect(told('%USERPROFILE%\\images', 'C:\\Users\\me')[0]?.fixes?.[0]?.title).toBe(
      'Write C:\\Users\\me\\images',
    );
  });

  it('is told of other variables too, and of a base', () => {
    expect(told('$DATA/images').map(({ code }) => code)).toEqual(['path-not-expanded']);
    const { problems } = designed(
      'base: ~/net/model.json\ndataset: { path: images, similarity: similar }\n',
      {
        baseProblem: { code: 'base-missing', message: 'There is no base.' },
        home: '/home/me',
      },
    );
    const errors = problems.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ code }) => code)).toEqual(['path-not-expanded']);
    expect(errors[0]?.range).toMatchObject({ line: 1, column: 7 });
  });

  it('is an address of a kind that nothing is fetched from, and says how it can be read', () => {
    const problems = told('gs://bucket/images');
    expect(problems.map(({ code }) => code)).toEqual(['images-at-address']);
    expect(problems[0]?.message).toContain('Mount the bucket');
  });

  it('is nothing to tell of where it is there', () => {
    const there = dataset({ cats: 40, dogs: 40, neither: 20 });
    const { problems } = designed("base: demo\ndataset: { path: '~', similarity: similar }\n", {
      dataset: there,
      home: '/home/me',
    });
    expect(problems).toEqual([]);
  });

  it('gets a hint at backslashes where it is not there', () => {
    expect(told('data\\images').map(({ code }) => code)).toEqual([
      'backslashes-in-path',
      'dataset-not-found',
    ]);
    expect(told('C:\\data').map(({ code }) => code)).toEqual(['dataset-not-found']);
  });
});
