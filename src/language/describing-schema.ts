import { type JsonSchema, transferJsonSchema } from '../design/format/json-schema';

/**
 * The format as a JSON schema that describes and completes but finds nothing wrong, for Red Hat's YAML extension:
 * what is wrong is told by our own diagnostics, and nothing is to be underlined twice.
 */
export function describingSchema(): JsonSchema {
  const { $schema, title, description, ...body } = transferJsonSchema();
  return { $schema, title, description, ...described(body) };
}

function described(schema: unknown): JsonSchema {
  const alternatives = alternativesOf(schema);
  const properties = alternatives.flatMap((one) => Object.entries(recordOf(one.properties)));
  const items = alternatives.find((one) => one.items !== undefined)?.items;
  const values = alternatives.flatMap((one) => [
    ...('const' in one ? [one.const] : []),
    ...(Array.isArray(one.examples) ? one.examples : []),
  ]);
  const { description } = recordOf(schema);
  return {
    ...(typeof description === 'string' && { description }),
    ...(properties.length > 0 && {
      properties: Object.fromEntries(properties.map(([name, value]) => [name, described(value)])),
    }),
    ...(items !== undefined && { items: described(items) }),
    ...(values.length > 0 && { examples: values }),
  };
}

function alternativesOf(schema: unknown): readonly JsonSchema[] {
  const one = recordOf(schema);
  return Array.isArray(one.anyOf) ? one.anyOf.flatMap(alternativesOf) : [one];
}

function recordOf(value: unknown): JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonSchema) : {};
}
