import type { SettingValue } from '../parsed-file';
import type { TextEdit } from '../problem';
import { lineEnd, lineStart } from './line-index';
import { columnOf, indentedText, type TextLayout } from './text-layout';
import { entryEnd, type ListNode, type MapEntry, type MapNode, type TextNode } from './text-tree';
import { entryLines, flowText, itemLines, scalarText, valueFitsLine, valueLines } from './yaml-text';

/** Replaces the value of an entry. */
export function setEntryValue(
  layout: TextLayout,
  entry: MapEntry,
  value: SettingValue,
  inFlow: boolean,
): TextEdit[] {
  const { text } = layout;
  const { colon, keyEnd, keyStart, value: old } = entry;
  const inline = inFlow || valueFitsLine(value);
  if (old.end > old.start && inline && isRightOf(text, keyEnd, old)) {
    return [replacement(old, valueText(layout, old, value))];
  }
  const afterColon = colon === undefined ? keyEnd : colon + 1;
  const missingColon = colon === undefined ? ':' : '';
  if (inline) {
    // What stood below the key goes; the new value stands beside it, before a comment.
    const beside = insertion(afterColon, `${missingColon} ${flowText(value)}`);
    const gap = Math.max(gapBefore(text, old.start), afterColon);
    return old.end > old.start ? [beside, { offset: gap, length: old.end - gap, text: '' }] : [beside];
  }
  const column = columnOf(text, keyStart);
  const lines = indentedText(layout, valueLines(value, layout.step), column + layout.step);
  if (old.end === old.start) {
    return [insertion(lineEnd(text, afterColon), missingColon + layout.lineBreak + lines)];
  }
  const from = Math.max(gapBefore(text, old.start), afterColon);
  const end = lineEnd(text, old.end);
  return [
    { offset: from, length: old.end - from, text: '' },
    { offset: end, length: 0, text: layout.lineBreak + lines },
  ];
}

/** Replaces a value that stands by itself: an item of a list, or an alias. */
export function setValue(layout: TextLayout, old: TextNode, value: SettingValue): TextEdit[] {
  if (old.end > old.start) return [replacement(old, valueText(layout, old, value))];
  return [insertion(old.start, ` ${flowText(value)}`)];
}

/** Adds `key: value` to a map; `path` are the keys of maps to be made between the two. */
export function addEntry(
  layout: TextLayout,
  map: MapNode,
  key: string,
  path: readonly string[],
  value: SettingValue,
  order: readonly string[],
): TextEdit[] {
  const { before, after } = neighbours(map, key, order);
  if (map.flow) {
    const whole = path.reduceRight<SettingValue>((inner, step) => ({ [step]: inner }), value);
    const entry = `${scalarText(key)}: ${flowText(whole)}`;
    if (before) return [insertion(entryEnd(before), `, ${entry}`)];
    if (after) return [insertion(after.start, `${entry}, `)];
    return [fillEmpty(layout.text, map, ` ${entry} `)];
  }
  const lines = entryLines(key, path, value, layout.step);
  const at = before ?? after;
  const column = at ? columnOf(layout.text, at.start) : 0;
  return before
    ? [lineAfter(layout, entryEnd(before), lines, column)]
    : [lineBefore(layout, after?.start ?? map.start, lines, column)];
}

/** Adds lines of a map below a key that has no value yet. */
export function addBelow(layout: TextLayout, entry: MapEntry, lines: readonly string[]): TextEdit[] {
  const end = entryEnd(entry);
  const column = columnOf(layout.text, entry.keyStart) + layout.step;
  return [lineAfter(layout, end, lines, column)];
}

/** Adds the first entry of a file that has none. */
export function addToEmptyFile(layout: TextLayout, lines: readonly string[]): TextEdit[] {
  const { text, lineBreak } = layout;
  const gap = text === '' || text === '\uFEFF' || /[\r\n]$/.test(text) ? '' : lineBreak;
  return [insertion(text.length, gap + lines.join(lineBreak) + lineBreak)];
}

