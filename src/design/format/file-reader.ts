import type { SettingValue } from '../parsed-file';
import type { Fix, KeyPath, Problem, TextEdit } from '../problem';
import { type TextProblem, textProblem } from '../problems/text-problems';
import { keyPathText } from '../words/wording';
import { LineIndex, lineEnd, lineStart } from '../yaml/line-index';
import { isMap } from '../yaml/setting-values';
import { textLayoutOf } from '../yaml/text-layout';
import {
  entryEnd,
  type ListNode,
  type MapEntry,
  type MapNode,
  type Place,
  type ScalarNode,
  type TextNode,
  type TextTree,
} from '../yaml/text-tree';
import { removeEntry } from '../yaml/tree-removals';
import { entriesOf, isMergeKey, keyPlace, plainValue, resolved, settingOf } from '../yaml/tree-values';
import { flowText } from '../yaml/yaml-text';
import { type LineSlip, slipInEntry } from './line-slips';
import { readScalar } from './scalar-reader';
import {
  alternativesOf,
  type Key,
  type ListSchema,
  type MapSchema,
  type RecordSchema,
  type Schema,
  type SchemaBody,
} from './schema-types';
import { describe, mapAt } from './schema-words';
import { plannedEdits } from './text-edits';
import { overlap, type ToldFaults, toldFaults } from './told-faults';
import { unknownKey } from './unknown-key';

const mostProblems = 200;

/** Faults by which a key is not read as one. */
const hiding: ReadonlySet<string> = new Set([
  'unseen-letter',
  'curly-quotes',
  'stray-mark',
  'several-documents',
]);

/** Reads a tree by the format: gives the values that are right, and notes a problem for each that is not. */
export class FileReader {
  readonly problems: Problem[] = [];
  /** For lists that lost items which could not be read: the places in the file of those that are left, by list. */
  readonly itemsRead = new Map<string, readonly number[]>();
  private readonly lines: LineIndex;
  private readonly noted = new Set<string>();
  /** Keys that stand in another map than their own, and so are not missing there. */
  private readonly misplaced = new Set<string>();

  private readonly told: ToldFaults;

  constructor(private readonly tree: TextTree) {
    this.lines = new LineIndex(tree.text);
    this.told = toldFaults(tree);
    for (const { start, end, fix, code, severity, message } of this.told.faults) {
      this.add({ code, severity, message }, [], { start, end }, () => (fix ? [fix] : []));
    }
  }

  /** Notes a problem, unless it may follow from a fault of the text; `fixes` is only called where it is kept. */
  note(what: TextProblem, path: KeyPath, place: Place, fixes: () => readonly Fix[] = () => []): void {
    if (what.code.startsWith('missing') ? this.hidesKey(path.at(-1)) : this.isHeldBack(place)) return;
    this.add(what, path, place, fixes);
  }

  /** Whether what is wrong at a place may follow from a fault of the text, and so is not worth a word yet. */
  isHeldBack(place: Place): boolean {
    const { places, lostFrom } = this.told;
    return place.end > lostFrom || places.some((one) => overlap(one, place));
  }

  /** Whether a key that is not there may stand in the text all the same, in another place or not to be read as one. */
  hidesKey(name: string | number | undefined): boolean {
    const { faults, lostFrom } = this.told;
    const isLost = lostFrom <= this.tree.text.length || faults.some(({ code }) => hiding.has(code));
    return isLost || this.misplaced.has(String(name));
  }

  private add(what: TextProblem, path: KeyPath, place: Place, fixes: () => readonly Fix[]): void {
    // What an alias or a merge key brings in more than once is wrong only once.
    const once = `${what.code} ${place.start} ${place.end} ${what.code.startsWith('missing') ? path.join() : ''}`;
    if (this.problems.length >= mostProblems || this.noted.has(once)) return;
    this.noted.add(once);
    const offered = fixes().filter(({ edits }) => edits.length > 0);
    const range = this.lines.range(place.start, place.end);
    this.problems.push({ ...what, path, range, ...(offered.length > 0 && { fixes: offered }) });
  }

