import { describe, expect, it } from 'vitest';
import { design } from '../../../src/design/design';
import { parseTransferFile } from '../../../src/design/format/parse';
import { fileSchema } from '../../../src/design/format/schema';
import { alternativesOf, type MapSchema, type Schema } from '../../../src/design/format/schema-types';
import { scalarText } from '../../../src/design/yaml/yaml-text';
import { dataset } from '../../fixtures/folder-facts';
import { demoLike } from '../../fixtures/layer-graphs';
import { header } from './support/designed';

interface Place {
  readonly path: readonly string[];
  readonly map: MapSchema;
}

/** Every map of the format that is nothing without some key. */
function mapsWithNeeds(schema: Schema, path: readonly string[] = []): readonly Place[] {
  return alternativesOf(schema).flatMap((one): readonly Place[] => {
    if (one.kind === 'list') return mapsWithNeeds(one.item, [...path, '0']);
    if (one.kind !== 'map') return [];
    const needs = one.exactlyOne || Object.values(one.keys).some(({ required }) => required?.withoutIt);
    const below = Object.entries(one.keys).flatMap(([key, { schema: inner }]) =>
      mapsWithNeeds(inner, [...path, key]),
    );
    return [...(needs ? [{ path, map: one }] : []), ...below];
  });
}

function fileWith(path: readonly string[], value: string): string {
  const [first = '', ...rest] = path;
  const below = rest.reduceRight(
    (inner, step) => (step === '0' ? `[${inner}]` : `{ ${step}: ${inner} }`),
    value,
  );
  const base = first === 'base' ? below.replace('{ ', '{ model: demo, ') : 'demo';
  const images = 'dataset: { path: images, similarity: similar }\n';
  return first === 'base' ? `base: ${base}\n${images}` : `base: demo\n${images}${first}: ${below}\n`;
}

const places = mapsWithNeeds(fileSchema);
const rows = places.flatMap(({ path, map }) =>
  [
    '{}',
    ...Object.keys(map.keys).flatMap((key) => [`{ ${key}: }`, `{ ${key}: [[a]] }`, `{ ${key}s: 4 }`]),
  ].map((value) => ({ place: path.join('.'), value, text: fileWith(path, value) })),
);

describe('a map without a key that it is nothing without', () => {
  it('stands at these places of the format', () => {
    expect(places.map(({ path }) => path.join('.'))).toEqual(['base.input.scale', 'freeze', 'head.layers.0']);
  });

  it.each(rows)('$place: $value is a problem there, and nothing in the config', ({ place, text }) => {
    const file = parseTransferFile(text);
    const { config, problems } = file;
    const read = { 'base.input.scale': config.base?.input.scale, freeze: config.freeze }[place];
    expect(place === 'head.layers.0' ? config.head.layers?.[0] : read).toBeUndefined();
    expect(problems.length).toBeGreaterThan(0);
    const at = text.indexOf(
      place
        .split('.')
        .filter((step) => step !== '0')
        .at(-1) ?? '',
    );
    for (const { range, severity } of problems) {
      expect(severity).toBe('error');
      expect(range.start).toBeGreaterThanOrEqual(at);
    }
    const images = dataset({ cats: 40, dogs: 40, neither: 20 });
    const { problems: all, network } = design({ file, graph: demoLike(), dataset: images });
    expect(all.map(({ code }) => code)).not.toContain('internal-fault');
    expect(network).toBeDefined();
  });

  it.each(['{ through: }', '{}', '{ through: [a] }', '{ throug: x }', '{ other: x }', '\n  through:'])(
    'is one problem: freeze: %s',
    (value) => {
      const { problems } = parseTransferFile(`${header}freeze: ${value}\n`);
      expect(problems[0]?.message).toContain('through`');
      expect(problems).toHaveLength(1);
    },
  );

  it('is one problem, with one fix, where several are missing', () => {
    const text = 'base: { model: demo, input: { scale: { mean: [1, 2, 3] } } }\ndataset: { path: images }\n';
    const { problems } = parseTransferFile(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toMatch(/^`base\.input\.scale` needs `std`: .*; and `channels`: /);
    expect(problems[0]?.fixes?.map(({ title }) => title)).toEqual(['Add `std: [1, 1, 1], channels: rgb`']);
  });
});

describe('a list with fewer items than it must have once those that are wrong are left out', () => {
  it.each([
    ['freeze: [[conv1]]', 'freeze'],
    ['freeze:\n  -\n', 'freeze'],
  ])('%s is not in the config', (line, key) => {
    const { config } = parseTransferFile(`${header}${line}\n`);
    expect(config[key as 'freeze']).toBeUndefined();
  });

  it('keeps the others where they stand: a problem of an item is at that item, and mends it', () => {
    const text = `${header}freeze: [[conv1], {a: b}, conv4]\n`;
    const result = design({ file: parseTransferFile(text), graph: demoLike() });
    const unknown = result.problems.find(({ code }) => code === 'freeze-unknown');
    expect(unknown?.path).toEqual(['freeze', 2]);
    expect(text.slice(unknown?.range.start, unknown?.range.end)).toBe(scalarText('conv4'));
    expect(unknown?.fixes?.[0]?.edits).toEqual([{ offset: text.indexOf('conv4') + 4, length: 1, text: '1' }]);
  });
});
