import type { TextEdit } from '../problem';
import { textProblem } from '../problems/text-problems';
import { unseenLetter, unseenName, withoutUnseen } from '../words/unseen-letters';
import type { SyntaxFault } from './syntax-faults';

/** A word without quotes, key or value, as it stands in the text. */
export interface PlainWord {
  readonly start: number;
  readonly text: string;
}

/**
 * Letters in words without quotes that are not what they look like: those that can't be seen, and curly quotes around
 * a text. One fault for all of a kind, for they come by copying and are many or none.
 */
export function letterFaults(text: string, plain: readonly PlainWord[]): readonly SyntaxFault[] {
  return [unseenFault(plain), curlyQuotesFault(text, plain)].filter((fault) => fault !== undefined);
}

function unseenFault(plain: readonly PlainWord[]): SyntaxFault | undefined {
  const edits = plain.flatMap(({ start, text }) =>
    [...text.matchAll(unseenLetter)].map((found): TextEdit => {
      return { offset: start + found.index, length: 1, text: withoutUnseen(found[0]) };
    }),
  );
  const [first] = edits;
  if (first === undefined) return undefined;
  const word = plain.findLast(({ start }) => start <= first.offset);
  const letter = word?.text[first.offset - word.start] ?? '';
  const spaces = edits.some(({ text }) => text === ' ');
  return {
    ...textProblem('unseen-letter', { name: unseenName(letter), others: edits.length - 1 }),
    start: first.offset,
    end: first.offset + 1,
    fix: {
      title: spaces ? 'Write plain spaces' : edits.length === 1 ? 'Take it out' : 'Take them out',
      edits,
    },
  };
}

const opening = '“”„‟«»‘’‚‛';

function curlyQuotesFault(text: string, plain: readonly PlainWord[]): SyntaxFault | undefined {
  const quoted = plain.filter(({ text: word }) => word !== '' && opening.includes(word.charAt(0)));
  const [first] = quoted;
  if (first === undefined) return undefined;
  const edits = quoted.map((word): TextEdit => {
    const written = text.slice(word.start, word.start + word.text.length);
    const inside =
      opening.includes(written.slice(-1)) && written.length > 1 ? written.slice(1, -1) : written.slice(1);
    return { offset: word.start, length: word.text.length, text: JSON.stringify(inside) };
  });
  const { start } = first;
  return {
    ...textProblem('curly-quotes', { quote: first.text.charAt(0) }),
    start,
    end: start + first.text.length,
    fix: { title: 'Use straight quotes', edits },
  };
}
