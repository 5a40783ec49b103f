import type { TextEdit } from '../problem';
import { type TextProblem, textProblem } from '../problems/text-problems';
import { lineEnd } from '../yaml/line-index';
import { allKeys } from './schema-words';

/** A quote or bracket that may be meant to end where it does not, and what would mend it. */
export interface OpenMark {
  readonly problem: TextProblem;
  readonly title: string;
  readonly start: number;
  readonly end: number;
  readonly edits: readonly TextEdit[];
}

const closing: Readonly<Record<string, string>> = { '{': '}', '[': ']' };

interface Bracket {
  readonly offset: number;
  readonly letter: string;
  /** The column at which its line begins. */
  readonly column: number;
}

/** Quotes and brackets that are open where a line ends or a key of the file begins, in the order of the text. */
export function openMarks(text: string): readonly OpenMark[] {
  const found: OpenMark[] = [];
  let open: Bracket[] = [];
  let lastContent = 0;
  const closeAll = (): void => {
    const inner = open.at(-1);
    if (inner) found.push(unclosed(inner, open, lastContent));
    open = [];
  };
  for (let start = 0; start < text.length; start = afterLine(text, start)) {
    const end = lineEnd(text, start);
    const line = text.slice(start, end);
    const column = line.length - line.trimStart().length;
    const key = /^[ \t]*(\w+)[ \t]*:(?:[ \t]|$)/.exec(line)?.[1];
    if (open[0] && key !== undefined && allKeys().has(key)) {
      if (column <= open[0].column) closeAll();
      else if (!/[,{[]$/.test(text.slice(0, lastContent)))
        found.push(missingComma(key, start + column, lastContent));
    }
    const content = scanLine(line, start, column, open, found);
    if (content > start) lastContent = content;
  }
  closeAll();
  return found;
}

/** Follows the quotes and brackets of one line. Returns where its last word ends, before a comment. */
function scanLine(line: string, offset: number, column: number, open: Bracket[], found: OpenMark[]): number {
  let last = 0;
  for (let at = 0; at < line.length; at++) {
    const letter = line[at] ?? '';
    const before = line[at - 1] ?? ' ';
    if (letter === '#' && /\s/.test(before)) break;
    if (/\s/.test(letter)) continue;
    const beginsWord = /[\s{[,:(]/.test(before);
    if ((letter === '"' || letter === "'") && beginsWord) {
      const close = endOfQuote(line, at);
      if (close < 0) {
        const content = line.replace(/[ \t]+#.*$/, '').replace(open.length > 0 ? /[\s,}\]]*$/ : /\s*$/, '');
        found.push(unclosedQuote(letter, offset + at, offset + Math.max(content.length, at + 1)));
        return offset + line.trimEnd().length;
      }
      at = close;
    } else if (closing[letter] !== undefined && (beginsWord || open.length > 0)) {
      open.push({ offset: offset + at, letter, column });
    } else if (letter === '}' || letter === ']') {
      closeOne(letter, offset + at, open, found);
    }
    last = at + 1;
  }
  return offset + last;
}

function closeOne(letter: string, offset: number, open: Bracket[], found: OpenMark[]): void {
  const inner = open.at(-1);
  const wanted = inner && closing[inner.letter];
  if (inner && wanted === letter) {
    open.pop();
    return;
  }
  const place = { start: offset, end: offset + 1 };
  if (!inner || wanted === undefined) {
    const problem = textProblem('bracket-not-opened', { close: letter });
    found.push({ problem, title: 'Take it out', ...place, edits: [{ offset, length: 1, text: '' }] });
    return;
  }
  const outer = open.at(-2);
  if (outer && closing[outer.letter] === letter) {
    found.push(unclosed(inner, [inner], offset));
    open.splice(-2);
    return;
  }
  const problem = textProblem('bracket-not-opened', { close: letter });
  found.push({ problem, title: `Write ${wanted}`, ...place, edits: [{ offset, length: 1, text: wanted }] });
  open.pop();
}

function unclosed({ offset, letter }: Bracket, all: readonly Bracket[], at: number): OpenMark {
  const missing = all.map((one) => closing[one.letter] ?? '').reverse();
  const text = missing.map((one) => (one === '}' ? ' }' : one)).join('');
  return {
    problem: textProblem('bracket-not-closed', { open: letter, close: closing[letter] ?? '' }),
    title: `Write ${missing.join(' ')}`,
    start: offset,
    end: offset + 1,
    edits: [{ offset: at, length: 0, text }],
  };
}

function missingComma(key: string, offset: number, at: number): OpenMark {
  return {
    problem: textProblem('comma-missing', { next: key }),
    title: 'Write a comma',
    start: offset,
    end: offset + key.length,
    edits: [{ offset: at, length: 0, text: ',' }],
  };
}

function unclosedQuote(quote: string, offset: number, at: number): OpenMark {
  return {
    problem: textProblem('quote-not-closed', { quote }),
    title: `Write ${quote} at the end`,
    start: offset,
    end: at,
    edits: [{ offset: at, length: 0, text: quote }],
  };
}

/** Where the quote at `start` is closed on its line; -1 where it is not. */
function endOfQuote(line: string, start: number): number {
  const quote = line[start];
  for (let at = start + 1; at < line.length; at++) {
    if (quote === '"' && line[at] === '\\') at++;
    else if (line[at] === quote) {
      if (quote === "'" && line[at + 1] === quote) at++;
      else return at;
    }
  }
  return -1;
}

function afterLine(text: string, start: number): number {
  const end = lineEnd(text, start);
  return text.startsWith('\r\n', end) ? end + 2 : end + 1;
}
