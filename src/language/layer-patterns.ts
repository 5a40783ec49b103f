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
  if (patterns.length === 0) return anew;
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

/** Of the shortest lists the one that reads best: beginnings alone, then ends of names, then letters left open. */
function coveringPatterns(
  names: readonly string[],
  allowed: ReadonlySet<string>,
  { all }: PatternScope,
): readonly string[] {
  const forbidden = all.filter((name) => !allowed.has(name));
  const [beginnings, ends, numbers] = [beginningsOf, endsOf, numbersOf].map((patternsOf) =>
    candidatesFor(names, forbidden, patternsOf),
  ) as [Candidates, Candidates, Candidates];
  const lists = [[], ends, numbers, [...ends, ...numbers]].map((others) =>
    cover(names, new Map([...beginnings, ...others])),
  );
  return lists.reduce((best, list) => (list.length < best.length ? list : best));
}

/** Patterns, each with the names that it stands for. */
type Candidates = ReadonlyMap<string, readonly string[]>;

/**
 * Takes the pattern that stands for most of the names still left, again and again. Where patterns lie in each other or
 * beside each other, as beginnings do, no list is shorter.
 */
function cover(names: readonly string[], patterns: Candidates): readonly string[] {
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
): Candidates {
  const candidates = new Map<string, readonly string[]>();
  // A star in a layer's own name would stand for others.
  const patterns = new Set(names.filter((name) => !isGlob(name)).flatMap(patternsOf));
  for (const pattern of patterns) {
    if (!forbidden.some((name) => matchesGlob(pattern, name)))
      candidates.set(pattern, matchingNames(pattern, names));
  }
  return candidates;
}

/** Where a name may be parted: after letters, and after a sign between words. Never after a number, which might go on. */
const edge = /(?<=[^\d_/.-])(?=[_/.-]|\d|$)|(?<=[_/.-])/g;

/** `block12_conv1` begins with `block*`, `block12_*` and `block12_conv*`; not with `block1*`, which is `block12` too. */
function beginningsOf(name: string): readonly string[] {
  const edges = [...name.matchAll(edge)].map(({ index }) => index);
  return edges.filter((index) => index > 0).map((index) => `${name.slice(0, index)}*`);
}

/** `block12_conv1_bn` ends with `*_conv1_bn` and `*_bn`. */
function endsOf(name: string): readonly string[] {
  return [...name.matchAll(/[_/.-](?=[^_/.-])/g)].map(({ index }) => `*${name.slice(index)}`);
}

/** `block12_conv1` with others of as many digits: `block1?_*`, `block??_*` and `block12_conv?`. */
function numbersOf(name: string): readonly string[] {
  return [...beginningsOf(name), name].flatMap((pattern) => {
    const [, before, number = '', after] = /^(.*?)(\d+)((?:[_/.-]\*)?)$/.exec(pattern) ?? [];
    return [...number].map(
      (_, digit) => `${before}${number.slice(0, digit).padEnd(number.length, '?')}${after}`,
    );
  });
}