  /**
   * The value that `node` holds by `schema`; undefined where it is none: a map without a key that it is nothing
   * without, for one.
   *
   * @param removed what goes where the value is taken out: its map where that has no other key, nothing where what is
   *   left would be wrong
   */
  read(schema: Schema, node: TextNode, path: KeyPath, removed: KeyPath | undefined = path): unknown {
    const at = resolved(node);
    const alternatives = alternativesOf(schema);
    if (!at) return undefined;
    if (at.kind === 'scalar') {
      const only = alternatives.length === 1 ? alternatives[0] : undefined;
      if (only?.kind === 'map' && at.value === null && typeof path.at(-1) === 'string') {
        // `train:` with nothing below it, or only comments, is no mistake.
        return this.readMap(
          only,
          { kind: 'map', flow: false, entries: [], start: at.start, end: at.end },
          path,
        );
      }
      const slip = this.slipOf(alternatives, at);
      if (slip) {
        this.noteSlip(slip, path, at);
        return undefined;
      }
      const answer = readScalar(schema, at, path, this.tree.text);
      if ('value' in answer) return answer.value;
      const { problem, write, remove } = answer;
      this.note(problem, path, this.placeOf(node, path), () => [
        ...(write !== undefined ? [this.writing(node, write)] : []),
        ...(remove && removed ? [this.removing(removed)] : []),
      ]);
      return undefined;
    }
    if (at.kind === 'list') {
      const list = alternatives.find(({ kind }) => kind === 'list');
      if (list?.kind === 'list') return this.readList(list, at, path);
    } else {
      for (const one of alternatives) {
        if (one.kind === 'map') return this.readMap(one, at, path);
        if (one.kind === 'record') return this.readRecord(one, at, path);
      }
    }
    if (at.kind === 'map' && this.noteMissingDash(alternatives, at, path)) return undefined;
    if (at.kind === 'map' && path.length === 2 && path[0] === 'freeze' && entriesOf(at).has('through')) {
      this.note(textProblem('through-beside-others'), path, this.headOf(node));
      return undefined;
    }
    const found = at.kind === 'list' ? 'a list' : 'a map';
    this.note(
      textProblem('wrong-type', { key: keyPathText(path), allowed: describe(schema), found }),
      path,
      this.headOf(node),
    );
    return undefined;
  }

  /** `train head` or `train = head` where a map is to be. */
  private slipOf(alternatives: readonly SchemaBody[], { quoted, source }: ScalarNode): LineSlip | undefined {
    const map = alternatives.find((one) => one.kind === 'map');
    return map && !quoted ? slipInEntry(source, (word) => Object.hasOwn(map.keys, word)) : undefined;
  }

  private noteSlip(slip: LineSlip, path: KeyPath, { start, end }: Place): void {
    const edit = { offset: start + slip.start, length: slip.end - slip.start, text: slip.text };
    const place = { start, end: Math.min(end, lineEnd(this.tree.text, start)) };
    this.note(slip.problem, path, place, () => [{ title: slip.title, edits: [edit] }]);
  }

  /** A map on lines of its own where a list of maps is to be: its dash is missing. */
  private noteMissingDash(alternatives: readonly SchemaBody[], map: MapNode, path: KeyPath): boolean {
    const list = alternatives.find((one) => one.kind === 'list');
    const [first] = map.entries;
    if (list?.kind !== 'list' || list.item.kind !== 'map' || first === undefined) return false;
    const { text } = this.tree;
    const begins = text.slice(lineStart(text, first.start), first.start).trim() === '';
    if (map.flow || !begins) return false;
    const head = { start: first.start, end: Math.min(map.end, lineEnd(text, first.start)) };
    this.note(textProblem('dash-missing', { item: text.slice(head.start, head.end) }), path, head, () => {
      const lines = [...text.slice(first.start, map.end).matchAll(/(?<=[\r\n])(?=[^\r\n])/g)];
      const indents = lines.map(({ index }) => inserted(first.start + index, '  '));
      return [{ title: 'Write a dash before it', edits: [inserted(first.start, '- '), ...indents] }];
    });
    return true;
  }

