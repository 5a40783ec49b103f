import path from 'node:path';

/** A path as it can be typed behind a command. */
export function quoted(text: string): string {
  return /\s/.test(text) ? `"${text}"` : text;
}

/** A path as people read it: from the current folder where it lies in it, else absolute. */
export function shownPath(file: string, from: string = process.cwd()): string {
  const relative = path.relative(from, file);
  const outside = relative === '' || relative.startsWith('..') || path.isAbsolute(relative);
  return outside ? path.resolve(from, file) : relative;
}
