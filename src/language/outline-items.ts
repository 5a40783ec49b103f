import { readTextTree } from '../design/yaml/read-text-tree';
import { entryEnd, type TextNode } from '../design/yaml/text-tree';

/** A key of the file, for the outline. */
export interface OutlineItem {
  readonly name: string;
  readonly detail: string;
  readonly kind: 'map' | 'list' | 'value';
  readonly start: number;
  readonly end: number;
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly children: readonly OutlineItem[];
}

const longestDetail = 60;

export function outlineOf(text: string): readonly OutlineItem[] {
  const { root } = readTextTree(text);
  return root ? itemsIn(root, text) : [];
}

function itemsIn(node: TextNode, text: string): readonly OutlineItem[] {
  if (node.kind === 'map') {
    return node.entries.flatMap((entry) => {
      const { key, start, keyStart, keyEnd, value } = entry;
      if (key === undefined) return [];
      const place = { start, end: entryEnd(entry), nameStart: keyStart, nameEnd: keyEnd };
      return [{ name: key || '(no name)', ...place, ...contents(value, text) }];
    });
  }
  if (node.kind !== 'list' || node.flow) return [];
  return node.items.flatMap(({ start, value }, index) => {
    const end = Math.max(value.end, start + 1);
    return [
      { name: String(index + 1), start, end, nameStart: start, nameEnd: end, ...contents(value, text) },
    ];
  });
}

function contents(value: TextNode, text: string): Pick<OutlineItem, 'detail' | 'kind' | 'children'> {
  const inLine = value.kind === 'scalar' || value.kind === 'alias' || value.flow;
  const written = inLine ? text.slice(value.start, value.end).replace(/\s+/g, ' ') : '';
  const detail = written.length > longestDetail ? `${written.slice(0, longestDetail - 1)}…` : written;
  const kind = value.kind === 'map' || value.kind === 'list' ? value.kind : 'value';
  return { detail, kind, children: itemsIn(value, text) };
}
