import { TransferError } from '../../design/transfer-error';

/** An object of a written model, as far as nothing is known of it. */
export type Fields = Readonly<Record<string, unknown>>;

/** Of models in models, and of lists in lists. */
export const mostDepth = 200;
/** Of a layer, in letters. */
export const longestName = 200;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isModel(layer: Fields): boolean {
  return ['Sequential', 'Model', 'Functional'].includes(String(layer.class_name));
}

export function configOf(layer: Fields): Fields {
  if (Array.isArray(layer.config)) return { layers: layer.config };
  return layer.config === undefined || layer.config === null ? {} : fieldsOf(layer.config);
}

export function layersOf(model: Fields): readonly Fields[] {
  return listOf(configOf(model).layers).map(fieldsOf);
}

export function nameOf(layer: Fields): string {
  const name = layer.name ?? configOf(layer).name;
  if (typeof name !== 'string' || name === '') throw notReadable('a layer has no name');
  if (name.length > longestName) throw notReadable(`a layer's name has ${name.length} letters`);
  return name;
}

export function fieldsOf(value: unknown): Fields {
  if (!isFields(value)) throw notReadable('its file does not describe layers');
  return value;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** TensorFlow.js reads keys in camelCase as well; names and other values stay as they are. */
export function inSnakeCase(value: unknown, depth: number): unknown {
  if (depth > mostDepth) throw tooDeep();
  if (Array.isArray(value)) return value.map((one) => inSnakeCase(one, depth + 1));
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      inSnakeCase(one, depth + 1),
    ]),
  );
}

export function tooDeep(): TransferError {
  return notReadable(`its file is nested more than ${mostDepth} deep`);
}

export function notReadable(reason: string): TransferError {
  return new TransferError(
    'base-topology',
    `The base cannot be used: ${reason}. It must be a network with one input and one output whose layers are each used once.`,
  );
}
