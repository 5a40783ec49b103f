import path from 'node:path';

// zsh takes a `=` in front for a program's name.
const plainPosix = /^[\p{L}\p{N}_@%+:,./][\p{L}\p{N}_@%+=:,./-]*$/u;
const plainWindows = /^[\p{L}\p{N}_+:./\\-]+$/u;

/**
 * A path as it can be typed behind a command: in quotes where a shell would take some of it for more than its letters.
 * On Windows the quotes are those that cmd and PowerShell both know or, where one of PowerShell's own signs stands in
 * it, that one's.
 */
export function quoted(text: string, platform: string = process.platform): string {
  // Else it would be an option.
  const word = text.startsWith('-') ? `.${platform === 'win32' ? '\\' : '/'}${text}` : text;
  return platform === 'win32' ? quotedForWindows(word) : quotedForPosix(word);
}

function quotedForPosix(text: string): string {
  // Text with signs that no one sees, or that steer the terminal, is spelt out in bytes.
  if (/[\p{C}\p{Zl}\p{Zp}\u00a0]/u.test(text)) return `$'${[...text].map(spelt).join('')}'`;
  if (plainPosix.test(text)) return text;
  // Within these quotes only a few signs count, the `!` of interactive shells among them.
  return /[$`"\\!]/.test(text) ? `'${text.replaceAll("'", "'\\''")}'` : `"${text}"`;
}

function spelt(letter: string): string {
  if (letter === "'" || letter === '\\') return `\\${letter}`;
  if (/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(letter)) return letter;
  return [...Buffer.from(letter)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}

function quotedForWindows(text: string): string {
  if (plainWindows.test(text)) return text;
  // PowerShell takes curved quotes for straight ones.
  if (/[$`“”„]/.test(text)) return `'${text.replace(/['‘’‚‛]/g, '$&$&')}'`;
  return `"${text}"`;
}

/** A path as people read it: from the current folder where it lies in it, else absolute. */
export function shownPath(file: string, from: string = process.cwd()): string {
  const relative = path.relative(from, file);
  const outside = relative === '' || relative.startsWith('..') || path.isAbsolute(relative);
  return outside ? path.resolve(from, file) : relative;
}
