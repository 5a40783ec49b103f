import { fileSchema } from './schema';
import { alternativesOf, type Key, type MapSchema, type Schema, type SchemaBody } from './schema-types';
import { leftOutWords } from './schema-words';

/** A JSON Schema, draft 7, as plain JSON. */
export type JsonSchema = { readonly [key: string]: unknown };

/** The format of `transfer.yaml` as a JSON schema, for editors and other programs. */
export function transferJsonSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'transfer.yaml',
    description:
      'A transfer-learning set-up: a pretrained base, images, and what is kept, frozen and trained.',
    ...jsonSchemaOf(fileSchema),
  };
}

function jsonSchemaOf(schema: Schema): JsonSchema {
  const alternatives = alternativesOf(schema);
  const [only] = alternatives;
  return alternatives.length === 1 && only ? bodyOf(only) : { anyOf: alternatives.map(bodyOf) };
}

function bodyOf(schema: Exclude<SchemaBody, { kind: 'either' }>): JsonSchema {
  switch (schema.kind) {
    case 'choice':
      return {
        anyOf: schema.values.map(({ value, meaning }) => ({ const: value, description: meaning })),
      };
    case 'number': {
      const { kind, whole, ...bounds } = schema;
      return { type: whole ? 'integer' : 'number', ...bounds };
    }
    case 'text':
      return {
        // A folder or a layer may have a number for its name, a class any word; YAML reads that as one. A sha256 is
        // too long for a number.
        type: schema.anyWord
          ? ['string', 'number', 'boolean', 'null']
          : schema.pattern
            ? 'string'
            : ['string', 'number'],
        ...given({
          format: schema.format,
          pattern: schema.pattern,
          examples: schema.words?.map(({ value }) => value),
        }),
      };
    case 'list':
      return {
        type: 'array',
        items: jsonSchemaOf(schema.item),
        ...(schema.minItems > 0 && { minItems: schema.minItems }),
        maxItems: schema.maxItems,
        ...given({ uniqueItems: schema.uniqueItems }),
      };
    case 'record':
      return { type: 'object', additionalProperties: jsonSchemaOf(schema.value) };
    case 'map':
      return mapBody(schema);
  }
}

function mapBody({ keys, exactlyOne }: MapSchema): JsonSchema {
  const required = Object.keys(keys).filter((name) => isRequired(keys[name]));
  const properties = Object.entries(keys).map(([name, key]) => [
    name,
    {
      description: documentation(key),
      ...given({ default: key.default }),
      ...jsonSchemaOf(key.schema),
      ...(mayBeEmpty(key) && { type: ['object', 'null'] }),
    },
  ]);
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
    ...(exactlyOne && { minProperties: 1, maxProperties: 1 }),
  };
}

/** `train:` with nothing below it is no mistake where nothing below it must be there. */
function mayBeEmpty(key: Key): boolean {
  const [only, ...others] = alternativesOf(key.schema);
  return only?.kind === 'map' && others.length === 0 && !isRequired(key);
}

/** A key is required where it says so, or where a key below it is and nothing else may stand for the map. */
function isRequired(key: Key | undefined): boolean {
  if (!key) return false;
  if (key.required) return true;
  const alternatives = alternativesOf(key.schema);
  const [only] = alternatives;
  return alternatives.length === 1 && only?.kind === 'map' && Object.values(only.keys).some(isRequired);
}

function documentation(key: Key): string {
  const unit = key.unit ? ` In ${key.unit}.` : '';
  const leftOut = leftOutWords(key);
  return `${key.meaning}${unit}${leftOut ? ` Left out: ${leftOut}.` : ''}`;
}

function given(values: Readonly<Record<string, unknown>>): JsonSchema {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
