import type { TextEdit } from '../problem';
import { isInsideLetter } from './line-index';

/** The text after all `edits`, which must not overlap and all refer to the text before; throws where they do overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let position = 0;
  for (const { offset, length, text: written } of inOrder(edits)) {
    if (offset < position) throw new RangeError('Text edits overlap.');
    result += text.slice(position, offset) + written;
    position = offset + length;
  }
  return result + text.slice(position);
}

/** A piece of what was there at the start, or something written since. */
type Piece = { readonly from: number; readonly to: number } | { readonly written: string };

/** A text that is edited in several steps, each on the result of the one before, and knows the sum of them. */
export class EditedText {
  text: string;
  private pieces: readonly Piece[];

  constructor(private readonly original: string) {
    this.text = original;
    this.pieces = [{ from: 0, to: original.length }];
  }

  apply(edits: readonly TextEdit[]): void {
    // From the back, so that the offsets of those in front stay right.
    for (const { offset, length, text } of inOrder(edits).reverse()) {
      const before = this.cut(0, offset);
      const after = this.cut(offset + length, this.text.length);
      this.pieces = [...before, ...(text ? [{ written: text }] : []), ...after];
      this.text = this.text.slice(0, offset) + text + this.text.slice(offset + length);
    }
  }

  /** The steps as one set of edits of the original text. */
  edits(): readonly TextEdit[] {
    const edits: TextEdit[] = [];
    let position = 0;
    let written = '';
    const close = (upTo: number): void => {
      const edit = trimmed(this.original, { offset: position, length: upTo - position, text: written });
      if (edit.length > 0 || edit.text !== '') edits.push(edit);
      written = '';
    };
    for (const piece of this.pieces) {
      if ('written' in piece) {
        written += piece.written;
      } else if (piece.to > piece.from) {
        close(piece.from);
        position = piece.to;
      }
    }
    close(this.original.length);
    return edits;
  }

  /** The pieces of `start` to `end` of the text as it is now. */
  private cut(start: number, end: number): Piece[] {
    const found: Piece[] = [];
    let at = 0;
    for (const piece of this.pieces) {
      const length = 'written' in piece ? piece.written.length : piece.to - piece.from;
      const low = Math.max(start - at, 0);
      const high = Math.min(end - at, length);
      if (low < high) {
        found.push(
          'written' in piece
            ? { written: piece.written.slice(low, high) }
            : { from: piece.from + low, to: piece.from + high },
        );
      }
      at += length;
    }
    return found;
  }
}

/** An edit without what it replaces by the same. */
function trimmed(original: string, { offset, length, text }: TextEdit): TextEdit {
  let front = 0;
  const most = Math.min(length, text.length);
  while (front < most && original[offset + front] === text[front]) front++;
  let back = 0;
  while (back < most - front && original[offset + length - 1 - back] === text[text.length - 1 - back]) back++;
  // Editors cannot place an edit inside an emoji or a CR LF.
  if (front > 0 && isInsideLetter(original, offset + front)) front--;
  if (back > 0 && isInsideLetter(original, offset + length - back)) back--;
  return {
    offset: offset + front,
    length: length - front - back,
    text: text.slice(front, text.length - back),
  };
}

function inOrder(edits: readonly TextEdit[]): TextEdit[] {
  return [...edits].sort((a, b) => a.offset - b.offset || a.length - b.length);
}
