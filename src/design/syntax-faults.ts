import type { YAMLError } from 'yaml';
import { lineEnd } from './line-index';
import { report, type TextProblemCode, type TextProblemReport, type textProblems } from './text-problems';

/** Something wrong with the text as YAML, at `start` to `end`. */
export interface SyntaxFault extends TextProblemReport {
  readonly start: number;
  readonly end: number;
  /** What to write there instead. */
  readonly fix?: { readonly title: string; readonly text: string };
}

/** A fault of a kind. */
export function syntaxFault<Code extends TextProblemCode>(
  code: Code,
  start: number,
  end: number,
  ...details: Parameters<(typeof textProblems)[Code]['say']>
): SyntaxFault {
  return { ...report(code, ...details), start, end };
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
  [/^Plain value cannot start with/, 'a word cannot begin with this character; put it in quotes'],
  [/^Unresolved tag/, 'words that begin with `!` are tags, and this one is unknown; put it in quotes'],
  [/^Comments must be separated/, 'there must be a space before `#`'],
];

/** A fault from what the package says; its messages are reworded, its places kept. */
export function faultFromYaml(text: string, { code, pos, message }: YAMLError): SyntaxFault {
  const start = Math.min(pos[0], text.length);
  const end = Math.min(Math.max(pos[1], start), text.length);
  if (code === 'TAB_AS_INDENT') {
    const stop = start + (/^[\t ]*/.exec(text.slice(start))?.[0].length ?? 0);
    const spaces = text.slice(start, stop).replaceAll('\t', '  ');
    return {
      ...syntaxFault('tab-indentation', start, Math.max(stop, end)),
      ...(stop >= end && { fix: { title: 'Use spaces', text: spaces } }),
    };
  }
  if (code === 'BAD_DQ_ESCAPE') return inSingleQuotes(text, start, end);
  const quote = /^Missing closing (.)quote/.exec(message)?.[1];
  if (quote) {
    const open = Math.max(0, text.lastIndexOf(quote, text.length));
    return syntaxFault('yaml-syntax', open, lineEnd(text, open), 'this quote is not closed');
  }
  const known = reasons.find(([pattern]) => pattern.test(message));
  const plain = message.replace(/ at line .*$/s, '').replace(/[.:]+$/, '');
  return syntaxFault('yaml-syntax', start, end, known?.[1] ?? plain.charAt(0).toLowerCase() + plain.slice(1));
}

function inSingleQuotes(text: string, start: number, end: number): SyntaxFault {
  const open = text.lastIndexOf('"', start - 1);
  const word = /^"([^"\n\r]*)"/.exec(text.slice(Math.max(0, open)));
  if (!word || open + word[0].length < end) return syntaxFault('backslash-in-quotes', start, end);
  return {
    ...syntaxFault('backslash-in-quotes', open, open + word[0].length),
    fix: { title: 'Use single quotes', text: `'${word[1]?.replaceAll("'", "''")}'` },
  };
}
