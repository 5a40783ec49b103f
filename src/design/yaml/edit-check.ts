import type { SettingValue } from '../parsed-file';
import type { KeyPath } from '../problem';
import { same, withoutGaps } from './setting-values';
import type { TextTree } from './text-tree';
import { follow, nodeAt, type PlainValue, plainValue, resolved, settingOf } from './tree-values';

/** Whether an edit has had its effect and no other: `value` is at `path`, and everything else is as before. */
export function hasEffect(before: TextTree, after: TextTree, path: KeyPath, value: SettingValue): boolean {
  const reached =
    value === undefined ? isGone(before, after, path) : same(lookUp(after, path), withoutGaps(value));
  // With aliases, one place in the text is the value of several; those change together.
  return (
    reached &&
    after.faults.length <= before.faults.length &&
    (before.shares || isSameElsewhere(before, after, path))
  );
}

/** Whether nothing but the value at `path`, and what was made or emptied for it, differs. */
function isSameElsewhere(before: TextTree, after: TextTree, path: KeyPath): boolean {
  const nodes = before.root ? follow(before.root, path).nodes : [];
  // Where a list begins, or a plain value that becomes a map, all below may move.
  const end = nodes.findIndex((node) => resolved(node)?.kind !== 'map');
  const outside = end < 0 ? path : path.slice(0, end);
  const [left, right] = [before, after].map(({ root }) => root && plainValue(root));
  return (
    JSON.stringify(withoutValue(left ?? {}, outside)) === JSON.stringify(withoutValue(right ?? {}, outside))
  );
}

function withoutValue(value: PlainValue, [step, ...rest]: KeyPath): PlainValue {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || step === undefined) return {};
  const below = Object.hasOwn(value, step) && rest.length > 0 ? withoutValue(value[step] ?? null, rest) : {};
  const others = Object.entries(value).filter(([key]) => key !== String(step));
  const isLeft = typeof below === 'object' && below !== null && Object.keys(below).length > 0;
  return Object.fromEntries(isLeft ? [...others, [String(step), below]] : others);
}

function isGone(before: TextTree, after: TextTree, path: KeyPath): boolean {
  const last = path.at(-1);
  if (typeof last !== 'number') return lookUp(after, path) === undefined;
  // The next item of a list has moved up to the place of the one that is gone.
  const [list, left = []] = [before, after].map((tree) => lookUp(tree, path.slice(0, -1)));
  return Array.isArray(list) && same(left, settingOf(list.filter((_, index) => index !== last)));
}

function lookUp({ root }: TextTree, path: KeyPath): PlainValue | undefined {
  const node = root && nodeAt(root, path);
  return node && plainValue(node);
}
