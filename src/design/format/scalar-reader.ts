import type { KeyPath } from '../problem';
import { type TextProblem, textProblem } from '../problems/text-problems';
import { nearestName } from '../words/nearest-name';
import { keyPathText } from '../words/wording';
import type { ScalarNode } from '../yaml/text-tree';
import { otherTask } from './other-tasks';
import {
  alternativesOf,
  type ChoiceSchema,
  type NumberSchema,
  type Schema,
  type TextSchema,
} from './schema-types';
import { describe } from './schema-words';

/** A plain value read, or what is wrong with it and what could be written (or that it could be taken out). */
export type ScalarAnswer =
  | { readonly value: string | number }
  | {
      readonly problem: TextProblem;
      readonly write?: string | number | readonly (string | number)[];
      readonly remove?: true;
    };

/** Reads a plain value by what may stand at its place. */
export function readScalar(schema: Schema, node: ScalarNode, path: KeyPath, text: string): ScalarAnswer {
  const alternatives = alternativesOf(schema);
  const choices = alternatives.filter((one) => one.kind === 'choice');
  const numbers = alternatives.find((one) => one.kind === 'number');
  const texts = alternatives.find((one) => one.kind === 'text');
  const name = keyPathText(path);

  if (node.value === null && !node.quoted && !(texts?.anyWord && node.source !== '')) {
    return { problem: textProblem('empty-value', { key: name, allowed: describe(schema) }), remove: true };
  }
  for (const { value } of choices.flatMap(({ values }) => values)) {
    if (typeof value === 'number' ? node.value === value : writtenText(node) === value) return { value };
  }
  if (numbers && typeof node.value === 'number')
    return readNumber(numbers, node.value, node.source, schema, name);
  const meant = numbers && typeof node.value === 'string' ? looseNumber(node.value) : undefined;
  if (meant !== undefined) {
    const facts = { key: name, found: node.source, value: meant, orFolder: texts !== undefined };
    return { problem: textProblem('number-as-text', facts), write: meant };
  }
  if (texts && (typeof node.value !== 'boolean' || texts.anyWord)) return readText(texts, node, text);
  return refuse(schema, choices, node, path);
}

function readNumber(
  numbers: NumberSchema,
  value: number,
  source: string,
  schema: Schema,
  name: string,
): ScalarAnswer {
  const { whole, minimum = -Infinity, maximum = Infinity } = numbers;
  const { exclusiveMinimum = -Infinity, exclusiveMaximum = Infinity } = numbers;
  const inside = value >= minimum && value <= maximum && value > exclusiveMinimum && value < exclusiveMaximum;
  const allowed = describe(schema);
  if (!inside) {
    const problem = textProblem('number-out-of-range', { key: name, allowed, found: source });
    // A share of 20 was meant as a percentage.
    if (exclusiveMaximum === 1 && value > 1 && value < 100)
      return { problem, write: Number((value / 100).toPrecision(12)) };
    const bound = value > maximum ? maximum : value < minimum ? minimum : undefined;
    return bound === undefined ? { problem } : { problem, write: bound };
  }
  if (whole && !Number.isInteger(value)) {
    const problem = textProblem('number-not-whole', { key: name, allowed, found: source });
    return { problem, write: Math.round(value) };
  }
  return { value };
}

function readText({ check, pattern }: TextSchema, node: ScalarNode, text: string): ScalarAnswer {
  const value = writtenText(node);
  const written = text.slice(node.start + 1, node.end - 1);
  if (hasControlCharacter(value) && /["']/.test(text.charAt(node.start))) {
    // "C:\temp\new" is no mistake in YAML, but no path either.
    if (!hasControlCharacter(written)) return { problem: textProblem('backslash-in-quotes'), write: written };
    const plain = value.replace(/\p{Cc}+/gu, ' ').trim();
    return { problem: textProblem('unseen-letter', { name: 'tab or line break', others: 0 }), write: plain };
  }
  const problem = check?.(value);
  if (!problem) return { value };
  const lower = value.toLowerCase();
  return pattern && lower !== value && !check?.(lower) ? { problem, write: lower } : { problem };
}

function refuse(
  schema: Schema,
  choices: readonly ChoiceSchema[],
  node: ScalarNode,
  path: KeyPath,
): ScalarAnswer {
  const name = keyPathText(path);
  const written = writtenText(node);
  if (/sigmoid/i.test(written)) {
    const task = otherTask('activation', written);
    if (task) return { problem: textProblem('several-labels-not-yet', { key: written }) };
  }
  const allowed = describe(schema);
  const list = alternativesOf(schema).find((one) => one.kind === 'list');
  if (choices.length > 0) {
    const found = node.quoted ? JSON.stringify(written) : written;
    const refusal = choices[0]?.refusal;
    const problem = refusal
      ? textProblem(refusal, { version: found })
      : textProblem('value-not-allowed', { key: name, found, allowed });
    const values = choices.flatMap((one) => one.values.map(({ value }) => value));
    const write = refusal ? values[0] : nearestValue(values, node);
    if (write !== undefined) return { problem, write };
    return list && typeof node.value === 'string' ? { problem, write: [node.value] } : { problem };
  }
  const problem = textProblem('wrong-type', { key: name, allowed, found: kindOf(node) });
  if (!list) return { problem };
  // A list of it, if it is what the list takes.
  const item = readScalar(list.item, node, path, '');
  if (!('value' in item)) return { problem };
  const length = list.minItems === list.maxItems ? list.minItems : 1;
  return list.minItems > length ? { problem } : { problem, write: Array.from({ length }, () => item.value) };
}

function nearestValue(values: readonly (string | number)[], node: ScalarNode): string | number | undefined {
  const same = values.find((value) => String(value) === String(node.value));
  if (same !== undefined) return same;
  if (node.value === true) return values.find((value) => value === 'auto');
  if (node.value === false) return values.find((value) => value === 'off' || value === 'none');
  const words = values.filter((value) => typeof value === 'string');
  return nearestName(writtenText(node), words);
}

/** The text of a value; a number or a word like `true` as it was written, not as it was read. */
function writtenText(node: ScalarNode): string {
  return typeof node.value === 'string' ? node.value : node.source;
}

function kindOf({ value }: ScalarNode): string {
  if (typeof value === 'number') return 'a number';
  return typeof value === 'boolean' ? 'true or false' : 'text';
}

function hasControlCharacter(text: string): boolean {
  return [...text].some((letter) => letter < ' ');
}

/**
 * The number that a text was meant to be where YAML reads none: `20%` is 0.2, `44,721` and `44_721` are 44721,
 * `0,001` is 0.001, and a number in quotes is that number. Undefined for everything else.
 */
function looseNumber(text: string): number | undefined {
  const percent = /^(.*\d)\s*%$/.exec(text.trim());
  const digits = (percent?.[1] ?? text.trim()).replace(/(\d)[_ ](?=\d)/g, '$1');
  const plain = /^[1-9]\d{0,2}(,\d{3})+$/.test(digits)
    ? digits.replaceAll(',', '')
    : digits.replace(',', '.');
  if (!/^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(plain)) return undefined;
  const value = percent ? Number((Number(plain) / 100).toPrecision(12)) : Number(plain);
  return Number.isFinite(value) ? value : undefined;
}
