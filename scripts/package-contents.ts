/** These are made for the package. */
const made: ReadonlySet<string> = new Set(['package.json', 'THIRD-PARTY-NOTICES.txt', 'node_modules']);

/**
 * What a package is put together from, relative to the repository's root: the files and folders there of which
 * `.vscodeignore` lets anything in, and that file itself, which chooses among what is in them.
 */
export function packageContents(vscodeIgnore: string): readonly string[] {
  const names = vscodeIgnore.split(/\r?\n/).flatMap((line) => /^!([^/]+)/.exec(line)?.[1] ?? []);
  return ['.vscodeignore', ...new Set(names)].filter((name) => !made.has(name));
}
