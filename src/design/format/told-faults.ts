import { lineEnd, lineStart } from '../yaml/line-index';
import { readTextTree } from '../yaml/read-text-tree';
import type { SyntaxFault } from '../yaml/syntax-faults';
import type { Place, TextTree } from '../yaml/text-tree';
import { firstSlip, stumblesOf } from './first-slip';

/** What of a text's faults is told, and what is held back because it may follow from them. */
export interface ToldFaults {
  readonly faults: readonly SyntaxFault[];
  /** Where the reader lost its way: what is found from here on is held back. Past the end where it did not. */
  readonly lostFrom: number;
  /** Words that are not what they look like: what is wrong with them is held back too. */
  readonly places: readonly Place[];
}

/** One fault for all that a slip of the hand makes unreadable, with those that stand before it and hurt nothing else. */
export function toldFaults(tree: TextTree): ToldFaults {
  const { text, refused } = tree;
  const nothingLost = { faults: tree.faults, lostFrom: text.length + 1, places: placesOf(text, tree.faults) };
  const [stumble] = stumblesOf(tree);
  if (stumble === undefined || refused) return nothingLost;
  const local = tree.faults.filter(({ structural }) => !structural);
  // Letters that can't be seen are the likeliest cause of whatever else is wrong; then what is wrong with a word before.
  const setting = settingStart(text, stumble.start);
  const cause =
    local.find(({ code }) => code === 'unseen-letter') ??
    local.find(({ start, end }) => start >= setting && end <= lineEnd(text, stumble.start));
  const fault = cause ?? firstSlip(tree, readTextTree) ?? tree.faults.find(({ structural }) => structural);
  // A value over several lines, and nothing wrong with it.
  if (fault === undefined) return nothingLost;
  // What is wrong in the same setting of the file, or right before it, waits until it can be read.
  const edits = fault.fix?.edits ?? [];
  const first = edits.reduce(
    (least, { offset }) => Math.min(least, offset),
    Math.min(stumble.start, fault.start),
  );
  const lostFrom = doubtfulFrom(text, first);
  const before = local.filter((one) => one !== fault && one.end <= lostFrom);
  const faults = [...before, fault];
  return { faults, lostFrom, places: placesOf(text, faults) };
}

/** Where the setting of the top of the file begins that a place lies in. */
function settingStart(text: string, offset: number): number {
  let start = lineStart(text, offset);
  while (!/^[^\s#]/.test(text.slice(start, start + 1))) {
    const before = startOfLineBefore(text, start);
    if (before === undefined) break;
    start = before;
  }
  return start;
}

/** From where on a text may be another than it looks where it can't be read at a place. */
function doubtfulFrom(text: string, offset: number): number {
  const setting = settingStart(text, offset);
  if (setting < lineStart(text, offset)) return setting;
  // What begins a setting of the top may be the rest of the line before.
  let start = setting;
  do {
    const before = startOfLineBefore(text, start);
    if (before === undefined) break;
    start = before;
  } while (text.slice(start, lineEnd(text, start)).trim() === '');
  return start;
}

/** Undefined for the first line, which begins after a byte-order mark. */
function startOfLineBefore(text: string, start: number): number | undefined {
  if (start <= lineStart(text, 0)) return undefined;
  return lineStart(text, text.startsWith('\r\n', Math.max(0, start - 2)) ? start - 2 : start - 1);
}

function placesOf(text: string, faults: readonly SyntaxFault[]): readonly Place[] {
  return faults.flatMap(({ code, start, end, fix }) => [
    // What such a mark takes with it is empty, or another value.
    code === 'stray-mark' ? { start: lineStart(text, start), end: lineEnd(text, end) } : { start, end },
    ...(fix?.edits ?? []).map(({ offset, length }) => ({ start: offset, end: offset + length })),
  ]);
}

export function overlap(one: Place, other: Place): boolean {
  return one.start < Math.max(other.end, other.start + 1) && other.start < Math.max(one.end, one.start + 1);
}
