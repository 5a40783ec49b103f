import { isGlob, matchesGlob } from '../words/glob';

/** The names that a name or glob stands for, in their order. */
export function matchingNames(pattern: string, names: readonly string[]): readonly string[] {
  return names.filter((name) => name === pattern || (isGlob(pattern) && matchesGlob(pattern, name)));
}
