import type { TextEdit } from '../problem';
import { type TextProblem, textProblem } from '../problems/text-problems';
import { nearestName } from '../words/nearest-name';
import { applyEdits } from '../yaml/edited-text';
import { lineEnd, lineStart } from '../yaml/line-index';
import type { SyntaxFault } from '../yaml/syntax-faults';
import type { Place, TextTree } from '../yaml/text-tree';
import { slipInEntry } from './line-slips';
import { openMarks } from './open-marks';
import { allKeys } from './schema-words';

const mostTries = 32;
const mostLines = 40;
const mostCharacters = 4_000;

/** What may be wrong, and the edits that would mend it. */
interface Guess extends Place {
  readonly problem: TextProblem;
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** It is so general that it counts only where all can be read then. */
  readonly onlyIfAll?: true;
}

/** Where a text cannot be read any more: what the reader stumbles over, and plain values that run over several lines. */
export function stumblesOf({ faults, runOn }: TextTree): readonly Place[] {
  const structural = faults.filter(({ structural }) => structural);
  return [...structural, ...runOn].sort((one, other) => one.start - other.start);
}

/**
 * The slip of the hand that makes a text unreadable from some place on, in the user's words: the guess by which the
 * text can be read furthest. Undefined where none helps.
 *
 * @param read reads a text again
 */
export function firstSlip(tree: TextTree, read: (text: string) => TextTree): SyntaxFault | undefined {
  const [lost] = stumblesOf(tree);
  if (lost === undefined) return undefined;
  const { text, from } = surroundings(tree.text, lost);
  const around = read(text);
  const [stumble] = stumblesOf(around);
  if (stumble === undefined) return undefined;
  // Else there are only values over several lines, with which nothing need be wrong.
  const isBroken = around.faults.some(({ structural }) => structural);
  const tried = new Set<string>();
  let best: Guess | undefined;
  let furthest = stumble.start;
  for (const guess of guesses(text, stumble, isBroken)) {
    const mended = applyEdits(text, guess.edits);
    if (tried.has(mended)) continue;
    tried.add(mended);
    const reach = readsTo(guess.edits, read(mended));
    if (guess.onlyIfAll && reach !== Number.POSITIVE_INFINITY) continue;
    if (reach > furthest) {
      best = guess;
      furthest = reach;
    }
    if (reach === Number.POSITIVE_INFINITY || tried.size >= mostTries) break;
  }
  if (best === undefined) return undefined;
  const { problem, title, edits, start, end } = best;
  const moved = edits.map((edit) => ({ ...edit, offset: edit.offset + from }));
  return { ...problem, start: start + from, end: end + from, structural: true, fix: { title, edits: moved } };
}

/**
 * The lines around a place, whole settings of the top of the file: each guess is read again, at every key press, and
 * what is far away plays no part.
 */
