import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { describingSchema } from '../../../src/language/describing-schema';

const committed = path.resolve(import.meta.dirname, '../../../schemas/transfer.completion.schema.json');

/** All keywords of a schema, wherever they stand; names of properties are none. */
function keywords(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([name, value]) => {
    if (name === 'properties') return [name, ...Object.values(value).flatMap(keywords)];
    return name === 'items' ? [name, ...keywords(value)] : [name];
  });
}

describe('the schema for other extensions', () => {
  it('is the committed one (UPDATE_GOLDEN=1 writes it anew)', () => {
    const actual = `${JSON.stringify(describingSchema(), null, 2)}\n`;
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(committed, actual);
    expect(readFileSync(committed, 'utf8')).toBe(actual);
  });

  it('has no keyword by which anything could be wrong', () => {
    expect(new Set(keywords(describingSchema()))).toEqual(
      new Set(['$schema', 'title', 'description', 'properties', 'items', 'examples']),
    );
  });

  it('describes keys and offers their values, those of either form', () => {
    expect(describingSchema()).toMatchObject({
      properties: {
        base: { properties: { sha256: { description: expect.stringContaining('sha256') } } },
        case: { examples: ['auto', 1, 2, 3, 4] },
        freeze: { examples: ['auto', 'all', 'none'], properties: { through: {} } },
        train: { properties: { phases: { items: { properties: { epochs: {} } } } } },
      },
    });
  });
});
