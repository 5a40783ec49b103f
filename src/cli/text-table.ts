import stringWidth from 'string-width';

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

/** Rows below each other, for where a table is too wide: a row's first cell, then `title: value` for each other one. */
export function stackedLines(
  titles: readonly string[],
  rows: readonly (readonly (Cell | string)[])[],
): readonly string[] {
  return rows.flatMap((row) =>
    row.map((cell, column) => {
      const text = typeof cell === 'string' ? cell : (cell.mark?.(cell.text) ?? cell.text);
      return column === 0 ? text : `  ${titles[column]}: ${text}`;
    }),
  );
}

/** The width of a table's lines, marks left out. */
export function tableWidth(rows: readonly (readonly (Cell | string)[])[]): number {
  const plainRows = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? cell : cell.text)));
  const columns = plainRows[0]?.map(() => 'left' as const) ?? [];
  return Math.max(0, ...tableLines(plainRows, columns).map(widthOf));
}

const longestName = 40;

/** A name for a table: a long one is cut in its middle. */
export function shortName(name: string): string {
  if (widthOf(name) <= longestName) return name;
  const half = (longestName - 2) / 2;
  const characters = charactersOf(name);
  const end = upToWidth(characters.toReversed(), half).toReversed();
  return `${upToWidth(characters, half + 1).join('')}…${end.join('')}`;
}

/** As much of a text from its start as fits into so many columns. */
export function cutToWidth(text: string, columns: number): string {
  return upToWidth(charactersOf(text), columns).join('');
}

/** What a reader takes for one character each, also where it is made of several. */
function charactersOf(text: string): readonly string[] {
  return Array.from(new Intl.Segmenter('en').segment(text), ({ segment }) => segment);
}

function upToWidth(characters: readonly string[], columns: number): readonly string[] {
  let width = 0;
  const end = characters.findIndex((character) => {
    width += widthOf(character);
    return width > columns;
  });
  return end === -1 ? characters : characters.slice(0, end);
}

/** The columns a text takes; characters of the Far East and emoji take two. */
export function widthOf(text: string): number {
  return stringWidth(text);
}
