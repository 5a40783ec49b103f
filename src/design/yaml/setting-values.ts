import type { SettingValue } from '../parsed-file';
import type { KeyPath } from '../problem';
import type { TextNode } from './text-tree';
import { type PlainValue, plainValue, settingOf } from './tree-values';
import { entriesOfMap, isList } from './yaml-text';

/** The keys of maps to make up to the first list, and the value to put there. */
export function split(path: KeyPath, value: SettingValue): { parents: string[]; below: SettingValue } {
  const list = path.findIndex((step) => typeof step === 'number');
  const end = list < 0 ? path.length : list;
  return { parents: path.slice(0, end).map(String), below: nested(path.slice(end), value) };
}

/** A value inside new maps and lists, one for each step. */
export function nested(path: KeyPath, value: SettingValue): SettingValue {
  return path.reduceRight<SettingValue>(
    (inner, step) => (typeof step === 'number' ? [inner] : { [step]: inner }),
    value,
  );
}

/** What `node` says, with `value` at `path` in it. */
export function writtenOut(node: TextNode | undefined, path: KeyPath, value: SettingValue): SettingValue {
  const plain = node && plainValue(node);
  return plain === undefined ? undefined : withValue(settingOf(plain), path, value);
}

function withValue(whole: SettingValue, path: KeyPath, value: SettingValue): SettingValue {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (isList(whole) && typeof step === 'number') {
    const items = [...whole];
    if (rest.length === 0 && value === undefined) items.splice(step, 1);
    else items[step] = withValue(items[step], rest, value);
    return items;
  }
  const map = isMap(whole) ? whole : {};
  return withoutGaps({ ...map, [step]: withValue(map[step], rest, value) });
}

/** A value without the keys that have none. */
export function withoutGaps(value: SettingValue): SettingValue {
  if (typeof value !== 'object') return value;
  if (isList(value)) return value.map(withoutGaps);
  return Object.fromEntries(entriesOfMap(value).map(([key, one]) => [key, withoutGaps(one)]));
}

export function isMap(value: SettingValue): value is { readonly [key: string]: SettingValue } {
  return typeof value === 'object' && !isList(value);
}

/** Whether what stands there is what is wished. */
export function same(there: PlainValue | undefined, wished: SettingValue): boolean {
  if (there === undefined || there === null || wished === undefined) return there === wished;
  if (isList(wished)) {
    return (
      Array.isArray(there) &&
      there.length === wished.length &&
      wished.every((one, at) => same(there[at], one))
    );
  }
  if (typeof wished !== 'object') return Object.is(there, wished);
  if (typeof there !== 'object' || Array.isArray(there)) return false;
  const entries = entriesOfMap(wished);
  return entries.length === Object.keys(there).length && entries.every(([key, one]) => same(there[key], one));
}
