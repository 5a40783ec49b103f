import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  type Pair,
  type ParsedNode,
  Parser,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { faultFromYaml, type SyntaxFault, syntaxFault } from './syntax-faults';

/** A value in the text. `start` and `end` enclose the value itself: no anchor, comment or line break. */
export type TextNode = ScalarNode | ListNode | MapNode | AliasNode;

interface Place {
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
  /** The text was refused as a whole (too large, binary, too deep): what is in it is unknown. */
  readonly refused: boolean;
  /** There are aliases: one place in the text may be a value in several places of the tree. */
  readonly shares: boolean;
}

export const mostCharacters = 1_000_000;
// The package makes an error of every bad mark, which takes its time: 40,000 of them take half a second.
const mostMarks = 40_000;
// A setting is six deep; the package takes two levels for one of ours.
const mostDepth = 60;
const mostFaults = 50;

/** Reads any text; never throws. */
export function readTextTree(text: string): TextTree {
  const refuse = (fault: SyntaxFault): TextTree => ({
    text,
    root: undefined,
    faults: [fault],
    refused: true,
    shares: false,
  });
  if (text.length > mostCharacters) {
    return refuse(syntaxFault('file-too-large', 0, 0, text.length.toLocaleString('en-US')));
  }
  const control = findControlCharacter(text);
  if (control >= 0) {
    const code = text.charCodeAt(control).toString(16).toUpperCase().padStart(4, '0');
    return refuse({
      ...syntaxFault('not-text', control, control + 1, `U+${code}`),
      fix: { title: 'Take the character out', text: '' },
    });
  }
  try {
    const tokens = tokensOf(text);
    if ('code' in tokens) return refuse(tokens);
    return compose(text, tokens.tokens);
  } catch (error) {
    // The limits above keep the YAML package from every input known to make it throw; this is the net below.
    const reason = error instanceof Error ? error.message : 'it cannot be read';
    return refuse(syntaxFault('yaml-syntax', 0, 0, reason));
  }
}

function findControlCharacter(text: string): number {
  for (let offset = 0; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    if (code < 32 ? code !== 9 && code !== 10 && code !== 13 : code === 127) return offset;
  }
  return -1;
}

/** The package's work grows faster than the text and its composer recurses, so both are bounded before. */
function tokensOf(text: string): { readonly tokens: readonly CST.Token[] } | SyntaxFault {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let marks = text.split('\\').length;
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (++marks > mostMarks) return syntaxFault('too-many-values', 0, 0);
    if (parser.stack.length > mostDepth) {
      return syntaxFault('too-deeply-nested', parser.offset - lexeme.length, parser.offset);
    }
  }
  for (const token of parser.end()) tokens.push(token);
  return { tokens };
}

function compose(text: string, tokens: readonly CST.Token[]): TextTree {
  const composer = new Composer({
    keepSourceTokens: true,
    prettyErrors: false,
    // Checked while reading, since this check takes time with the square of the keys.
    uniqueKeys: false,
    logLevel: 'silent',
  });
  const documents = [...composer.compose(tokens, true, text.length)];
  const first = documents[0];
  const yamlErrors = first ? [...first.errors, ...first.warnings] : [];
  const faults = yamlErrors
    // A lone `*` is one of the unknown aliases below, where its fix is.
    .filter(({ message }) => message !== 'Alias cannot be an empty string')
    .slice(0, mostFaults)
    .map((error) => faultFromYaml(text, error));
  const second = documents[1];
  if (second) {
    const start = text.lastIndexOf('---', second.contents?.range?.[0] ?? second.range[0]);
    const at = start >= 0 ? start : second.range[0];
    faults.push(syntaxFault('several-documents', at, Math.min(at + 3, text.length)));
  }
  const builder = new TreeBuilder(text);
  const root = first && rootOf(first, builder);
  const unknown = builder.unknownAliases.slice(0, mostFaults).map(({ name, start, end }) => ({
    ...syntaxFault('unknown-alias', start, end, name),
    fix: { title: `Write "*${name}"`, text: JSON.stringify(`*${name}`) },
  }));
  return {
    text,
    root,
    faults: withoutRepeats([...faults, ...unknown]),
    refused: false,
    shares: builder.aliases > 0,
  };
}

/** One fault of a kind at a place is enough; a word with several bad escapes is one. */
function withoutRepeats(faults: readonly SyntaxFault[]): readonly SyntaxFault[] {
  const seen = new Map(faults.map((fault) => [`${fault.code} ${fault.start}`, fault]));
  return [...seen.values()];
}

