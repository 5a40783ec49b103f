/**
 * The candidate that `name` was most likely meant to be, or undefined where none is close. Case, `_`, `-` and
 * spaces count for nothing (`batch_size` is `batchSize`); otherwise at most a third of the letters may be
 * wrong, missing, added or swapped with their neighbour; or `name` is the beginning (three letters or more) of
 * exactly one candidate. Among equals the first one wins.
 */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = folded(name);
  if (wanted === '' || name.length > longestName) return undefined;
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  const begun: string[] = [];
  for (const candidate of candidates) {
    if (candidate === name || candidate.length > longestName) continue;
    const other = folded(candidate);
    if (wanted.length >= 3 && other.startsWith(wanted)) begun.push(candidate);
    if (Math.abs(other.length - wanted.length) >= bestDistance) continue;
    const distance = editDistance(wanted, other);
    // A distance as long as the word itself means that nothing of it is left.
    if (distance < bestDistance && distance < Math.max(wanted.length, other.length)) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best ?? (begun.length === 1 ? begun[0] : undefined);
}

const longestName = 200;

function folded(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, '');
}

/** Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours, each costing 1. */
function editDistance(from: string, to: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let cost = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped =
        row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped) cost = Math.min(cost, (beforePrevious[column - 2] ?? 0) + 1);
      current.push(cost);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[to.length] ?? 0;
}
