import type { TextProblem } from '../problems/text-problems';

/**
 * The building blocks that the format of `transfer.yaml` is described with. `Schema<T>` is a description of
 * values that are read as a `T`; `T` is there for the compiler alone, which thereby checks that the format and
 * the types of config.ts agree.
 */
export type Schema<T = unknown> = SchemaBody & { readonly reads?: T };

export type SchemaBody =
  | ChoiceSchema
  | NumberSchema
  | TextSchema
  | ListSchema
  | MapSchema
  | RecordSchema
  | EitherSchema;

/** One of a few words or numbers. */
export interface ChoiceSchema {
  readonly kind: 'choice';
  /** Each value with what it means. */
  readonly values: readonly ChoiceValue[];
  /** The code to use in place of `value-not-allowed`. */
  readonly refusal?: 'unsupported-version';
}

export interface ChoiceValue {
  readonly value: string | number;
  readonly meaning: string;
}

export interface NumberSchema {
  readonly kind: 'number';
  readonly whole: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

/** A name, a path, a pattern. Plain numbers count as names too (a class folder may be called 7). */
export interface TextSchema {
  readonly kind: 'text';
  /** What it is, with its article: `the name of a layer of the base`. */
  readonly noun: string;
  /** Words with a meaning of their own, `auto` above all. */
  readonly words?: readonly ChoiceValue[];
  readonly check?: (value: string) => TextProblem | undefined;
  readonly format?: 'regex';
  readonly pattern?: string;
  /** Whether `true` and `null` are names too. */
  readonly anyWord?: boolean;
}

export interface ListSchema {
  readonly kind: 'list';
  readonly item: Schema;
  readonly minItems: number;
  readonly maxItems: number;
  readonly uniqueItems?: boolean;
}

export interface MapSchema {
  readonly kind: 'map';
  readonly keys: Readonly<Record<string, Key>>;
  /** Exactly one of the keys may be there. */
  readonly exactlyOne?: boolean;
  /** The key that a plain value in place of the map stands for. */
  readonly shortFor?: string;
}

/** Keys of the user's own. */
export interface RecordSchema {
  readonly kind: 'record';
  readonly keyNoun: string;
  readonly value: Schema;
}

export interface EitherSchema {
  readonly kind: 'either';
  readonly alternatives: readonly Schema[];
}

export interface Key<T = unknown> {
  readonly schema: Schema<T>;
  /** One sentence. */
  readonly meaning: string;
  /** What holds where the key is left out, as it could be written. */
  readonly default?: T;
  /** What holds then, in words, where a value does not say it, or not all of it. */
  readonly leftOut?: string;
  readonly unit?: string;
  readonly required?: Required;
  /** Other words that people use for it. */
  readonly alsoCalled?: readonly string[];
}

/** That a map must have a key. */
export interface Required {
  /** The code to use where it is not there. */
  readonly code: 'missing-base' | 'missing-dataset-path' | 'missing-key';
  /** A value to offer, where one is right in many files. */
  readonly example?: string | readonly number[];
  /** Its map says nothing without it, and is not read where it is missing or not right. */
  readonly withoutIt?: 'nothing';
}

/** A key that `T` always has makes nothing of its map where it is missing; the compiler sees to it. */
type KeyOf<T, K extends keyof T> = undefined extends T[K]
  ? Key<NonNullable<T[K]>> & { readonly required?: { readonly withoutIt?: never } }
  : Key<T[K]> & { readonly required: { readonly withoutIt: 'nothing' } };

export function choice<const V extends readonly (readonly [value: string | number, meaning: string])[]>(
  values: V,
  options: Pick<ChoiceSchema, 'refusal'> = {},
): Schema<V[number][0]> {
  return { kind: 'choice', values: choiceValues(values), ...options };
}

export function number(bounds: Omit<NumberSchema, 'kind' | 'whole'>): Schema<number> {
  return { kind: 'number', whole: false, ...bounds };
}

export function wholeNumber(bounds: Omit<NumberSchema, 'kind' | 'whole'>): Schema<number> {
  return { kind: 'number', whole: true, ...bounds };
}

export function text(
  noun: string,
  options: Omit<TextSchema, 'kind' | 'noun' | 'words'> & {
    words?: readonly (readonly [value: string, meaning: string])[];
  } = {},
): Schema<string> {
  const { words, ...rest } = options;
  return { kind: 'text', noun, ...rest, ...(words && { words: choiceValues(words) }) };
}

export function list<T>(item: Schema<T>, options: Omit<ListSchema, 'kind' | 'item'>): Schema<readonly T[]> {
  return { kind: 'list', item, ...options };
}

/** A list of exactly two values, or three. */
export function pair<T>(item: Schema<T>): Schema<readonly [T, T]> {
  return { kind: 'list', item, minItems: 2, maxItems: 2 };
}

export function triple<T>(item: Schema<T>): Schema<readonly [T, T, T]> {
  return { kind: 'list', item, minItems: 3, maxItems: 3 };
}

export function map<T>(
  keys: { readonly [K in keyof T]-?: KeyOf<T, K> },
  options: Pick<MapSchema, 'shortFor'> = {},
): Schema<T> {
  return { kind: 'map', keys: keys as Readonly<Record<string, Key>>, ...options };
}

/** A map with exactly one of its keys: `{ dense: 64 }` or `{ dropout: 0.3 }`. */
export function oneOf<T>(
  keys: { readonly [K in keyof T]-?: Key<T[K]> },
): Schema<{ [K in keyof T]: Readonly<Record<K, T[K]>> }[keyof T]> {
  return { kind: 'map', keys: keys as Readonly<Record<string, Key>>, exactlyOne: true };
}

export function record<T>(keyNoun: string, value: Schema<T>): Schema<Readonly<Record<string, T>>> {
  return { kind: 'record', keyNoun, value };
}

export function either<const S extends readonly Schema[]>(
  ...alternatives: S
): Schema<S[number] extends infer One ? (One extends Schema<infer T> ? T : never) : never> {
  return { kind: 'either', alternatives };
}

/** The alternatives that a schema has, itself where it has none. */
export function alternativesOf(schema: Schema): readonly Exclude<SchemaBody, EitherSchema>[] {
  return schema.kind === 'either' ? schema.alternatives.flatMap(alternativesOf) : [schema];
}

function choiceValues(values: readonly (readonly [string | number, string])[]): ChoiceValue[] {
  return values.map(([value, meaning]) => ({ value, meaning }));
}
