import type { SettingValue } from '../parsed-file';
import type { KeyPath, Problem, TextEdit } from '../problem';
import { TransferError } from '../transfer-error';
import { hasEffect } from '../yaml/edit-check';
import { EditedText } from '../yaml/edited-text';
import { LineIndex } from '../yaml/line-index';
import { readTextTree } from '../yaml/read-text-tree';
import { same } from '../yaml/setting-values';
import { nodeAt, plainValue, settingOf } from '../yaml/tree-values';
import { editsFor } from './text-edits';

/** One setting that a call makes over the file, as `--set train.batchSize=16`. */
export interface CallSetting {
  /** As it was typed. */
  readonly words: string;
  readonly path: KeyPath;
  readonly value: SettingValue;
  /** The value as it was typed. */
  readonly source: string;
}

/**
 * Reads `KEY=VALUE`: steps of the key stand between dots, an item of a list by its number from 0
 * (`train.phases[0].epochs` or `train.phases.0.epochs`); the value is YAML.
 * @throws TransferError `setting-refused`
 */
export function readSetting(words: string): CallSetting {
  const sign = words.indexOf('=');
  const key = words.slice(0, sign).trim();
  const source = words.slice(sign + 1).trim();
  const example = 'Write KEY=VALUE, as in train.batchSize=16.';
  if (sign < 0 || key === '')
    throw new TransferError('setting-refused', `\`${words}\` is no setting. ${example}`);
  const steps = key.replace(/\[(\d+)\]/g, '.$1').split('.');
  if (steps.includes('')) throw new TransferError('setting-refused', `\`${key}\` is no key. ${example}`);
  const path = steps.map((step) => (/^\d+$/.test(step) ? Number(step) : step));
  const { root, faults } = readTextTree(source);
  const [fault] = faults;
  if (fault)
    throw new TransferError('setting-refused', `The value of \`${words}\` can't be read. ${fault.message}`);
  const value = root && settingOf(plainValue(root) ?? null);
  if (value === undefined)
    throw new TransferError('setting-refused', `\`${words}\` gives no value. ${example}`);
  return { words, path, value, source };
}

/** A file's text with the settings of a call in it. */
export interface SetText {
  readonly text: string;
  readonly settings: readonly CallSetting[];
  /** The text of the file itself. */
  readonly fileText: string;
  /** From the file's text to `text`. */
  readonly edits: readonly TextEdit[];
}

/**
 * Puts settings into a file's text, each where the file would have it. Into a text that is broken where they belong
 * they can't be put: then they are left out, and the text's own problems tell why.
 * @throws TransferError `setting-refused` for one that has no place, as the sixth item of a list of two
 */
export function withSettings(fileText: string, settings: readonly CallSetting[]): SetText {
  const edited = new EditedText(fileText);
  for (const setting of settings) put(edited, setting);
  return { text: edited.text, settings, fileText, edits: edited.edits() };
}

function put(edited: EditedText, { words, path, value, source }: CallSetting): void {
  const before = readTextTree(edited.text);
  const stands = (tree: typeof before) => {
    const node = tree.root && nodeAt(tree.root, path);
    return node && same(plainValue(node), value) ? node : undefined;
  };
  edited.apply(editsFor(before, path, value));
  const tree = readTextTree(edited.text);
  const node = stands(tree);
  if (node === undefined) {
    if (before.faults.length > 0) return;
    throw new TransferError(
      'setting-refused',
      `\`${words}\` has no place in the file: a list has no gaps. Set its next item.`,
    );
  }
  // As it was typed, where that says the same: `007` may be the name of a folder.
  const asTyped = { offset: node.start, length: node.end - node.start, text: source };
  const text = `${edited.text.slice(0, node.start)}${source}${edited.text.slice(node.end)}`;
  if (hasEffect(tree, readTextTree(text), path, value)) edited.apply([asTyped]);
}

/**
 * A problem of the text with the settings, as it is told of the file: at its place in the file's own text and, where a
 * setting of the call is at fault, with that one's words.
 */
export function asInFile(problem: Problem, { settings, fileText, edits }: SetText): FileProblem {
  const { start, end } = problem.range;
  const from = placeBefore(edits, start);
  const to = placeBefore(edits, end);
  const range = new LineIndex(fileText).range(from.offset, Math.max(from.offset, to.offset));
  const cause = settings.findLast(
    // A setting may also have made the maps around it, a misspelt one among them.
    ({ path }) =>
      isBelow(problem.path, path) ||
      (from.isWritten && problem.path.length > 0 && isBelow(path, problem.path)),
  );
  return { ...problem, range, ...(cause ? { setting: cause.words } : {}) };
}

/** A problem, perhaps one of a setting of the call. */
export type FileProblem = Problem & { readonly setting?: string };

function isBelow(path: KeyPath, top: KeyPath): boolean {
  return top.every((step, index) => step === path[index]);
}

interface PlaceBefore {
  readonly offset: number;
  /** The edits wrote what is there. */
  readonly isWritten: boolean;
}

/** Where an offset in an edited text was before the edits; within what they wrote, the place of the edit. */
function placeBefore(edits: readonly TextEdit[], offset: number): PlaceBefore {
  let moved = 0;
  for (const edit of edits) {
    const start = edit.offset + moved;
    if (offset < start) break;
    if (offset < start + edit.text.length) return { offset: edit.offset, isWritten: true };
    moved += edit.text.length - edit.length;
  }
  return { offset: offset - moved, isWritten: false };
}
