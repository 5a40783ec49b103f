import { type TextProblem, textProblem } from '../problems/text-problems';

/** A slip in what was to be `key: value`: what is wrong, and how the same is written. */
export interface LineSlip {
  readonly problem: TextProblem;
  readonly title: string;
  /** The part to replace, from 0. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * What the hand does to `key: value`: no colon, no space after it, an equals sign, the colon of another alphabet.
 *
 * @param content without indentation, dash and comment
 * @param isKey whether a word is a key that may be meant
 */
export function slipInEntry(content: string, isKey: (word: string) => boolean): LineSlip | undefined {
  const [, key = '', gap = '', rest = ''] =
    /^["']?(\w+)["']?([ \t]*(?:=|\uff1a|\ufe55|:)?[ \t]*)(.*)$/s.exec(content) ?? [];
  if (!isKey(key) || rest === '' || gap === '' || /:[ \t]/.test(gap)) return undefined;
  const start = content.indexOf(gap, key.length);
  const write = `${key}: ${rest.split('\n')[0]}`;
  const problem = gap.includes('=')
    ? textProblem('equals-sign', { key, write })
    : gap.includes(':')
      ? textProblem('space-missing', { key, write })
      : textProblem('colon-missing', { key });
  return { problem, title: `Write \`${write}\``, start, end: start + gap.length, text: ': ' };
}
