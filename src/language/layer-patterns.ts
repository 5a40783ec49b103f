import { isGlob, matchesGlob, matchingNames } from '../design/words/glob';

/** What patterns are matched against. */
export interface PatternScope {
  /** The names that they can stand for, in the order of the data. */
  readonly all: readonly string[];
  /** Words with a meaning of their own, and the names that each stands for. */
  readonly words: ReadonlyMap<string, readonly string[]>;
}

function standsFor(pattern: string, { all, words }: PatternScope): readonly string[] {
  return words.get(pattern) ?? matchingNames(pattern, all);
}

/**
 * The shortest list of names and patterns that stands for `wanted` and nothing else. Of the patterns at hand those stay
 * that stand for nothing else, unless a list without them is shorter.
 */
export function changedPatterns(
  patterns: readonly string[],
  wanted: readonly string[],
  scope: PatternScope,
): readonly string[] {
  const allowed = new Set(wanted);
  const anew = newPatterns(wanted, allowed, scope);
  const kept = patterns.flatMap((pattern) => {
    const names = standsFor(pattern, scope);
    if (names.length > 0 && names.every((name) => allowed.has(name))) return [pattern];
    // One that stands for a layer too many gives way, where it stood, to some for the others.
    return newPatterns(
      names.filter((name) => allowed.has(name)),
      allowed,
      scope,
    );
  });
  const covered = new Set(kept.flatMap((pattern) => standsFor(pattern, scope)));
  const missing = wanted.filter((name) => !covered.has(name));
  const changed = [...new Set([...kept, ...newPatterns(missing, allowed, scope)])];
  return anew.length < changed.length ? anew : changed;
}

/** As few names and patterns as stand for all of `names`, and for none that is not allowed. */
function newPatterns(
  names: readonly string[],
  allowed: ReadonlySet<string>,
  scope: PatternScope,
): readonly string[] {
  const wanted = new Set(names);
  const [word, meant = []] =
    [...scope.words].find(([, all]) => all.length > 0 && all.every((one) => wanted.has(one))) ?? [];
  for (const name of meant) wanted.delete(name);
  const patterns = coveringPatterns([...wanted], allowed, scope);
  return word === undefined ? patterns : [...patterns, word];
}

/** By beginnings alone, which read best, unless endings too make it shorter. */
function coveringPatterns(
  names: readonly string[],
  allowed: ReadonlySet<string>,
  { all }: PatternScope,
): readonly string[] {
  const forbidden = all.filter((name) => !allowed.has(name));
  const beginnings = candidatesFor(names, forbidden, beginningsOf);
  const byBeginnings = cover(names, beginnings);
  const byBoth = cover(names, new Map([...beginnings, ...candidatesFor(names, forbidden, endingsOf)]));
  return byBoth.length < byBeginnings.length ? byBoth : byBeginnings;
}

/**
 * Takes the pattern that stands for most of the names still left, again and again. Where patterns lie in each other or
 * beside each other, as beginnings do, no list is shorter.
 */
function cover(
  names: readonly string[],
  patterns: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const candidates = new Map(patterns);
  const left = new Set(names);
  const patternOf = new Map<string, string>();
  while (candidates.size > 0) {
    let best: { readonly pattern: string; readonly stands: readonly string[] } | undefined;
    for (const [pattern, stood] of candidates) {
      const stands = stood.filter((name) => left.has(name));
      if (stands.length < 2) candidates.delete(pattern);
      else {
        candidates.set(pattern, stands);
        // Of two that stand for the same the longer says more.
        const gain = stands.length - (best?.stands.length ?? 0);
        if (!best || gain > 0 || (gain === 0 && pattern.length > best.pattern.length))
          best = { pattern, stands };
      }
    }
    if (!best) break;
    candidates.delete(best.pattern);
    for (const name of best.stands) {
      left.delete(name);
      patternOf.set(name, best.pattern);
    }
  }
  return [...new Set(names.map((name) => patternOf.get(name) ?? name))];
}

/** Those of the patterns that stand for no forbidden name, each with the names that it stands for. */
function candidatesFor(
  names: readonly string[],
  forbidden: readonly string[],
  patternsOf: (name: string) => readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const candidates = new Map<string, readonly string[]>();
  // A star in a layer's own name would stand for others.
  const patterns = new Set(names.filter((name) => !isGlob(name)).flatMap(patternsOf));
  for (const pattern of patterns) {
    if (!forbidden.some((name) => matchesGlob(pattern, name)))
      candidates.set(pattern, matchingNames(pattern, names));
  }
  return candidates;
}

/**
 * `block12_conv1` begins with `block*`, `block12_*` and `block12_conv*`, and as others of as many digits do: `block1?_*`,
 * `block??_*`, `block12_conv?`. Never with a number that might go on: `block1*` would be `block12` too.
 */
function beginningsOf(name: string): readonly string[] {
  const edges = [...name.matchAll(/(?<=[^\d_/.-])(?=[_/.-]|\d|$)|(?<=[_/.-])/g)].map(({ index }) => index);
  const beginnings = edges.filter((index) => index > 0).map((index) => name.slice(0, index));
  const withNumbers = [...beginnings, name].flatMap((beginning) => {
    const [, before, number = '', sign = ''] = /^(.*?)(\d+)([_/.-]?)$/.exec(beginning) ?? [];
    return [...number].map(
      (_, digit) =>
        `${before}${number.slice(0, digit).padEnd(number.length, '?')}${sign}${beginning === name ? '' : '*'}`,
    );
  });
  return [...beginnings.map((beginning) => `${beginning}*`), ...withNumbers];
}

/** `block12_conv1_bn` ends with `*_conv1_bn` and `*_bn`. */
function endingsOf(name: string): readonly string[] {
  return [...name.matchAll(/[_/.-](?=[^_/.-])/g)].map(({ index }) => `*${name.slice(index)}`);
}
