import type { SettingValue } from '../parsed-file';

/** How wide a line may get before a list or map is written on several. */
export const widestLine = 100;

const commonWord =
  /^[\p{L}\p{N}_./\\(^$](?:[\p{L}\p{N}_./\\*+@%()^$=~-]|:(?=[\p{L}\p{N}_/\\])|[ ](?=[\p{L}\p{N}_./(]))*$/u;
const readAsOther = /^(?:null|true|false|\.inf|\.nan|\.{3}|[-+.]*[\d][\d.eExXoOa-fA-F_+-]*)$/i;

/** A text as a YAML scalar: plain where that is safe everywhere, else in quotes. */
export function scalarText(text: string, quote?: '"' | "'"): string {
  if (!quote && commonWord.test(text) && !readAsOther.test(text)) return text;
  const simple = ![...text].some((letter) => letter < ' ' || /[\x7f-\x9f\u2028\u2029\ufeff]/.test(letter));
  if (simple && (quote === "'" || (!quote && text.includes('\\')))) return `'${text.replaceAll("'", "''")}'`;
  const escaped = JSON.stringify(text);
  return escaped.replace(/[\x7f-\x9f\u2028\u2029\ufeff]/g, (letter) => {
    return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** A value on one line. */
export function flowText(value: SettingValue): string {
  if (value === undefined) return 'null';
  if (typeof value === 'string') return scalarText(value);
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'boolean') return String(value);
  if (isList(value)) return `[${value.map((item) => flowText(item)).join(', ')}]`;
  const entries = entriesOfMap(value).map(([key, one]) => `${scalarText(key)}: ${flowText(one)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/**
 * The lines of `key: value` in a block map, relative to the key's column; `step` is the indentation of a level.
 * The maps along `path` are written on lines of their own, what is below on one line where it fits.
 */
export function entryLines(
  key: string,
  path: readonly string[],
  value: SettingValue,
  step: number,
): string[] {
  const [next, ...rest] = path;
  const head = `${scalarText(key)}:`;
  if (next !== undefined) return [head, ...indented(entryLines(next, rest, value, step), step)];
  return valueFitsLine(value)
    ? [`${head} ${flowText(value)}`]
    : [head, ...indented(valueLines(value, step), step)];
}

/** A value on lines of its own, as it stands below its key. */
export function valueLines(value: SettingValue, step: number): string[] {
  if (typeof value !== 'object') return [flowText(value)];
  if (isList(value)) return value.flatMap((item) => itemLines(item, step));
  return entriesOfMap(value).flatMap(([key, one]) => entryLines(key, [], one, step));
}

/** The lines of an item of a block list, relative to its dash; `asBlock` for maps on lines of their own. */
export function itemLines(item: SettingValue, step: number, asBlock = false): string[] {
  const flow = `- ${flowText(item)}`;
  const isMap = typeof item === 'object' && !isList(item) && entriesOfMap(item).length > 0;
  if (!isMap || (!asBlock && flow.length <= widestLine)) return [flow];
  const [first, ...others] = valueLines(item, step);
  return [`- ${first}`, ...indented(others, 2)];
}

/** Whether a value is written on its key's line: all but lists of maps with several keys, and what is too wide. */
export function valueFitsLine(value: SettingValue): boolean {
  if (typeof value !== 'object') return true;
  if (isList(value)) {
    if (value.length === 0) return true;
    const large = value.some(
      (item) => typeof item === 'object' && !isList(item) && entriesOfMap(item).length > 1,
    );
    if (large) return false;
  } else if (entriesOfMap(value).length === 0) {
    return true;
  }
  return flowText(value).length <= widestLine - 20;
}

export function isList(value: SettingValue): value is readonly SettingValue[] {
  return Array.isArray(value);
}

/** The entries of a map that have a value. */
export function entriesOfMap(value: { readonly [key: string]: SettingValue }): [string, SettingValue][] {
  return Object.entries(value).filter(([, one]) => one !== undefined);
}

function indented(lines: readonly string[], by: number): string[] {
  return lines.map((line) => ' '.repeat(by) + line);
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  return Number.isFinite(value) ? String(value) : value > 0 ? '.inf' : '-.inf';
}
