import type { SettingValue } from '../parsed-file';
import type { KeyPath } from '../problem';
import { entryEnd, type MapEntry, type MapNode, type TextNode } from './text-tree';

/** An entry of a map, and whether it came in by a merge key (`<<: *defaults`). */
export interface FoundEntry {
  readonly entry: MapEntry;
  readonly merged: boolean;
}

const mergeKey = '<<';
const mostMerges = 16;

/** What an alias stands for, aliases of aliases included; undefined for one that leads nowhere. */
export function resolved(node: TextNode): Exclude<TextNode, { kind: 'alias' }> | undefined {
  let at: TextNode | undefined = node;
  for (let hops = 0; at?.kind === 'alias' && hops < mostMerges; hops++) at = at.target;
  return at?.kind === 'alias' ? undefined : at;
}

/**
 * The entries of a map as they count: its own, then those merged in that it does not have itself. A key that
 * stands twice is given once, the first time; entries without a readable key are left out.
 */
export function entriesOf(map: MapNode): ReadonlyMap<string, FoundEntry> {
  const found = new Map<string, FoundEntry>();
  let merges = 0;
  const add = (from: MapNode, merged: boolean): void => {
    for (const entry of from.entries) {
      if (entry.key !== undefined && entry.key !== mergeKey && !found.has(entry.key)) {
        found.set(entry.key, { entry, merged });
      }
    }
    for (const source of from.entries.filter(({ key }) => key === mergeKey)) {
      for (const target of mergeSources(source.value)) {
        // Merges of merges of merges can be made to grow without end.
        if (++merges <= mostMerges) add(target, true);
      }
    }
  };
  add(map, false);
  return found;
}

/** The maps that a merge key names: one, or a list of them. */
function mergeSources(value: TextNode): readonly MapNode[] {
  const node = resolved(value);
  if (node?.kind === 'map') return [node];
  if (node?.kind !== 'list') return [];
  return node.items
    .slice(0, mostMerges)
    .map((item) => resolved(item.value))
    .filter((one) => one?.kind === 'map');
}

/** Whether a merge key's value is what it can be: a map, or a list of maps. */
export function isMergeKey(entry: MapEntry): boolean {
  return entry.key === mergeKey && mergeSources(entry.value).length > 0;
}

/** How far a path can be followed in the tree. */
export interface PathLook {
  /** The nodes on the way, the root first; one more than the steps that were found. */
  readonly nodes: readonly TextNode[];
  /** The entry or item that each found step goes through. */
  readonly places: readonly (FoundEntry | { readonly start: number; readonly value: TextNode })[];
}

export function follow(root: TextNode, path: KeyPath): PathLook {
  const nodes: TextNode[] = [root];
  const places: PathLook['places'][number][] = [];
  let at = root;
  for (const step of path) {
    const node = resolved(at);
    if (node?.kind === 'map') {
      const found = entriesOf(node).get(String(step));
      if (!found) break;
      places.push(found);
      at = found.entry.value;
    } else if (node?.kind === 'list' && typeof step === 'number' && node.items[step]) {
      places.push(node.items[step]);
      at = node.items[step].value;
    } else {
      break;
    }
    nodes.push(at);
  }
  return { nodes, places };
}

/** The node at `path`; undefined where there is none. */
export function nodeAt(root: TextNode, path: KeyPath): TextNode | undefined {
  const { nodes, places } = follow(root, path);
  return places.length === path.length ? nodes.at(-1) : undefined;
}

/** Start and end of the value at `path`, or of the nearest key around it that is there. */
export function valuePlace(root: TextNode, path: KeyPath): { start: number; end: number } | undefined {
  const { nodes, places } = follow(root, path);
  const node = nodes.at(-1);
  if (!node) return undefined;
  const complete = places.length === path.length;
  // A plain value in place of a map (`base: demo` for `base.model`) is the place of what is in the map.
  if ((complete || node.kind === 'scalar') && node.end > node.start) return node;
  return keyPlaceOf(places.at(-1));
}

/** Start and end of the key at `path`; for an item of a list its value; else the nearest key around it. */
export function keyPlace(root: TextNode, path: KeyPath): { start: number; end: number } | undefined {
  return keyPlaceOf(follow(root, path).places.at(-1));
}

function keyPlaceOf(
  place: PathLook['places'][number] | undefined,
): { start: number; end: number } | undefined {
  if (!place) return undefined;
  if (!('entry' in place)) {
    const { start, value } = place;
    return value.end > value.start ? value : { start, end: start + 1 };
  }
  const { keyStart, keyEnd } = place.entry;
  return keyEnd > keyStart
    ? { start: keyStart, end: keyEnd }
    : { start: keyStart, end: entryEnd(place.entry) };
}

/** Values without their places. */
export type PlainValue = string | number | boolean | null | PlainValue[] | { [key: string]: PlainValue };

const mostNodes = 20_000;

/** What a node says, aliases and merges followed; undefined where that would be endless or huge. */
export function plainValue(node: TextNode): PlainValue | undefined {
  let left = mostNodes;
  const convert = (from: TextNode, depth: number): PlainValue => {
    const at = resolved(from);
    if (--left < 0 || depth > 100) throw new TooMuchError();
    if (!at) return null;
    if (at.kind === 'scalar') return at.value;
    if (at.kind === 'list') return at.items.map(({ value }) => convert(value, depth + 1));
    const values: [string, PlainValue][] = [];
    for (const [key, { entry }] of entriesOf(at)) values.push([key, convert(entry.value, depth + 1)]);
    return Object.fromEntries(values);
  };
  try {
    return convert(node, 0);
  } catch (error) {
    if (error instanceof TooMuchError) return undefined;
    throw error;
  }
}

class TooMuchError extends Error {}

/** A value of the file as one to write; what is empty is left out. */
export function settingOf(value: PlainValue): SettingValue {
  if (value === null) return undefined;
  if (Array.isArray(value)) return value.map(settingOf);
  if (typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, settingOf(one)]));
}
