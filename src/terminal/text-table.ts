export type Alignment = 'left' | 'right';

/** A cell's text and how it is to be marked once it has its width. */
export interface Cell {
  readonly text: string;
  readonly mark?: (text: string) => string;
}

/** Rows as lines with aligned columns, two spaces apart, nothing behind the last word. */
export function tableLines(
  rows: readonly (readonly (Cell | string)[])[],
  alignments: readonly Alignment[],
  indent = '',
): readonly string[] {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? { text: cell } : cell)));
  const widths = alignments.map((_, column) =>
    Math.max(0, ...cells.map((row) => widthOf(row[column]?.text ?? ''))),
  );
  return cells.map((row) => {
    const words = row.map((cell, column) => {
      const space = ' '.repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell.text)));
      const marked = cell.mark?.(cell.text) ?? cell.text;
      return alignments[column] === 'right' ? space + marked : marked + space;
    });
    return `${indent}${words.join('  ')}`.trimEnd();
  });
}

/** The columns a text takes; characters of the Far East and emoji take two. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += wide.test(character) ? 2 : zero.test(character) ? 0 : 1;
  return width;
}

const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;
const zero = /\p{Mark}|\u200b|\u200d|\ufe0f/u;
