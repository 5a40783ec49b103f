import type { SettingValue } from '../parsed-file';
import type { KeyPath, TextEdit } from '../problem';
import { hasEffect } from '../yaml/edit-check';
import { EditedText } from '../yaml/edited-text';
import { readTextTree } from '../yaml/read-text-tree';
import { type ChangeStep, changesFor } from '../yaml/setting-changes';
import { isMap, nested, split, withoutGaps, writtenOut } from '../yaml/setting-values';
import { type TextLayout, textLayoutOf } from '../yaml/text-layout';
import type { TextNode, TextTree } from '../yaml/text-tree';
import { addBelow, addEntry, addItem, addToEmptyFile, setEntryValue, setValue } from '../yaml/tree-edits';
import { removeEntry, removeItem } from '../yaml/tree-removals';
import { follow, nodeAt, type PathLook } from '../yaml/tree-values';
import { entryLines } from '../yaml/yaml-text';
import { mapAt } from './schema-words';

export { applyEdits } from '../yaml/edited-text';

/**
 * The smallest edits that set the value at `path`, or take it out where `value` is undefined. All other text
 * stays; what is added stands where the order of the format puts it, in the layout of its surroundings. Empty
 * where nothing changes, and where the text is too broken for the edit to have its effect.
 */
export function editsFor(tree: TextTree, path: KeyPath, value: SettingValue): readonly TextEdit[] {
  const edited = plan(tree, path, value);
  if (!edited || edited.text === tree.text) return [];
  return hasEffect(tree, readTextTree(edited.text), path, value) ? edited.edits() : [];
}

/** As `editsFor`, without the reading again that makes sure of the result. */
export function plannedEdits(tree: TextTree, path: KeyPath, value: SettingValue): readonly TextEdit[] {
  return plan(tree, path, value)?.edits() ?? [];
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

/** Sets or adds a value; where that needs maps and lists around it, makes them. */
function setting(tree: TextTree, { path, value, insert }: ChangeStep): TextEdit[] {
  const layout = textLayoutOf(tree);
  if (!tree.root) return firstEntry(layout, path, value);
  const look = follow(tree.root, path);
  const { nodes, places } = look;
  // Inside an alias: what it stands for is written out in its place, so that nothing else changes with it.
  const alias = aliasOnTheWay(nodes, path);
  if (alias) {
    const whole = writtenOut(alias.node, path.slice(alias.depth), value);
    return setting(tree, { path: path.slice(0, alias.depth), value: whole });
  }
  const merged = places.findIndex((place) => 'entry' in place && place.merged);
  if (merged >= 0) return overriding(layout, look, merged, path, value);
  if (places.length < path.length) return adding(layout, look, path, value);
  if (insert) {
    const list = nodes.at(-2);
    return list?.kind === 'list' ? addItem(layout, list, Number(path.at(-1)), value) : [];
  }
  return replacing(layout, look, value);
}

function firstEntry(layout: TextLayout, [first, ...rest]: KeyPath, value: SettingValue): TextEdit[] {
  if (typeof first !== 'string') return [];
  const { parents, below } = split(rest, value);
  return addToEmptyFile(layout, entryLines(first, parents, below, layout.step));
}

/** A key that came in by a merge is written out in the map itself, which then counts. */
function overriding(
  layout: TextLayout,
  { nodes, places }: PathLook,
  depth: number,
  path: KeyPath,
  value: SettingValue,
): TextEdit[] {
  const owner = nodes[depth];
  const place = places[depth];
  if (owner?.kind !== 'map' || !place || !('entry' in place)) return [];
  const whole = writtenOut(place.entry.value, path.slice(depth + 1), value);
  return addEntry(layout, owner, String(path[depth]), [], whole, orderAt(path.slice(0, depth)));
}

function replacing(layout: TextLayout, { nodes, places }: PathLook, value: SettingValue): TextEdit[] {
  const place = places.at(-1);
  const node = nodes.at(-1);
  if (!place || !node) return [];
  return 'entry' in place
    ? setEntryValue(layout, place.entry, value, isInFlow(nodes))
    : setValue(layout, node, value);
}

/** Adds what is missing of a path below the last node that is there. */
function adding(layout: TextLayout, look: PathLook, path: KeyPath, value: SettingValue): TextEdit[] {
  const { nodes, places } = look;
  const depth = places.length;
  const node = nodes[depth];
  const place = places.at(-1);
  const [next, ...rest] = path.slice(depth);
  if (!node || next === undefined) return [];
  const { parents, below } = split(rest, value);
  if (node.kind === 'map') {
    return addEntry(layout, node, String(next), parents, below, orderAt(path.slice(0, depth)));
  }
  if (node.kind === 'list' && typeof next === 'number') {
    return next > node.items.length ? [] : addItem(layout, node, node.items.length, nested(rest, value));
  }
  const isEmpty = node.kind === 'scalar' && node.value === null && node.end === node.start;
  if (isEmpty && typeof next === 'string' && place && 'entry' in place && !isInFlow(nodes)) {
    return addBelow(layout, place.entry, entryLines(next, parents, below, layout.step));
  }
  return replacing(
    layout,
    look,
    aroundShortForm(node, path.slice(0, depth), nested(path.slice(depth), value)),
  );
}

/** Takes the value at `path` out, with every map and list that has nothing left then. */
function removal(tree: TextTree, path: KeyPath): TextEdit[] {
  if (!tree.root) return [];
  const { nodes, places } = follow(tree.root, path);
  if (places.length < path.length || path.length === 0) return [];
  const alias = aliasOnTheWay(nodes, path);
  if (alias) {
    const value = writtenOut(alias.node, path.slice(alias.depth), undefined);
    return setting(tree, { path: path.slice(0, alias.depth), value });
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
      if (depth < path.length) return setValue(textLayoutOf(tree), nodes[depth] as TextNode, {});
      if (parent.items.length > 1) return removeItem(tree.text, parent, Number(path[depth - 1]));
    } else {
      return [];
    }
  }
  return [];
}

/** The first alias that the path leads into. */
function aliasOnTheWay(
  nodes: readonly TextNode[],
  path: KeyPath,
): { node: TextNode; depth: number } | undefined {
  const depth = nodes.findIndex((node, index) => node.kind === 'alias' && index < path.length);
  const node = nodes[depth];
  return node && { node, depth };
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
