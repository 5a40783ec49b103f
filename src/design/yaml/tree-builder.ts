import {
  type CST,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  type ParsedNode,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import {
  type AliasNode,
  entryEnd,
  type ListItem,
  type ListNode,
  type MapEntry,
  type MapNode,
  type TextNode,
} from './text-tree';

/** Turns the package's nodes into ours; recursion is as deep as the text, which its reader bounds. */
export class TreeBuilder {
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
