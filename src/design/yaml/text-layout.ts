import { lineStart } from './line-index';
import type { TextNode, TextTree } from './text-tree';

/** How a text is laid out, for what is added to it. */
export interface TextLayout {
  readonly text: string;
  readonly lineBreak: string;
  /** Spaces a level. */
  readonly step: number;
}

export function textLayoutOf({ text, root }: TextTree): TextLayout {
  const lineBreak = /\r\n|\n/.exec(text)?.[0] ?? '\n';
  return { text, lineBreak, step: (root && stepBelow(text, root)) ?? 2 };
}

function stepBelow(text: string, node: TextNode): number | undefined {
  if (node.kind !== 'map' || node.flow) return undefined;
  for (const { value, keyStart } of node.entries) {
    if (value.kind !== 'map' || value.flow) continue;
    const step = columnOf(text, value.start) - columnOf(text, keyStart);
    if (step > 0) return step;
  }
  return undefined;
}

/** Lines at a column; the first one with its indentation too. */
export function indentedText({ lineBreak }: TextLayout, lines: readonly string[], column: number): string {
  return lines.map((line) => ' '.repeat(column) + line).join(lineBreak);
}

/** Counts from 0. */
export function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}
