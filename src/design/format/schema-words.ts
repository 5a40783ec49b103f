import type { KeyPath } from '../problem';
import { joined } from '../words/wording';
import { fileSchema } from './schema';
import {
  alternativesOf,
  type EitherSchema,
  type Key,
  type MapSchema,
  type NumberSchema,
  type Schema,
  type SchemaBody,
} from './schema-types';

/** What a reader needs to know of one key, for hovers and completion. */
export interface KeyDocumentation {
  readonly key: string;
  readonly meaning: string;
  /** What may be written, in words. */
  readonly allowed: string;
  /** What holds where the key is left out. */
  readonly leftOut?: string;
  readonly unit?: string;
  /** Words and numbers to offer, each with its meaning. */
  readonly values: readonly { readonly value: string | number; readonly meaning: string }[];
}

/** What may stand at `path`; empty where the format knows no such place. */
export function schemasAt(path: KeyPath): readonly Schema[] {
  let schemas: readonly Schema[] = [fileSchema];
  for (const step of path) schemas = schemas.flatMap((schema) => schemasBelow(schema, step));
  return schemas;
}

/** The map that may stand at `path`, if one may. */
export function mapAt(path: KeyPath): MapSchema | undefined {
  return schemasAt(path)
    .flatMap(alternativesOf)
    .find((schema) => schema.kind === 'map');
}

/** The documentation of the key at `path`, whether or not the file has it; undefined for keys that are unknown. */
export function keyDocumentation(path: KeyPath): KeyDocumentation | undefined {
  const name = path.at(-1);
  const parent = mapAt(path.slice(0, -1));
  const key = parent && typeof name === 'string' && Object.hasOwn(parent.keys, name) && parent.keys[name];
  return key ? documentationOf(String(name), key) : undefined;
}

/** The documentation of every key that may stand in the map at `path`, in the order of the format. */
export function keysAt(path: KeyPath): readonly KeyDocumentation[] {
  return Object.entries(mapAt(path)?.keys ?? {}).map(([name, key]) => documentationOf(name, key));
}

function documentationOf(name: string, key: Key): KeyDocumentation {
  const leftOut = leftOutWords(key);
  return {
    key: name,
    meaning: key.meaning,
    allowed: describe(key.schema),
    ...(leftOut !== undefined && { leftOut }),
    ...(key.unit !== undefined && { unit: key.unit }),
    values: wordsOf(key.schema),
  };
}

/** What holds where a key is left out, in words. */
export function leftOutWords(key: Key): string | undefined {
  return key.leftOut ?? (key.default === undefined ? undefined : String(key.default));
}

/** The words and numbers that a schema names one by one. */
export function wordsOf(
  schema: Schema,
): readonly { readonly value: string | number; readonly meaning: string }[] {
  return alternativesOf(schema).flatMap((one) => {
    if (one.kind === 'choice') return one.values;
    return one.kind === 'text' ? (one.words ?? []) : [];
  });
}

/** What may be written, as the object of a sentence: `one of adam, sgd, momentum and rmsprop`. */
export function describe(schema: Schema): string {
  return alternativesOf(schema).map(describeOne).join(', or ');
}

function describeOne(schema: Exclude<SchemaBody, EitherSchema>): string {
  switch (schema.kind) {
    case 'choice': {
      const values = schema.values.map(({ value }) => String(value));
      return values.length === 1 ? values.join() : `one of ${joined(values, 'and')}`;
    }
    case 'number':
      return describeNumber(schema);
    case 'text':
      return joined([...(schema.words ?? []).map(({ value }) => String(value)), schema.noun], 'or');
    case 'list':
      return schema.minItems === schema.maxItems
        ? `a list of ${schema.minItems} values, each ${describe(schema.item)}`
        : `a list, each item ${describe(schema.item)}`;
    case 'map': {
      const keys = Object.keys(schema.keys).map((key) => `\`${key}\``);
      return schema.exactlyOne
        ? `a map with one of ${joined(keys, 'or')}`
        : `a map with ${joined(keys, 'and')}`;
    }
    case 'record':
      return `a map from ${schema.keyNoun} to ${describe(schema.value)}`;
  }
}

function describeNumber(schema: NumberSchema): string {
  const { whole, minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  const noun = whole ? 'a whole number' : 'a number';
  if (minimum !== undefined && maximum !== undefined) return `${noun} from ${minimum} to ${maximum}`;
  const bounds = [
    minimum !== undefined && `of at least ${minimum}`,
    exclusiveMinimum !== undefined && `above ${exclusiveMinimum}`,
    maximum !== undefined && `at most ${maximum}`,
    exclusiveMaximum !== undefined && `below ${exclusiveMaximum}`,
  ].filter((bound) => bound !== false);
  return [noun, bounds.join(' and ')].join(' ').trim();
}

function schemasBelow(schema: Schema, step: string | number): readonly Schema[] {
  return alternativesOf(schema).flatMap((one): readonly Schema[] => {
    if (one.kind === 'list') return typeof step === 'number' ? [one.item] : [];
    if (one.kind === 'record') return [one.value];
    if (one.kind !== 'map' || !Object.hasOwn(one.keys, step)) return [];
    const key = one.keys[step];
    return key ? [key.schema] : [];
  });
}

let keyNames: ReadonlySet<string> | undefined;

/** The names of all keys of the format, wherever they stand. */
export function allKeys(): ReadonlySet<string> {
  const names = new Set<string>();
  const look = (schema: Schema): void => {
    for (const one of alternativesOf(schema)) {
      if (one.kind === 'list') look(one.item);
      if (one.kind !== 'map') continue;
      for (const [key, { schema: below }] of Object.entries(one.keys)) {
        names.add(key);
        look(below);
      }
    }
  };
  if (keyNames === undefined) look(fileSchema);
  keyNames ??= names;
  return keyNames;
}

/** The paths, keys only, under which a key of this name is known, outermost first. */
export function placesOf(name: string): readonly (readonly string[])[] {
  const found: (readonly string[])[] = [];
  const look = (schema: Schema, path: readonly string[]): void => {
    for (const one of alternativesOf(schema)) {
      if (one.kind === 'list') look(one.item, path);
      if (one.kind !== 'map') continue;
      for (const [key, { schema: below }] of Object.entries(one.keys)) {
        if (key === name) found.push(path);
        look(below, [...path, key]);
      }
    }
  };
  look(fileSchema, []);
  return found.sort((a, b) => a.length - b.length);
}
