import type { Problem, TextRange } from '../../../src/design/problem';

/** What is wrong with the places of problems and of their fixes in `text`; empty if all can be shown. */
export function brokenPlaces(text: string, problems: readonly Problem[]): readonly string[] {
  return problems.flatMap(({ code, range, fixes = [] }) => [
    ...brokenRange(text, range).map((reason) => `${code} lies at ${JSON.stringify(range)}, ${reason}`),
    ...fixes.flatMap(({ title, edits }) => {
      const wrong = edits.flatMap(({ offset, length }) =>
        brokenRange(text, { start: offset, end: offset + length }),
      );
      return wrong.map((reason) => `"${title}" for ${code} edits at a place ${reason}`);
    }),
  ]);
}

function brokenRange(text: string, { start, end }: Pick<TextRange, 'start' | 'end'>): readonly string[] {
  const isInside = 0 <= start && start <= end && end <= text.length;
  if (!isInside) return ['outside of the text'];
  return [start, end].some((offset) => splitsLetter(text, offset)) ? ['inside a letter or a line break'] : [];
}

/** Whether an offset lies between the two halves of an emoji, or of a Windows line break. */
function splitsLetter(text: string, offset: number): boolean {
  return /^(?:[\uD800-\uDBFF][\uDC00-\uDFFF]|\r\n)$/.test(text.slice(Math.max(0, offset - 1), offset + 1));
}
