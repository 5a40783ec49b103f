/**
 * A source of numbers in [0, 1) that only depends on its seeds: sfc32 (Doty-Humphrey, PractRand), started from
 * a hash of the seeds' text.
 */
export function seededRandom(...seeds: readonly (string | number)[]): () => number {
  const text = seeds.map(String).join('\u0000');
  let a = hashOf(text, 0x9e3779b9);
  let b = hashOf(text, 0x243f6a88);
  let c = hashOf(text, 0xb7e15162);
  let counter = 1;
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < 12; round++) next();
  return next;
}

/** The items in an order drawn from `random` (Fisher and Yates); the given list stays as it is. */
export function shuffle<Item>(items: readonly Item[], random: () => number): Item[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}

/** FNV-1a over UTF-16 units with a last mixing round (murmur3's), 32 bits. */
function hashOf(text: string, start: number): number {
  let hash = start;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