/** Adds an item to a list, at its end or before the item at `index`. */
export function addItem(layout: TextLayout, list: ListNode, index: number, value: SettingValue): TextEdit[] {
  const before = list.items[index - 1];
  const after = list.items[index];
  if (list.flow) {
    const text = flowText(value);
    if (before) return [insertion(before.value.end, `, ${text}`)];
    if (after) return [insertion(after.start, `${text}, `)];
    return [fillEmpty(layout.text, list, text)];
  }
  const sibling = before ?? after;
  const asBlock = sibling?.value.kind === 'map' && !sibling.value.flow;
  const lines = itemLines(value, layout.step, asBlock);
  const column = columnOf(layout.text, sibling?.start ?? list.start);
  if (before) return [lineAfter(layout, Math.max(before.value.end, before.start + 1), lines, column)];
  return [lineBefore(layout, after?.start ?? list.start, lines, column)];
}

/** The entries between which a new key belongs by the order of the format: after `before`, or before `after`. */
function neighbours(
  { entries }: MapNode,
  key: string,
  order: readonly string[],
): { readonly before?: MapEntry | undefined; readonly after?: MapEntry | undefined } {
  const rank = order.indexOf(key);
  const ranked = entries.map((entry) => ({ entry, rank: order.indexOf(entry.key ?? '') }));
  if (rank < 0) return { before: entries.at(-1) };
  const before = ranked.findLast((one) => one.rank >= 0 && one.rank < rank);
  if (before) return { before: before.entry };
  const after = ranked.find((one) => one.rank > rank);
  return after ? { after: after.entry } : { before: entries.at(-1) };
}

function valueText({ text }: TextLayout, old: TextNode, value: SettingValue): string {
  const first = text[old.start];
  const quote = old.kind === 'scalar' && old.quoted && (first === '"' || first === "'") ? first : undefined;
  return typeof value === 'string' ? scalarText(value, quote) : flowText(value);
}

/** Whether a value stands beside its key, with at most an anchor or a tag between the two. */
function isRightOf(text: string, keyEnd: number, value: TextNode): boolean {
  return /^[\t ]*:(?:[\t ]+[&!][^\s]*)*[\t ]*$/.test(text.slice(keyEnd, value.start));
}

/** The offset where the white space before `offset` begins, line breaks included. */
function gapBefore(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && /\s/.test(text[start - 1] ?? '')) start--;
  return start;
}

function fillEmpty(text: string, node: MapNode | ListNode, content: string): TextEdit {
  const inside = text.slice(node.start + 1, node.end - 1);
  const length = /^[\t ]*$/.test(inside) ? inside.length : 0;
  return { offset: node.start + 1, length, text: content };
}

function lineAfter(layout: TextLayout, offset: number, lines: readonly string[], column: number): TextEdit {
  const end = lineEnd(layout.text, offset);
  return insertion(end, layout.lineBreak + indentedText(layout, lines, column));
}

function lineBefore(layout: TextLayout, offset: number, lines: readonly string[], column: number): TextEdit {
  const { text, lineBreak } = layout;
  const from = lineStart(text, offset);
  if (text.slice(from, offset).trim() !== '') {
    // Behind a dash: the new lines take the place of what stands there.
    return insertion(
      offset,
      indentedText(layout, lines, column).trimStart() + lineBreak + ' '.repeat(column),
    );
  }
  const above = startOfCommentsAbove(text, from);
  return insertion(above, indentedText(layout, lines, column) + lineBreak);
}

/** Comments right above a line belong to it, unless they open the file: then they are about all of it. */
function startOfCommentsAbove(text: string, from: number): number {
  let start = from;
  while (start > 0) {
    const previous = lineStart(text, text[start - 2] === '\r' ? start - 2 : start - 1);
    if (previous >= start || !/^[\t ]*#/.test(text.slice(previous, start))) return start;
    start = previous;
  }
  return from;
}

function insertion(offset: number, text: string): TextEdit {
  return { offset, length: 0, text };
}

function replacement({ start, end }: TextNode, text: string): TextEdit {
  return { offset: start, length: end - start, text };
}
