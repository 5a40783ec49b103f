import type { YAMLError } from 'yaml';
import type { Fix } from '../problem';
import { type TextProblem, textProblem } from '../problems/text-problems';
import { lineEnd, lineStart } from './line-index';

/** Something wrong with the text as YAML, at `start` to `end`. */
export interface SyntaxFault extends TextProblem {
  readonly start: number;
  readonly end: number;
  /** What to write there instead. */
  readonly fix?: Fix;
  /** How the rest of the text is to be read is in doubt: what is found there may follow from this. */
  readonly structural?: true;
}

// The package's own words, said so that one knows what to look for; it has about fifty.
const reasons: readonly (readonly [RegExp, string])[] = [
  [/^All mapping items must start/, 'all the keys of a map must begin in the same column'],
  [/^All sequence items must start/, 'all the dashes of a list must stand in the same column'],
  [/^Sequence item without/, 'every item of this list must begin with a dash'],
  [/^Implicit keys need to be on/, 'a key must be on one line, with a colon and a space after it'],
  [/^Implicit map keys need to be followed/, 'a colon and a value must follow this key'],
  [
    /^Nested mappings are not allowed/,
    'there are two colons on one line; put the value in quotes or on its own lines',
  ],
  [/^A block sequence may not be/, 'a list must begin on its own line, below its key'],
  [
    /^Flow (map|sequence) in block collection must be|must end with a|^Expected flow/,
    'a bracket is not closed',
  ],
  [/^Missing , /, 'a comma is missing in this list or map in brackets'],
  [/^Unexpected , |^Unexpected empty item/, 'there is a comma too many'],
  [/^Comments must be separated/, 'there must be a space before `#`'],
];

/** Faults that end with the word they stand at. */
const local: ReadonlySet<YAMLError['code']> = new Set<YAMLError['code']>([
  ...(['ALIAS_PROPS', 'BAD_ALIAS', 'BAD_DIRECTIVE', 'BAD_DQ_ESCAPE', 'BAD_PROP_ORDER'] as const),
  ...([
    'BAD_SCALAR_START',
    'MULTIPLE_ANCHORS',
    'MULTIPLE_TAGS',
    'NON_STRING_KEY',
    'TAG_RESOLVE_FAILED',
  ] as const),
]);

/** A fault from what the package says; its messages are reworded, its places kept. */
export function faultFromYaml(text: string, { code, pos, message }: YAMLError): SyntaxFault {
  const start = Math.min(pos[0], text.length);
  const end = Math.min(Math.max(pos[1], start), text.length);
  if (code === 'BAD_DQ_ESCAPE') return inSingleQuotes(text, start, end);
  if (code === 'BAD_SCALAR_START') return reservedLetter(text, start);
  // An anchor, an alias or a tag to YAML; nobody means one by a mark before a word.
  if (code === 'TAG_RESOLVE_FAILED') return strayMark(text, start);
  // Told at the colon that ends its name.
  if (code === 'BAD_ALIAS' && text.charAt(start) === ':') {
    const mark = Math.max(text.lastIndexOf('&', start), text.lastIndexOf('*', start));
    if (mark >= lineStart(text, start)) return strayMark(text, mark);
  }
  const structural = local.has(code) ? {} : { structural: true as const };
  if (code === 'TAB_AS_INDENT') return { ...textProblem('tab-indentation'), start, end, ...structural };
  const quote = /^Missing closing (.)quote/.exec(message)?.[1];
  if (quote) {
    const open = Math.max(0, text.lastIndexOf(quote, text.length));
    return {
      ...textProblem('yaml-syntax', { reason: 'a quote is not closed' }),
      start: open,
      end: lineEnd(text, open),
      ...structural,
    };
  }
  const known = reasons.find(([pattern]) => pattern.test(message));
  if (!known && /[&*!|>?%@`]/.test(text.charAt(start))) return { ...strayMark(text, start), ...structural };
  const reason = known?.[1] ?? 'a word, quote or bracket here does not fit what stands before it';
  return { ...textProblem('yaml-syntax', { reason }), start, end, ...structural };
}

function reservedLetter(text: string, start: number): SyntaxFault {
  const word = /^[^\r\n,[\]{}#]*/.exec(text.slice(start))?.[0].trimEnd() ?? '';
  const end = start + Math.max(word.length, 1);
  return {
    ...textProblem('reserved-letter', { letter: text.charAt(start) }),
    start,
    end,
    fix: {
      title: 'Put it in quotes',
      edits: [{ offset: start, length: word.length, text: JSON.stringify(word) }],
    },
  };
}

function strayMark(text: string, start: number): SyntaxFault {
  return {
    ...textProblem('stray-mark', { mark: text.charAt(start) }),
    ...{ start, end: lineEnd(text, start) },
    fix: { title: 'Take it out', edits: [{ offset: start, length: 1, text: '' }] },
  };
}

function inSingleQuotes(text: string, start: number, end: number): SyntaxFault {
  const open = text.lastIndexOf('"', start - 1);
  const word = /^"([^"\n\r]*)"/.exec(text.slice(Math.max(0, open)));
  if (!word || open + word[0].length < end) return { ...textProblem('backslash-in-quotes'), start, end };
  return {
    ...textProblem('backslash-in-quotes'),
    start: open,
    end: open + word[0].length,
    fix: {
      title: 'Use single quotes',
      edits: [{ offset: open, length: word[0].length, text: `'${word[1]?.replaceAll("'", "''")}'` }],
    },
  };
}