  private readMap(schema: MapSchema, node: MapNode, path: KeyPath): unknown {
    const entries = entriesOf(node);
    const known = Object.keys(schema.keys).filter((key) => entries.has(key));
    const { unknown, meant } = this.checkKeys(node, path, schema);
    const missing = Object.entries(schema.keys).flatMap(([name, { required }]) => {
      const written = entries.get(name)?.entry.value;
      // Misspelt is not missing.
      const isMissing = written ? isEmpty(written) : !meant.has(name);
      return required && isMissing ? [name] : [];
    });
    if (missing.length > 0) this.noteMissingKeys(schema, missing, node, path);
    const values = new Map<string, unknown>();
    for (const [name, key] of Object.entries(schema.keys)) {
      if (missing.includes(name)) continue;
      const written = entries.get(name)?.entry.value;
      const below = [...path, name];
      const value = written
        ? this.read(key.schema, written, below, schema.exactlyOne ? path : below)
        : meant.has(name)
          ? undefined
          : this.readAbsent(key, below);
      if (value !== undefined) values.set(name, value);
    }
    if (schema.exactlyOne && known.length !== 1) {
      if (known.length > 1 || unknown === 0) this.noteSeveralKeys(schema, node, path);
      return undefined;
    }
    if (schema.exactlyOne && values.size === 0) return undefined;
    const lacks = Object.entries(schema.keys).some(
      ([name, { required }]) => required?.withoutIt === 'nothing' && !values.has(name),
    );
    return lacks ? undefined : Object.fromEntries(values);
  }

  /** A map that is not there at all may still lack keys: `dataset` without its `path`. */
  private readAbsent({ schema }: Key, path: KeyPath): unknown {
    const only = alternativesOf(schema);
    if (only.length !== 1 || only[0]?.kind !== 'map' || !needsKeys(only[0])) return undefined;
    return this.readMap(only[0], { kind: 'map', flow: false, entries: [], start: 0, end: 0 }, path);
  }

  /** One problem for all the keys that a map lacks. */
  private noteMissingKeys(schema: MapSchema, names: readonly string[], node: MapNode, path: KeyPath): void {
    const [first = ''] = names;
    const keys = names.map((key) => ({ key, allowed: describe(schema.keys[key]!.schema) }));
    const code = schema.keys[first]?.required?.code;
    const what =
      code === undefined || code === 'missing-key'
        ? textProblem('missing-key', { where: keyPathText(path), keys })
        : textProblem(code);
    const below = [...path, first];
    const isThere = entriesOf(node).has(first);
    const place = node.flow && !isThere ? this.headOf(node) : this.keyPlace(below);
    this.note(what, below, place, () => this.addingKeys(schema, names, node, path));
  }

  private addingKeys(
    schema: MapSchema,
    names: readonly string[],
    node: MapNode,
    path: KeyPath,
  ): readonly Fix[] {
    const added: [string, SettingValue][] = [];
    for (const name of names) {
      const example = schema.keys[name]?.required?.example;
      if (example === undefined) return [];
      added.push([name, example]);
    }
    const [first] = added;
    const title = `Add \`${added.map(([name, value]) => `${name}: ${flowText(value)}`).join(', ')}\``;
    if (added.length === 1 && first)
      return [{ title, edits: plannedEdits(this.tree, [...path, first[0]], first[1]) }];
    const there = settingOf(plainValue(node) ?? null);
    const whole = { ...(isMap(there) ? there : {}), ...Object.fromEntries(added) };
    return [{ title, edits: plannedEdits(this.tree, path, whole) }];
  }

  private readRecord(schema: RecordSchema, node: MapNode, path: KeyPath): unknown {
    this.checkKeys(node, path);
    const values: [string, unknown][] = [];
    for (const [key, { entry }] of entriesOf(node)) {
      const value = this.read(schema.value, entry.value, [...path, key]);
      if (value !== undefined) values.push([key, value]);
    }
    return Object.fromEntries(values);
  }

