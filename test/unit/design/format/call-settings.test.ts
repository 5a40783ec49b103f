import { describe, expect, it } from 'vitest';
import { asInFile, readSetting, withSettings } from '../../../../src/design/format/call-settings';
import { parseTransferFile } from '../../../../src/design/format/parse';
import { TransferError } from '../../../../src/design/transfer-error';

const file = `# my pets
base: demo
dataset: { path: images }
train:
  batchSize: 32 # enough
  phases:
    - { train: head, epochs: 9 }
`;

const set = (text: string, ...words: string[]) => withSettings(text, words.map(readSetting));
const configOf = (text: string) => parseTransferFile(text).config;
const problemsOf = (text: string, ...words: string[]) => {
  const made = set(text, ...words);
  return parseTransferFile(made.text).problems.map((problem) => asInFile(problem, made));
};

describe('a setting of the call', () => {
  it.each([
    ['train.batchSize=16', ['train', 'batchSize'], 16],
    ['train.phases[0].learningRate=1e-3', ['train', 'phases', 0, 'learningRate'], 0.001],
    ['train.phases.0.epochs=4', ['train', 'phases', 0, 'epochs'], 4],
    ['freeze={ through: conv2 }', ['freeze'], { through: 'conv2' }],
    ['dataset.classes=[a b, "c"]', ['dataset', 'classes'], ['a b', 'c']],
    ['dataset.groupBy=^(.*)=x', ['dataset', 'groupBy'], '^(.*)=x'],
    ['case = 3', ['case'], 3],
  ])('is read: %s', (words, path, value) => {
    expect(readSetting(words)).toMatchObject({ path, value, words });
  });

  it.each([
    'train.batchSize',
    '=3',
    '',
    'a..b=3',
    '.a=3',
    'cut=',
    'cut=null',
    'cut=[a',
    'cut=*a',
    'cut=\u0000',
  ])('is refused where it is none: %j', (words) => {
    expect(() => readSetting(words)).toThrow(TransferError);
  });

  it('stands in the text as the file would have it, and all else stays', () => {
    const { text } = set(file, 'train.batchSize=16', 'case=3', 'train.phases[0].patience=2');
    expect(configOf(text)).toMatchObject({
      case: 3,
      train: { batchSize: 16, phases: [{ train: 'head', epochs: 9, patience: 2 }] },
    });
    expect(text).toContain('# my pets\n');
    expect(text).toContain('batchSize: 16 # enough');
  });

  it('makes the maps and lists around it, also of an empty file', () => {
    const { text } = set('', 'base=demo', 'dataset.path=images', 'train.phases[0].epochs=3');
    expect(configOf(text)).toMatchObject({
      base: { model: 'demo' },
      dataset: { path: 'images' },
      train: { phases: [{ epochs: 3 }] },
    });
  });

  it('stands there as it was typed: a number may be the name of a folder', () => {
    expect(configOf(set(file, 'dataset.path=007').text).dataset.path).toBe('007');
    expect(configOf(set(file, 'dataset.path="1e3"').text).dataset.path).toBe('1e3');
  });

  it('counts last where it is given twice', () => {
    expect(configOf(set(file, 'case=3', 'case=1').text).case).toBe(1);
  });

  it('is refused where a list would get a gap', () => {
    expect(() => set(file, 'train.phases[3].epochs=3')).toThrow(/train\.phases\[3\].* has no place/);
  });

  it('is checked like the file, and named', () => {
    expect(problemsOf(file, 'train.batchSize=many')).toMatchObject([
      {
        severity: 'error',
        path: ['train', 'batchSize'],
        setting: 'train.batchSize=many',
        range: { line: 5 },
      },
    ]);
    expect(problemsOf(file, 'freeze={ throug: conv2 }').map(({ setting }) => setting)).toContain(
      'freeze={ throug: conv2 }',
    );
    expect(problemsOf(file, 'trian.epochs=8', 'case=1')).toMatchObject([{ setting: 'trian.epochs=8' }]);
    expect(problemsOf(file, 'train.batchsize=8')).toMatchObject([{ setting: 'train.batchsize=8' }]);
  });

  it('leaves the problems of the file at their own places', () => {
    const wrong = file.replace('epochs: 9', 'epoks: 9');
    const [alone] = parseTransferFile(wrong).problems;
    const problems = problemsOf(wrong, 'case=3', 'dataset.size=small', 'train.batchSize=1024');
    expect(problems).toHaveLength(1);
    expect(problems[0]?.range).toEqual(alone?.range);
    expect(problems[0]?.setting).toBeUndefined();
  });

  it('is left out of a text that is broken, whose own problems are told', () => {
    const problems = problemsOf('base: [', 'case=3');
    expect(problems.some(({ severity }) => severity === 'error')).toBe(true);
    expect(problems.every(({ setting }) => setting === undefined)).toBe(true);
  });
});
