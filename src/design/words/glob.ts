/**
 * Whether `pattern` matches the whole of `name`: `*` stands for any letters, also none, `?` for one; everything
 * else for itself. Takes at most pattern length times name length steps, whatever the pattern.
 */
export function matchesGlob(pattern: string, name: string): boolean {
  let at = 0;
  let star = -1;
  let starMatchedTo = 0;
  let position = 0;
  while (position < name.length) {
    const symbol = pattern[at];
    if (symbol === '*') {
      star = at++;
      starMatchedTo = position;
    } else if (symbol !== undefined && (symbol === '?' || symbol === name[position])) {
      at++;
      position++;
    } else if (star >= 0) {
      // Only the last star needs another try: what stood before it matched at the earliest place it could.
      at = star + 1;
      position = ++starMatchedTo;
    } else {
      return false;
    }
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}

/** Whether `text` is a pattern rather than a plain name. */
export function isGlob(text: string): boolean {
  return /[*?]/.test(text);
}

/** The names that a name or glob stands for, in their order. */
export function matchingNames(pattern: string, names: readonly string[]): readonly string[] {
  return names.filter((name) => name === pattern || (isGlob(pattern) && matchesGlob(pattern, name)));
}