  private readList(schema: ListSchema, node: ListNode, path: KeyPath): unknown {
    const { minItems, maxItems, item, uniqueItems } = schema;
    const count = node.items.length;
    if (count < minItems || count > maxItems) {
      // Where the list ends because the reader lost its way, it may be longer.
      const gap = this.tree.text.slice(node.end).search(/\S/);
      if (gap >= 0 && this.isHeldBack({ start: node.start, end: node.end + gap + 1 }) && count < minItems)
        return undefined;
      this.note(
        textProblem('wrong-length', {
          key: keyPathText(path),
          least: minItems,
          most: maxItems,
          found: count,
        }),
        path,
        this.headOf(node),
      );
      return undefined;
    }
    // A phase that says nothing readable is still one, with what phases usually do.
    const isPhase = item.kind === 'map' && !item.exactlyOne;
    const values: unknown[] = [];
    const places: number[] = [];
    const seen = new Set<unknown>();
    for (const [index, { value: one }] of node.items.entries()) {
      const below = [...path, index];
      const isNeeded = count > 1 && count <= minItems;
      const value = this.read(item, one, below, isNeeded ? undefined : below);
      if (uniqueItems && value !== undefined && seen.has(value)) {
        this.note(textProblem('repeated-name', { name: String(value) }), below, one, () =>
          isNeeded ? [] : [this.removing(below)],
        );
      } else if (value !== undefined || isPhase) {
        values.push(value ?? {});
        places.push(index);
      }
      seen.add(value);
    }
    if (places.length < count) this.itemsRead.set(JSON.stringify(path), places);
    return values.length < minItems ? undefined : values;
  }

  /**
   * Notes keys that are unreadable, repeated or, where the format names the keys, unknown. Tells how many are
   * unknown, and which known ones were meant by them.
   */
  private checkKeys(
    node: MapNode,
    path: KeyPath,
    schema?: MapSchema,
  ): { unknown: number; meant: ReadonlySet<string> } {
    const seen = new Set<string>();
    const meant = new Set<string>();
    let unknown = 0;
    for (const entry of node.entries) {
      const { key, keyStart, keyEnd } = entry;
      const place = { start: keyStart, end: keyEnd > keyStart ? keyEnd : (entry.colon ?? keyStart) + 1 };
      if (key === undefined) {
        this.note(textProblem('key-not-text'), path, place);
      } else if (seen.has(key)) {
        this.note(textProblem('duplicate-key', { key }), [...path, key], place, () => [
          this.removingEntry(node, entry),
        ]);
      } else if (schema && !Object.hasOwn(schema.keys, key) && !isMergeKey(entry)) {
        unknown++;
        const name = this.noteUnknownKey(schema, entry, key, path, node);
        if (name !== undefined) meant.add(name);
      }
      if (key !== undefined) seen.add(key);
    }
    return { unknown, meant };
  }

  /** Gives the known key that was meant, where one can be told; any word where something else is amiss. */
  private noteUnknownKey(
    schema: MapSchema,
    entry: MapEntry,
    key: string,
    path: KeyPath,
    node: MapNode,
  ): string | undefined {
    const { keyStart: offset, keyEnd } = entry;
    // `{ train head }`, `{ epochs = 3 }` and `{ seed:1 }` are keys without a value to YAML.
    const slip =
      entry.colon === undefined ? slipInEntry(key, (word) => Object.hasOwn(schema.keys, word)) : undefined;
    if (slip) {
      this.noteSlip(slip, path, { start: offset, end: keyEnd });
      return /^\w+/.exec(key)?.[0];
    }
    const there = new Set(entriesOf(node).keys());
    const { problem, meant, remove } = unknownKey(schema, key, plainValue(entry.value), path, there);
    const unindented = problem.code === 'misplaced-key' ? this.unindented(node, entry, path) : undefined;
    if (problem.code === 'misplaced-key') this.misplaced.add(key);
    // One slip of the hand is one problem, however many lines follow it.
    if (unindented && unindented.entries[0] !== entry) return undefined;
    this.note(problem, [...path, key], { start: offset, end: keyEnd }, () => {
      if (unindented) return [this.indenting(unindented.entries, unindented.owner)];
      const only = there.size === 1;
      if (remove) return schema.exactlyOne && only ? [] : [this.removingEntry(node, entry)];
      if (meant === undefined) return [];
      return [{ title: `Change to \`${meant}\``, edits: [{ offset, length: keyEnd - offset, text: meant }] }];
    });
    return meant;
  }

