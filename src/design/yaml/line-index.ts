import { LineCounter } from 'yaml';
import type { TextRange } from '../problem';

const byteOrderMark = '\uFEFF';
const longestIndexed = 1_000_000;

/** Turns offsets in a text into lines and columns. Lines end with LF, CR LF or CR. */
export class LineIndex {
  private readonly lines = new LineCounter();
  private readonly first: number;

  constructor(private readonly text: string) {
    // A byte-order mark is no column: editors do not show it.
    this.first = text.startsWith(byteOrderMark) ? 1 : 0;
    this.lines.addNewLine(this.first);
    // Texts longer than that are not read, and their only problem stands at the start. The package's own reading counts
    // no line that ends with CR alone.
    for (const ending of text.slice(0, longestIndexed).matchAll(/\r\n|\n|\r/g))
      this.lines.addNewLine(ending.index + ending[0].length);
  }

  /** What lies beyond the text counts as its end. */
  range(first: number, last: number): TextRange {
    const { text } = this;
    let end = Math.min(last, text.length);
    let start = Math.min(first, end);
    // Editors cannot mark half an emoji, or half a line break.
    if (isInsideLetter(text, start)) start--;
    if (isInsideLetter(text, end)) end++;
    const from = this.lines.linePos(Math.max(start, this.first));
    const to = this.lines.linePos(Math.max(end, this.first));
    return { start, end, line: from.line, column: from.col, endLine: to.line, endColumn: to.col };
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
