import type { KeyPath } from '../design/problem';
import { readTextTree } from '../design/yaml/read-text-tree';
import type { ListNode, MapNode, TextNode } from '../design/yaml/text-tree';
import { entriesOf } from '../design/yaml/tree-values';

/** What of the file's tree stands at an offset of the text. */
export interface PlaceInText {
  /** To the value, or to the map or list around it where nothing is written yet. */
  readonly path: KeyPath;
  readonly role: 'key' | 'value';
  /** Start and end of the word there. */
  readonly start: number;
  readonly end: number;
}

/** The key or value that is written at `offset`; undefined on blank space and in comments. */
export function placeAt(text: string, offset: number): PlaceInText | undefined {
  const { root } = readTextTree(text);
  return root && placeIn(root, [], offset);
}

function placeIn(node: TextNode, path: KeyPath, offset: number): PlaceInText | undefined {
  if (node.kind === 'map') {
    for (const { key, keyStart, keyEnd, value } of node.entries) {
      if (key === undefined) continue;
      const at = [...path, key];
      if (offset >= keyStart && offset <= keyEnd)
        return { path: at, role: 'key', start: keyStart, end: keyEnd };
      const below = placeIn(value, at, offset);
      if (below) return below;
    }
    return undefined;
  }
  if (node.kind === 'list') {
    for (const [index, { value }] of node.items.entries()) {
      const below = placeIn(value, [...path, index], offset);
      if (below) return below;
    }
    return undefined;
  }
  const inside = node.end > node.start && offset >= node.start && offset <= node.end;
  return inside ? { path, role: 'value', start: node.start, end: node.end } : undefined;
}

/** A place where something is being typed. */
export interface TypingPlace {
  /** Where a key is typed: to the map it belongs to. Where a value is typed: to that value. */
  readonly path: KeyPath;
  /** `either`: a plain value, or the first key of a map, as after `freeze:` on a line of its own. */
  readonly role: 'key' | 'value' | 'either';
  /** Keys that the map has already, or words of the list, beside the one that is typed. */
  readonly others: readonly string[];
  /** The word that is typed so far. */
  readonly start: number;
  readonly end: number;
  /** Whether a colon follows the word already. */
  readonly hasColon: boolean;
  /** Whether the map it belongs to stands in braces. */
  readonly flow: boolean;
}

const probe = 'zzprobezz';
const inWord = /[^\s\p{Cc},[\]{}:#"']/u;

/**
 * Where the cursor is, as if a word stood there: the text is read with one put in, since what is half typed is often
 * no YAML yet. Undefined in comments and where the text can't be read.
 */
export function typingPlaceAt(text: string, offset: number): TypingPlace | undefined {
  let start = offset;
  while (start > 0 && inWord.test(text[start - 1] ?? '')) start -= 1;
  let end = offset;
  while (end < text.length && inWord.test(text[end] ?? '')) end += 1;
  const hasColon = /^[ \t]*:(?:\s|$)/.test(text.slice(end, end + 80));
  // A key whose value is typed has its colon; without a space after it the probe would become part of the key.
  const space = text[start - 1] === ':' ? ' ' : '';
  const { root } = readTextTree(`${text.slice(0, start)}${space}${probe}${text.slice(end)}`);
  const found = root && findProbe(root, []);
  if (!found) return undefined;
  const ownLine = /(?:^|[\r\n])[ \t]*(?:- +)*$/.test(text.slice(0, start));
  const role = found.role === 'value' && ownLine && !hasColon ? 'either' : found.role;
  return { ...found, role, start, end, hasColon };
}

type Found = Pick<TypingPlace, 'path' | 'others' | 'flow'> & { readonly role: 'key' | 'value' };

function findProbe(node: TextNode, path: KeyPath): Found | undefined {
  if (node.kind === 'map') return probeInMap(node, path);
  if (node.kind === 'list') {
    for (const [index, { value }] of node.items.entries()) {
      const found = findProbe(value, [...path, index]);
      if (!found) continue;
      const isItem = found.path.length === path.length + 1 && found.role === 'value';
      return isItem ? { ...found, others: wordsIn(node) } : found;
    }
    return undefined;
  }
  return node.kind === 'scalar' && node.source.startsWith(probe)
    ? { path, role: 'value', others: [], flow: false }
    : undefined;
}

function wordsIn({ items }: ListNode): readonly string[] {
  return items.flatMap(({ value }) =>
    value.kind === 'scalar' && value.source !== '' && !value.source.includes(probe) ? [value.source] : [],
  );
}

function probeInMap(map: MapNode, path: KeyPath): Found | undefined {
  for (const { key, value } of map.entries) {
    if (key === undefined) continue;
    if (key.startsWith(probe)) {
      // Without a colon of its own, a word is read as one key with the key on the next line.
      const next = key.slice(probe.length).trim();
      const others = [...entriesOf(map).keys()].filter((other) => other !== key);
      if (next) others.push(next);
      return { path, role: 'key', others, flow: map.flow };
    }
    const found = findProbe(value, [...path, key]);
    if (found) return found;
  }
  return undefined;
}