  /** The entries that belong to a key above them without a value, and are not indented; `entry` among them. */
  private unindented(
    node: MapNode,
    entry: MapEntry,
    path: KeyPath,
  ): { readonly owner: string; readonly entries: readonly MapEntry[] } | undefined {
    const at = node.entries.indexOf(entry);
    const ownerAt = node.entries.findLastIndex(({ value }, index) => index < at && isEmpty(value));
    const owner = node.entries[ownerAt]?.key;
    if (node.flow || owner === undefined) return undefined;
    const keys = mapAt([...path, owner])?.keys ?? {};
    const after = node.entries.slice(ownerAt + 1);
    const foreign = after.findIndex(({ key = '' }) => !Object.hasOwn(keys, key));
    const entries = foreign < 0 ? after : after.slice(0, foreign);
    return entries.includes(entry) ? { owner, entries } : undefined;
  }

  private indenting(entries: readonly MapEntry[], owner: string): Fix {
    const { text } = this.tree;
    const start = lineStart(text, entries[0]?.start ?? 0);
    const end = Math.max(...entries.map(entryEnd));
    const lines = [...text.slice(start, end).matchAll(/(?<=^|[\r\n])(?=[^\r\n])/g)];
    return {
      title: `Indent what belongs to \`${owner}\``,
      edits: lines.map(({ index }) => inserted(start + index, '  ')),
    };
  }

  private noteSeveralKeys(schema: MapSchema, node: MapNode, path: KeyPath): void {
    this.note(
      textProblem('one-key-only', { item: keyPathText(path), keys: Object.keys(schema.keys) }),
      path,
      this.headOf(node),
      () => {
        const value = plainValue(node);
        if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
        const layers = Object.entries(value).map(([key, one]) => flowText({ [key]: settingOf(one) }));
        const { text } = this.tree;
        const line = text.slice(lineStart(text, node.start), node.start);
        const isBlockItem = /^ *- *$/.test(line);
        const separator = isBlockItem ? `${textLayoutOf(this.tree).lineBreak}${line}` : ', ';
        if (layers.length < 2 || (!isBlockItem && !node.flow)) return [];
        const edit = { offset: node.start, length: node.end - node.start, text: layers.join(separator) };
        return [{ title: 'Make a layer of each', edits: [edit] }];
      },
    );
  }

  /** The value itself; the key before it where there is no value to mark. */
  private placeOf(node: TextNode, path: KeyPath): Place {
    return node.end > node.start ? node : this.keyPlace(path);
  }

  /** The first line of a value: a whole list in red would say no more. */
  private headOf(node: TextNode): Place {
    return {
      start: node.start,
      end: Math.min(node.end, Math.max(lineEnd(this.tree.text, node.start), node.start + 1)),
    };
  }

  private keyPlace(path: KeyPath): Place {
    return (this.tree.root && keyPlace(this.tree.root, path)) ?? this.firstLine();
  }

  /** Where problems of the whole file are shown. */
  firstLine(): Place {
    const { text } = this.tree;
    const start = text.startsWith('\uFEFF') ? 1 : 0;
    return { start, end: lineEnd(text, start) };
  }

  private writing(node: TextNode, value: Parameters<typeof flowText>[0]): Fix {
    const text = flowText(value);
    return { title: `Write ${text}`, edits: [{ offset: node.start, length: node.end - node.start, text }] };
  }

  private removing(path: KeyPath): Fix {
    return { title: 'Take it out', edits: plannedEdits(this.tree, path, undefined) };
  }

  private removingEntry(node: MapNode, entry: MapEntry): Fix {
    return { title: 'Take it out', edits: removeEntry(this.tree.text, node, entry) };
  }
}

/** Whether nothing stands there: not a value, and not quotes with nothing in them either. */
function isEmpty(node: TextNode): boolean {
  const at = resolved(node);
  return at?.kind === 'scalar' && at.value === null && !at.quoted;
}

function inserted(offset: number, text: string): TextEdit {
  return { offset, length: 0, text };
}

function needsKeys(schema: MapSchema): boolean {
  return Object.values(schema.keys).some(({ required }) => required);
}
