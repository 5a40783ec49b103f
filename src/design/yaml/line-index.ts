import type { TextRange } from '../problem';

const byteOrderMark = '\uFEFF';
const longestIndexed = 1_000_000;

/** Turns offsets in a text into lines and columns. Lines end with LF, CR LF or CR. */
export class LineIndex {
  private readonly starts: number[];

  constructor(private readonly text: string) {
    // A byte-order mark is no column: editors do not show it.
    this.starts = [text.startsWith(byteOrderMark) ? 1 : 0];
    // Texts longer than that are not read, and their only problem stands at the start.
    for (const ending of text.slice(0, longestIndexed).matchAll(/\r\n|\n|\r/g))
      this.starts.push(ending.index + ending[0].length);
  }

  /** What lies beyond the text counts as its end. */
  range(first: number, last: number): TextRange {
    const { text } = this;
    let end = Math.min(last, text.length);
    let start = Math.min(first, end);
    // Editors cannot mark half an emoji, or half a line break.
    if (isInsideLetter(text, start)) start--;
    if (isInsideLetter(text, end)) end++;
    const from = this.place(start);
    const to = this.place(end);
    return { start, end, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
  }

  private place(offset: number): { line: number; column: number } {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return {
      line: low + 1,
      column: Math.max(0, offset - (this.starts[low] ?? 0)) + 1,
    };
  }
}

/** Whether an offset lies between the two halves of an emoji, or of a CR LF. */
export function isInsideLetter(text: string, offset: number): boolean {
  const before = text.charCodeAt(offset - 1);
  const after = text.charCodeAt(offset);
  return (
    (before === 13 && after === 10) ||
    (before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff)
  );
}

/** The offset at which the line of `offset` begins. */
export function lineStart(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && !isLineBreak(text[start - 1])) start--;
  return start === 0 && text.startsWith(byteOrderMark) ? 1 : start;
}

/** The offset at which the line of `offset` ends, before its line break. */
export function lineEnd(text: string, offset: number): number {
  let end = offset;
  while (end < text.length && !isLineBreak(text[end])) end++;
  return end;
}

/** The offset after the line break at `offset`; `offset` itself where there is none. */
export function afterLineBreak(text: string, offset: number): number {
  if (text[offset] === '\r' && text[offset + 1] === '\n') return offset + 2;
  return isLineBreak(text[offset]) ? offset + 1 : offset;
}

function isLineBreak(letter: string | undefined): boolean {
  return letter === '\n' || letter === '\r';
}
