import type { TextEdit } from '../problem';
import { afterLineBreak, lineEnd, lineStart } from './line-index';
import { entryEnd, type ListNode, type MapEntry, type MapNode } from './text-tree';

/** Takes an entry out of its map: its lines with their comments, or its part of a line. */
export function removeEntry(text: string, map: MapNode, entry: MapEntry): TextEdit[] {
  const index = map.entries.indexOf(entry);
  const neighbour = (at: MapEntry | undefined) => at && { start: at.start, end: entryEnd(at) };
  return removePart(text, map, { start: entry.start, end: entryEnd(entry) }, [
    neighbour(map.entries[index - 1]),
    neighbour(map.entries[index + 1]),
  ]);
}

/** Takes an item out of its list. */
export function removeItem(text: string, list: ListNode, index: number): TextEdit[] {
  const part = (at: number) => {
    const item = list.items[at];
    return item && { start: item.start, end: Math.max(item.value.end, list.flow ? 0 : item.start + 1) };
  };
  const own = part(index);
  return own ? removePart(text, list, own, [part(index - 1), part(index + 1)]) : [];
}

interface Part {
  readonly start: number;
  readonly end: number;
}

function removePart(
  text: string,
  { flow }: MapNode | ListNode,
  part: Part,
  [previous, next]: readonly (Part | undefined)[],
): TextEdit[] {
  const from = lineStart(text, part.start);
  const end = lineEnd(text, part.end);
  const firstOnLine = text.slice(from, part.start).trim() === '';
  const lastOnLine = /^[\t ]*,?[\t ]*(#.*)?$/.test(text.slice(part.end, end));
  if (firstOnLine && lastOnLine && (!flow || end < text.length)) {
    const to = afterLineBreak(text, end);
    if (to > end || from === 0) return [deletion(from, to)];
    // The last line of a file without a line break at its end: the one before it goes.
    const breakStart = text[from - 2] === '\r' ? from - 2 : from - 1;
    return [deletion(Math.max(breakStart, 0), to)];
  }
  if (flow) {
    if (previous) return [deletion(previous.end, part.end)];
    return [deletion(part.start, next ? next.start : part.end)];
  }
  // The first key of an item (`- train: head`): what is on the next line moves up to the dash.
  const nextLine = afterLineBreak(text, end);
  const indentation = /^[\t ]*/.exec(text.slice(nextLine))?.[0].length ?? 0;
  return [deletion(part.start, next ? nextLine + indentation : end)];
}

function deletion(from: number, to: number): TextEdit {
  return { offset: from, length: Math.max(0, to - from), text: '' };
}
