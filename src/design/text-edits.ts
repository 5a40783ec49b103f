import { EditedText } from './edited-text';
import type { SettingValue } from './parsed-file';
import type { KeyPath, TextEdit } from './problem';
import { mapAt } from './schema-words';
import { readTextTree, type TextNode, type TextTree } from './text-tree';
import {
  addBelow,
  addEntry,
  addItem,
  addToEmptyFile,
  layoutOf,
  removeEntry,
  removeItem,
  setEntryValue,
  setValue,
} from './tree-edits';
import { entriesOf, follow, type PlainValue, plainValue, resolved, settingOf } from './tree-values';
import { entriesOfMap, entryLines, isList } from './yaml-text';

export { applyEdits } from './edited-text';

/**
 * The smallest edits that set the value at `path`, or take it out where `value` is undefined. All other text
 * stays; what is added stands where the order of the format puts it, in the layout of its surroundings. Empty
 * where nothing changes, and where the text is too broken for the edit to have its effect.
 */
export function editsFor(tree: TextTree, path: KeyPath, value: SettingValue): readonly TextEdit[] {
  const edited = plan(tree, path, value);
  if (!edited || edited.text === tree.text) return [];
  const after = readTextTree(edited.text);
  const reached =
    value === undefined ? isGone(tree, after, path) : same(lookUp(after, path), withoutGaps(value));
  const harmless =
    after.faults.length <= tree.faults.length && (tree.shares || isSameElsewhere(tree, after, path));
  return reached && harmless ? edited.edits() : [];
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

/** As `editsFor`, without the reading again that makes sure of the result. */
export function plannedEdits(tree: TextTree, path: KeyPath, value: SettingValue): readonly TextEdit[] {
  return plan(tree, path, value)?.edits() ?? [];
}

/** One step: a value to set, add or take out where nothing else changes. */
interface Change {
  readonly path: KeyPath;
  readonly value: SettingValue;
  /** The item is added before the one that is there. */
  readonly insert?: true;
}

const mostChanges = 60;

function plan(tree: TextTree, path: KeyPath, value: SettingValue): EditedText | undefined {
  if (tree.refused) return undefined;
  const wished = withoutGaps(value);
  const changes = changesFor(tree.root && nodeAt(tree.root, path), path, wished);
  const steps = changes.length > mostChanges ? [{ path, value: wished }] : changes;
  const edited = new EditedText(tree.text);
  let at = tree;
  for (const [index, step] of steps.entries()) {
    if (index > 0) at = readTextTree(edited.text);
    edited.apply(step.value === undefined ? removal(at, step.path) : setting(at, step));
  }
  return edited;
}

/** The changes that turn what a node says into `wished`, each as deep in the tree as it can be. */
function changesFor(node: TextNode | undefined, path: KeyPath, wished: SettingValue): readonly Change[] {
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
function listChanges(
  node: TextNode & { readonly kind: 'list' },
  path: KeyPath,
  wished: readonly SettingValue[],
): readonly Change[] {
  const old = node.items.map(({ value }) => plainValue(value));
  const shared = Math.min(old.length, wished.length);
  let front = 0;
  while (front < shared && same(old[front], wished[front])) front++;
  let back = 0;
  while (back < shared - front && same(old[old.length - 1 - back], wished[wished.length - 1 - back])) back++;
  const changed = shared - front - back;
  const changes: Change[] = [];
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

function setting(tree: TextTree, { path, value, insert }: Change): TextEdit[] {
  const layout = layoutOf(tree);
  const keys = path.map(String);
  if (!tree.root) {
    const [first, ...rest] = path;
    if (typeof first !== 'string') return [];
    const { parents, below } = split(rest, value);
    return addToEmptyFile(layout, entryLines(first, parents, below, layout.step));
  }
  const { nodes, places } = follow(tree.root, path);
  // Inside an alias: what it stands for is written out in its place, so that nothing else changes with it.
  const alias = nodes.findIndex((node, index) => node.kind === 'alias' && index < path.length);
  if (alias >= 0)
    return setting(tree, {
      path: path.slice(0, alias),
      value: writtenOut(nodes[alias], path.slice(alias), value),
    });
  const merged = places.findIndex((place) => 'entry' in place && place.merged);
  if (merged >= 0) {
    const owner = resolved(nodes[merged] as TextNode);
    const entry = places[merged] as { entry: { value: TextNode } };
    const whole = writtenOut(entry.entry.value, path.slice(merged + 1), value);
    if (owner?.kind !== 'map') return [];
    return addEntry(layout, owner, keys[merged] ?? '', [], whole, orderAt(path.slice(0, merged)));
  }

  const depth = places.length;
  const node = nodes[depth];
  const place = places.at(-1);
  if (!node) return [];
  if (depth === path.length) {
    if (insert) {
      const list = resolved(nodes[depth - 1] as TextNode);
      return list?.kind === 'list' ? addItem(layout, list, Number(path[depth - 1]), value) : [];
    }
    if (!place) return [];
    const parent = resolved(nodes[depth - 1] as TextNode);
    const inFlow = parent?.kind === 'map' && parent.flow;
    return 'entry' in place
      ? setEntryValue(layout, place.entry, value, inFlow || isInFlow(nodes))
      : setValue(layout, node, value);
  }

  const next = path[depth] as string | number;
  const rest = path.slice(depth + 1);
  const { parents, below } = split(rest, value);
  if (node.kind === 'map' && typeof next === 'string') {
    return addEntry(layout, node, next, parents, below, orderAt(path.slice(0, depth)));
  }
  if (node.kind === 'list' && typeof next === 'number') {
    if (next > node.items.length) return [];
    return addItem(layout, node, node.items.length, nested(rest, value));
  }
  if (!place) return [];
  const isEmpty = node.kind === 'scalar' && node.value === null && node.end === node.start;
  if (isEmpty && typeof next === 'string' && 'entry' in place && !isInFlow(nodes)) {
    return addBelow(layout, place.entry, entryLines(next, parents, below, layout.step));
  }
  const whole = aroundShortForm(node, path.slice(0, depth), nested(path.slice(depth), value));
  return 'entry' in place
    ? setEntryValue(layout, place.entry, whole, isInFlow(nodes))
    : setValue(layout, node, whole);
}

/** Takes the value at `path` out, with every map and list that has nothing left then. */
function removal(tree: TextTree, path: KeyPath): TextEdit[] {
  if (!tree.root) return [];
  const { nodes, places } = follow(tree.root, path);
  if (places.length < path.length || path.length === 0) return [];
  const alias = nodes.findIndex((node, index) => node.kind === 'alias' && index < path.length);
  if (alias >= 0) {
    const value = writtenOut(nodes[alias], path.slice(alias), undefined);
    return setting(tree, { path: path.slice(0, alias), value });
  }
  for (let depth = path.length; depth > 0; depth--) {
    const place = places[depth - 1];
    const parent = nodes[depth - 1];
    if (!place || !parent) return [];
    if (parent.kind === 'map' && 'entry' in place) {
      if (place.merged) return [];
      if (parent.entries.length > 1 || depth === 1) {
        return parent.flow && parent.entries.length === 1
          ? [{ offset: parent.start, length: parent.end - parent.start, text: '{}' }]
          : removeEntry(tree.text, parent, place.entry);
      }
    } else if (parent.kind === 'list') {
      // An item that has lost its last key stays as an item: the places of the others must not move.
      if (depth < path.length) return setValue(layoutOf(tree), nodes[depth] as TextNode, {});
      if (parent.items.length > 1) return removeItem(tree.text, parent, Number(path[depth - 1]));
    } else {
      return [];
    }
  }
  return [];
}

function isInFlow(nodes: readonly TextNode[]): boolean {
  return nodes.slice(0, -1).some((node) => (node.kind === 'map' || node.kind === 'list') && node.flow);
}

function orderAt(path: KeyPath): readonly string[] {
  return Object.keys(mapAt(path)?.keys ?? {});
}

/** A plain value that stands for a map (`base: demo`) is kept under the key that it stands for. */
function aroundShortForm(node: TextNode, path: KeyPath, whole: SettingValue): SettingValue {
  const key = mapAt(path)?.shortFor;
  if (!key || node.kind !== 'scalar' || node.value === null || !isMap(whole) || Object.hasOwn(whole, key))
    return whole;
  return { [key]: String(node.value), ...whole };
}

/** The keys of maps to make up to the first list, and the value to put there. */
function split(path: KeyPath, value: SettingValue): { parents: string[]; below: SettingValue } {
  const list = path.findIndex((step) => typeof step === 'number');
  const end = list < 0 ? path.length : list;
  return { parents: path.slice(0, end).map(String), below: nested(path.slice(end), value) };
}

/** A value inside new maps and lists, one for each step. */
function nested(path: KeyPath, value: SettingValue): SettingValue {
  return path.reduceRight<SettingValue>(
    (inner, step) => (typeof step === 'number' ? [inner] : { [step]: inner }),
    value,
  );
}

/** What `node` says, with `value` at `path` in it. */
function writtenOut(node: TextNode | undefined, path: KeyPath, value: SettingValue): SettingValue {
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

function withoutGaps(value: SettingValue): SettingValue {
  if (typeof value !== 'object') return value;
  if (isList(value)) return value.map(withoutGaps);
  return Object.fromEntries(entriesOfMap(value).map(([key, one]) => [key, withoutGaps(one)]));
}

function isMap(value: SettingValue): value is { readonly [key: string]: SettingValue } {
  return typeof value === 'object' && !isList(value);
}

function nodeAt(root: TextNode, path: KeyPath): TextNode | undefined {
  const { nodes, places } = follow(root, path);
  return places.length === path.length ? nodes.at(-1) : undefined;
}

function lookUp({ root }: TextTree, path: KeyPath): PlainValue | undefined {
  const node = root && nodeAt(root, path);
  return node && plainValue(node);
}

function same(there: PlainValue | undefined, wished: SettingValue): boolean {
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
