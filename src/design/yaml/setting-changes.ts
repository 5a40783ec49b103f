import type { SettingValue } from '../parsed-file';
import type { KeyPath } from '../problem';
import { isMap, same } from './setting-values';
import type { ListNode, TextNode } from './text-tree';
import { entriesOf, plainValue } from './tree-values';
import { entriesOfMap } from './yaml-text';

/** One step: a value to set, add or take out where nothing else changes. */
export interface ChangeStep {
  readonly path: KeyPath;
  readonly value: SettingValue;
  /** The item is added before the one that is there. */
  readonly insert?: true;
}

/** The changes that turn what a node says into `wished`, each as deep in the tree as it can be. */
export function changesFor(
  node: TextNode | undefined,
  path: KeyPath,
  wished: SettingValue,
): readonly ChangeStep[] {
  if (!node) return wished === undefined ? [] : [{ path, value: wished }];
  if (wished === undefined) return [{ path, value: undefined }];
  if (same(plainValue(node), wished)) return [];
  if (node.kind === 'map' && isMap(wished) && entriesOfMap(wished).length > 0) {
    const there = entriesOf(node);
    const keeps = [...there.keys()].some((key) => Object.hasOwn(wished, key));
    const gone = [...there.keys()].filter((key) => !Object.hasOwn(wished, key));
    if (keeps && !gone.some((key) => there.get(key)?.merged)) {
      const set = entriesOfMap(wished).flatMap(([key, one]) =>
        changesFor(there.get(key)?.entry.value, [...path, key], one),
      );
      return [...set, ...gone.map((key) => ({ path: [...path, key], value: undefined }))];
    }
  }
  if (node.kind === 'list' && Array.isArray(wished) && wished.length > 0)
    return listChanges(node, path, wished);
  return [{ path, value: wished }];
}

/** Items that are the same at the front and the back stay; those between are changed, then added or taken out. */
function listChanges(node: ListNode, path: KeyPath, wished: readonly SettingValue[]): readonly ChangeStep[] {
  const old = node.items.map(({ value }) => plainValue(value));
  const shared = Math.min(old.length, wished.length);
  let front = 0;
  while (front < shared && same(old[front], wished[front])) front++;
  let back = 0;
  while (back < shared - front && same(old[old.length - 1 - back], wished[wished.length - 1 - back])) back++;
  const changed = shared - front - back;
  const changes: ChangeStep[] = [];
  for (let index = front; index < front + changed; index++) {
    changes.push(...changesFor(node.items[index]?.value, [...path, index], wished[index]));
  }
  for (let index = front + changed; index < wished.length - back; index++) {
    changes.push({ path: [...path, index], value: wished[index], insert: true });
  }
  for (let index = old.length - back - 1; index >= front + changed; index--) {
    changes.push({ path: [...path, index], value: undefined });
  }
  return changes;
}
