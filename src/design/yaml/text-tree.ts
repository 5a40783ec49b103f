import type { SyntaxFault } from './syntax-faults';

/** A value in the text. `start` and `end` enclose the value itself: no anchor, comment or line break. */
export type TextNode = ScalarNode | ListNode | MapNode | AliasNode;

export interface Place {
  readonly start: number;
  readonly end: number;
}

export interface ScalarNode extends Place {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** As written, without quotes; empty where there is nothing. */
  readonly source: string;
  readonly quoted: boolean;
}

export interface ListNode extends Place {
  readonly kind: 'list';
  readonly flow: boolean;
  readonly items: readonly ListItem[];
}

export interface ListItem {
  /** Where the item begins, its dash included. */
  readonly start: number;
  readonly value: TextNode;
}

export interface MapNode extends Place {
  readonly kind: 'map';
  readonly flow: boolean;
  readonly entries: readonly MapEntry[];
}

export interface MapEntry {
  /** Undefined for keys that are lists, maps or nothing. */
  readonly key: string | undefined;
  readonly start: number;
  readonly keyStart: number;
  readonly keyEnd: number;
  /** The offset of the colon; undefined where there is none. */
  readonly colon: number | undefined;
  readonly value: TextNode;
}

/** `*name`, standing for what `&name` was put before. */
export interface AliasNode extends Place {
  readonly kind: 'alias';
  readonly name: string;
  /** Undefined where there is no such anchor before it. */
  readonly target: TextNode | undefined;
}

/** The tree of a text as far as it could be read, and what is wrong with it as YAML. */
export interface TextTree {
  readonly text: string;
  /** Undefined where the text holds nothing but comments, or was refused as a whole. */
  readonly root: TextNode | undefined;
  readonly faults: readonly SyntaxFault[];
  /** Plain values that go on over several lines, which no value of a `transfer.yaml` needs. */
  readonly runOn: readonly Place[];
  /** The text was refused as a whole (too large, binary, too deep): what is in it is unknown. */
  readonly refused: boolean;
  /** There are aliases: one place in the text may be a value in several places of the tree. */
  readonly shares: boolean;
}

/** Where an entry ends: after its value, its colon or, where it has neither, its key. */
export function entryEnd({ value, keyEnd, colon }: MapEntry): number {
  return Math.max(value.end, keyEnd, colon === undefined ? 0 : colon + 1);
}
