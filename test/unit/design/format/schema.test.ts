import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { transferJsonSchema } from '../../../../src/design/format/json-schema';
import { parseTransferFile } from '../../../../src/design/format/parse';
import { keyDocumentation, keysAt, mapAt } from '../../../../src/design/format/schema-words';

const committed = path.resolve(import.meta.dirname, '../../../../schemas/transfer.schema.json');

describe('the JSON schema', () => {
  it('is the committed one (UPDATE_GOLDEN=1 writes it anew)', () => {
    const actual = `${JSON.stringify(transferJsonSchema(), null, 2)}\n`;
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(committed, actual);
    expect(readFileSync(committed, 'utf8')).toBe(actual);
  });

  it('asks for what the file needs and allows nothing unknown', () => {
    expect(transferJsonSchema()).toMatchObject({
      required: ['base', 'dataset'],
      additionalProperties: false,
      properties: {
        dataset: { required: ['path'], additionalProperties: false },
        case: { anyOf: [{ const: 'auto' }, { const: 1 }, { const: 2 }, { const: 3 }, { const: 4 }] },
        train: { properties: { batchSize: { type: 'integer', minimum: 1, maximum: 65_536 } } },
      },
    });
  });
});

describe('the documentation of keys', () => {
  it.each([
    [['train', 'batchSize'], 'images', '32'],
    [['train', 'phases', 3, 'patience'], 'epochs', '20 on cached features, 5 through the base'],
    [['base', 'input', 'size'], 'pixels', "the base's own"],
    [['head', 'layers', 0, 'dense'], 'units', undefined],
  ] as const)('%j', (at, unit, whenLeftOut) => {
    const documentation = keyDocumentation(at);
    expect(documentation?.unit).toBe(unit);
    expect(documentation?.leftOut).toBe(whenLeftOut);
    expect(documentation?.meaning).toMatch(/^[A-Z].*\.$/);
  });

  it('offers the values that may be written', () => {
    expect(keyDocumentation(['train', 'optimizer'])?.values.map(({ value }) => value)).toEqual([
      'adam',
      'sgd',
      'momentum',
      'rmsprop',
    ]);
    expect(keyDocumentation(['cut'])?.values.map(({ value }) => value)).toEqual(['auto']);
    expect(keyDocumentation(['freeze'])?.allowed).toContain('`through`');
  });

  it.each([
    [[]],
    [['nothing']],
    [['base', 'nothing']],
    [['train', 'phases', 'train']],
    [['toString']],
    [['dataset', 'constructor']],
    [['case', 0]],
  ])('there is none for %j', (at: readonly (string | number)[]) => {
    expect(keyDocumentation(at)).toBeUndefined();
  });

  it('is there for every key, in one sentence, with a default or a need', () => {
    const look = (at: readonly (string | number)[]): void => {
      for (const { key, meaning, leftOut: whenLeftOut } of keysAt(at)) {
        const below = [...at, key];
        expect(meaning, below.join('.')).toMatch(/^[A-Z].*\.$/);
        const entry = mapAt(at)?.keys[key];
        const said =
          whenLeftOut !== undefined || entry?.required || mapAt(at)?.exactlyOne || key === 'dataset';
        expect(Boolean(said), below.join('.')).toBe(true);
        look(below);
        look([...below, 0]);
      }
    };
    look([]);
    expect(keysAt([]).map(({ key }) => key)).toEqual([
      'version',
      'base',
      'dataset',
      'case',
      'cut',
      'freeze',
      'init',
      'head',
      'train',
    ]);
  });

  it('is of values that the parser takes', () => {
    for (const { key, values } of keysAt(['train'])) {
      for (const { value } of values) {
        const { problems } = parseTransferFile(
          `base: demo\ndataset: { path: a }\ntrain: { ${key}: ${value} }\n`,
        );
        expect(problems, `${key}: ${value}`).toEqual([]);
      }
    }
  });
});