function rootOf(document: Document.Parsed, builder: TreeBuilder): TextNode | undefined {
  const { contents } = document;
  if (!contents || (isScalar(contents) && contents.value === null && !contents.source)) return undefined;
  return builder.node(contents, contents.range[0]);
}

/** Turns the package's nodes into ours; recursion is bounded by `mostDepth`. */
class TreeBuilder {
  readonly unknownAliases: AliasNode[] = [];
  aliases = 0;
  private readonly anchors = new Map<string, TextNode>();

  constructor(private readonly text: string) {}

  node(from: ParsedNode | null | undefined, emptyAt: number): TextNode {
    const node = this.bare(from, emptyAt);
    if (from && !isAlias(from) && from.anchor) this.anchors.set(from.anchor, node);
    return node;
  }

  private bare(from: ParsedNode | null | undefined, emptyAt: number): TextNode {
    if (isAlias(from)) {
      const [start, end] = from.range ?? [emptyAt, emptyAt];
      this.aliases++;
      const target = this.anchors.get(from.source);
      const alias: AliasNode = { kind: 'alias', name: from.source, target, start, end };
      if (!target) this.unknownAliases.push(alias);
      return alias;
    }
    if (isMap(from)) return this.map(from as YAMLMap.Parsed);
    if (isSeq(from)) return this.list(from as YAMLSeq.Parsed);
    if (isScalar(from) && (from.source || from.type !== 'PLAIN' || from.anchor || from.tag)) {
      const [start, end] = from.range ?? [emptyAt, emptyAt];
      const block = from.type === 'BLOCK_FOLDED' || from.type === 'BLOCK_LITERAL';
      // A block of text ends with its line breaks; what is edited ends before them.
      const written = block ? this.text.slice(start, end).trimEnd().length : end - start;
      return {
        kind: 'scalar',
        value: plainValue(from.value, from.source),
        source: from.source ?? '',
        quoted: from.type !== 'PLAIN',
        start,
        end: start + written,
      };
    }
    return { kind: 'scalar', value: null, source: '', quoted: false, start: emptyAt, end: emptyAt };
  }

  private map(from: YAMLMap.Parsed): MapNode {
    const entries = from.items.map((pair) => this.entry(pair));
    const last = entries.at(-1);
    const [start, end] = from.range;
    const flow = from.flow === true;
    return { kind: 'map', flow, entries, start, end: flow || !last ? end : entryEnd(last) };
  }

  private entry(pair: Pair<ParsedNode, ParsedNode | null>): MapEntry {
    const { key, value, srcToken } = pair;
    const [keyStart, keyEnd] = key.range;
    const colon = srcToken?.sep?.find(({ type }) => type === 'map-value-ind')?.offset;
    const before = srcToken?.start.find(({ type }) => ['explicit-key-ind', 'anchor', 'tag'].includes(type));
    return {
      key: isScalar(key) ? keyText(key.value, key.source) : undefined,
      start: Math.min(keyStart, before?.offset ?? keyStart),
      keyStart,
      keyEnd,
      colon,
      value: this.node(value, colon === undefined ? keyEnd : colon + 1),
    };
  }

  private list(from: YAMLSeq.Parsed): ListNode {
    const [start, end] = from.range;
    const flow = from.flow === true;
    const dashes = flow ? [] : dashesOf(from.srcToken);
    const items = from.items.map((item, index): ListItem => {
      const at = dashes[index] ?? start;
      const value = this.node(item as ParsedNode, at + 1);
      return { start: dashes[index] ?? value.start, value };
    });
    return { kind: 'list', flow, items, start, end: flow ? end : (items.at(-1)?.value.end ?? end) };
  }
}

/** Where an entry ends: after its value, its colon or, where it has neither, its key. */
export function entryEnd({ value, keyEnd, colon }: MapEntry): number {
  return Math.max(value.end, keyEnd, colon === undefined ? 0 : colon + 1);
}

function dashesOf(token: CST.BlockSequence | CST.FlowCollection | undefined): (number | undefined)[] {
  if (token?.type !== 'block-seq') return [];
  return token.items
    .filter(({ start, value }) => value || start.some(({ type }) => type !== 'comment' && isContent(type)))
    .map(({ start }) => start.find(({ type }) => type === 'seq-item-ind')?.offset);
}

function isContent(type: CST.SourceToken['type']): boolean {
  return type === 'seq-item-ind' || type === 'anchor' || type === 'tag';
}

function keyText(value: unknown, source: string | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return source ? source : undefined;
}

function plainValue(value: unknown, source: string | undefined): string | number | boolean | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return source ?? String(value);
}
