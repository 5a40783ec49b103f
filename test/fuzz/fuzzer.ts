/** Numbers in [0, 1) that a seed repeats. */
export type Random = () => number;

/**
 * Draws inputs of one kind that nobody would write, and holds the product to what it promises of them. Each stands in
 * a file of its own, `test/fuzz/<name>.fuzz.ts`, as its default export; `npm run fuzz` and the unit tests find it there.
 */
export interface Fuzzer {
  /** What it makes, e.g. "text"; the name of its file too. */
  readonly name: string;
  /** What holds of every input, as one sentence. */
  readonly promise: string;
  /** Tries with a fixed seed in the unit tests: as many as take two seconds or so. */
  readonly quickTries: number;
  /**
   * Makes ready what all tries share, in an empty folder of their own.
   *
   * @returns one try. All that it draws comes from `random`, so that the same seed repeats it; it throws, with the
   *   input in the message, where the promise is broken.
   */
  open(folder: string): Promise<Attempt> | Attempt;
}

export type Attempt = (random: Random) => Promise<void> | void;

/** One of the items, each as likely. */
export function pick<Item>(random: Random, items: readonly Item[]): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new RangeError('There is nothing to pick from.');
  return item;
}

/** A whole number from `from` to `to`, both possible. */
export function between(random: Random, from: number, to: number): number {
  return from + Math.floor(random() * (to - from + 1));
}

/**
 * The bytes with one to `most` accidents: a bit turned, bytes overwritten, cut out, doubled, exchanged for others, or the
 * end lost.
 */
export function damagedBytes(random: Random, bytes: Uint8Array, most = 4): Buffer<ArrayBuffer> {
  let damaged: Buffer<ArrayBuffer> = Buffer.from(bytes);
  for (let left = between(random, 1, most); left > 0; left -= 1)
    damaged = pick(random, accidents)(random, damaged);
  return damaged;
}

const accidents: readonly ((random: Random, bytes: Buffer<ArrayBuffer>) => Buffer<ArrayBuffer>)[] = [
  (random, bytes) => {
    if (bytes.length === 0) return bytes;
    const place = between(random, 0, bytes.length - 1);
    bytes.writeUInt8(bytes.readUInt8(place) ^ (1 << between(random, 0, 7)), place);
    return bytes;
  },
  (random, bytes) => {
    const [start, end] = stretch(random, bytes);
    return bytes.fill(pick(random, [0, 0x20, 0x39, 0x7f, 0xff]), start, end);
  },
  (random, bytes) => {
    const [start, end] = stretch(random, bytes);
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
  },
  (random, bytes) => {
    const [start, end] = stretch(random, bytes);
    return Buffer.concat([bytes.subarray(0, end), bytes.subarray(start)]);
  },
  (random, bytes) => {
    const [start] = stretch(random, bytes);
    return Buffer.concat([bytes.subarray(start), bytes.subarray(0, start)]);
  },
  (random, bytes) => bytes.subarray(0, between(random, 0, bytes.length)),
];

/** Two places in the bytes, mostly near each other. */
function stretch(random: Random, bytes: Buffer): readonly [number, number] {
  const start = between(random, 0, bytes.length);
  const longest = random() < 0.8 ? 16 : bytes.length;
  return [start, Math.min(bytes.length, start + between(random, 0, longest))];
}