function surroundings(text: string, { start }: Place): { readonly text: string; readonly from: number } {
  let from = lineStart(text, start);
  let settings = 0;
  for (let lines = 0; from > 0 && settings < 2 && lines < mostLines; lines++) {
    from = lineBefore(text, from);
    if (/^[^\s#-]/.test(text.slice(from, from + 1))) settings++;
  }
  let to = lineEnd(text, start);
  for (let lines = 0; to < text.length && lines < mostLines; lines++) {
    const next = nextLine(text, to);
    if (next < 0) break;
    to = lineEnd(text, next);
  }
  return { text: text.slice(from, Math.min(to, from + mostCharacters)), from };
}

/** Where in the text as it was before the edits the reader stumbles next. */
function readsTo(edits: readonly TextEdit[], after: TextTree): number {
  const [next] = stumblesOf(after);
  if (after.refused) return -1;
  if (next === undefined) return Number.POSITIVE_INFINITY;
  const shift = edits
    .filter(({ offset }) => offset <= next.start)
    .reduce((sum, { text, length }) => sum + text.length - length, 0);
  return next.start - shift;
}

function* guesses(text: string, stumble: Place, isBroken: boolean): Generator<Guess> {
  const tabs = tabIndentation(text);
  if (tabs) yield tabs;
  for (const mark of openMarks(text)) yield mark;
  const lines = linesAround(text, stumble);
  for (const line of lines) {
    const { content, contentStart } = line;
    const slip = slipInEntry(content, (word) => allKeys().has(word));
    if (slip) {
      const start = contentStart + slip.start;
      yield {
        problem: slip.problem,
        title: slip.title,
        edits: [{ offset: start, length: slip.end - slip.start, text: slip.text }],
        start: contentStart,
        end: contentStart + content.length,
      };
    }
    yield* loneWord(line);
    yield* secondSetting(text, line);
  }
  for (const line of lines) yield* strayStart(line);
  for (const line of lines) yield* missingDash(text, line);
  for (const line of lines) yield* otherIndentations(text, line);
  if (!isBroken) return;
  for (const line of lines) yield* brokenLine(text, line);
  for (const line of lines) yield* strayMarks(text, line);
}

interface Line {
  readonly start: number;
  readonly indentation: string;
  /** `- ` of an item, as often as it stands there. */
  readonly dashes: string;
  /** What follows, without a comment. */
  readonly content: string;
  readonly contentStart: number;
}

function lineAt(text: string, offset: number): Line {
  const start = lineStart(text, offset);
  const whole = text.slice(start, lineEnd(text, offset));
  const [, indentation = '', dashes = '', rest = ''] = /^([ \t]*)((?:-[ \t]+)*)(.*)$/s.exec(whole) ?? [];
  const content = rest.replace(/(^|[ \t])#.*$/s, '').trimEnd();
  return { start, indentation, dashes, content, contentStart: start + indentation.length + dashes.length };
}

/** The lines that the reader stumbles over, then the one before them and the one after. */
function linesAround(text: string, { start, end }: Place): readonly Line[] {
  const lines: Line[] = [];
  let at = lineStart(text, start);
  for (let count = 0; count < 6 && at <= text.length; count++) {
    lines.push(lineAt(text, at));
    if (at > end) break;
    at = nextLine(text, at);
    if (at < 0) break;
  }
  const before = lineStart(text, start);
  if (before > 0) lines.splice(1, 0, lineAt(text, lineBefore(text, before)));
  return lines.filter(({ content }) => content !== '');
}

/** The start of the line after that of `offset`; -1 at the end. */
function nextLine(text: string, offset: number): number {
  const end = lineEnd(text, offset);
  if (end >= text.length) return -1;
  return text.startsWith('\r\n', end) ? end + 2 : end + 1;
}

function lineBefore(text: string, start: number): number {
  let at = start - 1;
  if (text[at] === '\n' && text[at - 1] === '\r') at--;
  return lineStart(text, at);
}

/** A letter that has come before a key or an item, at the start of its line: `x  path: images`. */
function* strayStart({ start, indentation, content }: Line): Generator<Guess> {
  const key = /^\S(?:[ \t]+|(?=\w))(?:-[ \t]+)*(\w+)[ \t]*:(?:[ \t]|$)/.exec(content)?.[1];
  if (key === undefined || !allKeys().has(key)) return;
  yield strayAt(start + indentation.length, content.charAt(0));
}

/** Marks that mean something to YAML where a word or a value begins or ends. */
function* strayMarks(text: string, { start }: Line): Generator<Guess> {
  const line = text.slice(start, lineEnd(text, start));
  for (const found of line.matchAll(/[*&!|>%@`?,;\]}=-]|(?<!\w):/g)) {
    if (/\w/.test(line[found.index - 1] ?? '') && /\w/.test(line[found.index + 1] ?? '')) continue;
    yield strayAt(start + found.index, found[0]);
  }
}

function strayAt(start: number, mark: string): Guess {
  return {
    problem: textProblem('stray-mark', { mark }),
    title: 'Take it out',
    edits: [{ offset: start, length: 1, text: '' }],
    ...{ start, end: start + 1, onlyIfAll: true },
  };
}

/** The rest of a setting on a line of its own. */
function* brokenLine(text: string, { start, content, contentStart, dashes }: Line): Generator<Guess> {
  // What begins by a mark is no rest of a word.
  if (start === 0 || dashes !== '' || !/^[\w.]/.test(content)) return;
  const before = lineBefore(text, start);
  const end = lineEnd(text, before);
  if (text.slice(before, end).trim() === '') return;
  for (const gap of ['', ' ']) {
    yield {
      problem: textProblem('line-broken', { next: content }),
      title: 'Join the two lines',
      edits: [{ offset: end, length: contentStart - end, text: gap }],
      ...{ start: contentStart, end: contentStart + content.length, onlyIfAll: true },
    };
  }
}

/** A word by itself, as a key is that lost its colon, or is still being typed. */
function* loneWord({ content, contentStart, dashes }: Line): Generator<Guess> {
  if (dashes !== '' || !/^\w+$/.test(content)) return;
  const end = contentStart + content.length;
  const key = allKeys().has(content) ? content : (nearestName(content, allKeys()) ?? content);
  yield {
    problem: textProblem('colon-missing', { key: content }),
    title: `Write \`${key}:\``,
    edits: [{ offset: contentStart, length: content.length, text: `${key}:` }],
    start: contentStart,
    end,
  };
}

/** `seed: 1 batchSize: 32`: in brackets a comma is missing, elsewhere a line break. */
function* secondSetting(text: string, { content, contentStart, start }: Line): Generator<Guess> {
  for (const found of content.matchAll(/(?<=[^\s,{[:])([ \t]+)(\w+)[ \t]*:(?=[ \t]|$)/g)) {
    const [, gap = '', key = ''] = found;
    if (!allKeys().has(key)) continue;
    const at = contentStart + found.index;
    const place = { start: at + gap.length, end: at + gap.length + key.length };
    yield {
      problem: textProblem('comma-missing', { next: key }),
      title: 'Write a comma',
      edits: [{ offset: at, length: 0, text: ',' }],
      ...place,
    };
    const below = ' '.repeat(contentStart - start);
    yield {
      problem: textProblem('two-on-a-line', { second: key }),
      title: 'Put it on a line of its own',
      edits: [{ offset: at, length: gap.length, text: `${text.includes('\r\n') ? '\r\n' : '\n'}${below}` }],
      ...place,
    };
  }
}

/** Beside the dashes of a list, a line without one. */
function* missingDash(
  text: string,
  { start, indentation, dashes, content, contentStart }: Line,
): Generator<Guess> {
  if (dashes !== '' || start === 0) return;
  let before = lineAt(text, lineBefore(text, start));
  for (let left = 20; left > 0 && before.start > 0; left--) {
    const isDeeper = before.content === '' || before.indentation.length > indentation.length;
    if (!isDeeper) break;
    before = lineAt(text, lineBefore(text, before.start));
  }
  const after = nextLine(text, start);
  const next = after < 0 ? undefined : lineAt(text, after);
  const beside = [before, next].find(
    (line) => line && line.dashes !== '' && line.indentation.length <= indentation.length,
  );
  if (beside === undefined) return;
  const gap = ' '.repeat(beside.indentation.length);
  yield {
    problem: textProblem('dash-missing', { item: content }),
    title: 'Write a dash before it',
    edits: [{ offset: start, length: indentation.length, text: `${gap}- ` }],
    start: contentStart,
    end: contentStart + content.length,
  };
}

/** The line in the column of one of those before it, the nearest first. */
function* otherIndentations(text: string, line: Line): Generator<Guess> {
  const { start, indentation, dashes, content, contentStart } = line;
  if (dashes === '' && !/^["']?\w+["']?[ \t]*:(?:[ \t]|$)/.test(content)) return;
  const columns = new Set<number>();
  let before = start;
  for (let left = 12; left > 0 && before > 0; left--) {
    before = lineBefore(text, before);
    const other = lineAt(text, before);
    if (other.content === '') continue;
    columns.add(other.indentation.length);
    if (other.dashes !== '') columns.add(other.indentation.length + other.dashes.length);
    if (/:$/.test(other.content)) columns.add(other.indentation.length + 2);
  }
  const found = indentation.length;
  columns.delete(found);
  const nearest = [...columns].sort((one, other) => Math.abs(one - found) - Math.abs(other - found));
  for (const column of nearest) {
    yield {
      problem: textProblem('indentation-wrong', {
        word: dashes === '' ? (/\w+/.exec(content)?.[0] ?? '') : '-',
        found,
        wanted: column,
      }),
      title: `Indent it by ${column}`,
      edits: [{ offset: start, length: found, text: ' '.repeat(column) }],
      start: contentStart - dashes.length,
      end: contentStart + content.length,
    };
  }
}

/** Tabs at the beginning of lines, two spaces for each. */
function tabIndentation(text: string): Guess | undefined {
  const edits: TextEdit[] = [];
  for (const found of text.matchAll(/^ *\t[ \t]*(?=[^\s#])/gm)) {
    const spaces = found[0].replaceAll('\t', '  ');
    edits.push({ offset: found.index, length: found[0].length, text: spaces });
  }
  const [first] = edits;
  if (first === undefined) return undefined;
  return {
    problem: textProblem('tab-indentation'),
    title: 'Use spaces',
    edits,
    start: first.offset,
    end: first.offset + first.length,
  };
}
