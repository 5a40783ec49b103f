import path from 'node:path';

/** A path as people read it: from the current folder where it lies in it, else absolute. */
export function shownPath(file: string, from: string = process.cwd()): string {
  const relative = path.relative(from, file);
  const outside = relative === '' || relative.startsWith('..') || path.isAbsolute(relative);
  return outside ? path.resolve(from, file) : relative;
}
