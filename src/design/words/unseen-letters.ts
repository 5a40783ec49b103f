/** Letters that look like nothing, or like plain space, by their codes: a name for each. */
const names: Readonly<Record<string, string>> = {
  '\u0085': 'next-line character',
  '\u00a0': 'no-break space',
  '\u00ad': 'soft hyphen',
  '\u061c': 'Arabic letter mark',
  '\u1680': 'Ogham space',
  '\u180e': 'Mongolian vowel separator',
  '\u2028': 'line separator',
  '\u2029': 'paragraph separator',
  '\u200b': 'zero-width space',
  '\u200e': 'left-to-right mark',
  '\u200f': 'right-to-left mark',
  '\u202a': 'left-to-right embedding',
  '\u202b': 'right-to-left embedding',
  '\u202c': 'end of a direction mark',
  '\u202d': 'left-to-right override',
  '\u202e': 'right-to-left override',
  '\u202f': 'narrow no-break space',
  '\u205f': 'mathematical space',
  '\u2060': 'word joiner',
  '\u2066': 'left-to-right isolate',
  '\u2067': 'right-to-left isolate',
  '\u2068': 'first strong isolate',
  '\u2069': 'end of an isolate',
  '\u3000': 'ideographic space',
  '\ufeff': 'byte-order mark',
};

/** One that can't be seen. Joiners (U+200C, U+200D) are part of some words and of emoji, and are left alone. */
export const unseenLetter =
  /[\u0085\u00a0\u00ad\u061c\u1680\u180e\u2000-\u200b\u200e\u200f\u2028-\u202f\u205f\u2060\u2066-\u2069\u3000\ufeff]/g;

const spaces = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g;

/** `no-break space (U+00A0)`. */
export function unseenName(letter: string): string {
  const code = `U+${letter.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  return `${names[letter] ?? 'space of another width'} (${code})`;
}

/** A text as it can be read: letters that can't be seen are named. */
export function withUnseenNamed(text: string): string {
  return text.replace(unseenLetter, (letter) => `⟨${unseenName(letter)}⟩`);
}

/** A text with plain spaces for all kinds of spaces, and without what can't be seen at all. */
export function withoutUnseen(text: string): string {
  return text.replace(spaces, ' ').replace(unseenLetter, '');
}
