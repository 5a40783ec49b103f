import { lineStart } from '../yaml/line-index';
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
  const nothingLost = { faults: tree.faults, lostFrom: text.length + 1, places: placesOf(tree.faults) };
  const [stumble] = stumblesOf(tree);
  if (stumble === undefined || refused) return nothingLost;
  const local = tree.faults.filter(({ structural }) => !structural);
  // Letters that can't be seen are the likeliest cause of whatever else is wrong.
  const unseen = local.find(({ code }) => code === 'unseen-letter');
  const fault = unseen ?? firstSlip(tree, readTextTree) ?? tree.faults.find(({ structural }) => structural);
  // A value over several lines, and nothing wrong with it.
  if (fault === undefined) return nothingLost;
  const lostFrom = Math.min(stumble.start, lineStart(text, fault.start));
  const before = local.filter((one) => one !== fault && one.end <= lostFrom);
  const faults = [...before, fault];
  return { faults, lostFrom, places: placesOf(faults) };
}

function placesOf(faults: readonly SyntaxFault[]): readonly Place[] {
  return faults.flatMap(({ start, end, fix }) => [
    { start, end },
    ...(fix?.edits ?? []).map(({ offset, length }) => ({ start: offset, end: offset + length })),
  ]);
}

export function overlap(one: Place, other: Place): boolean {
  return one.start < Math.max(other.end, other.start + 1) && other.start < Math.max(one.end, one.start + 1);
}
