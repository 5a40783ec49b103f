import type { ImageLook } from './image-look';

/** Which part of the data an image belongs to. */
export type Side = 'train' | 'validation' | 'test';

/** An image with what is known of its content. */
export interface KnownImage {
  readonly file: string;
  readonly side: Side;
  readonly className: string;
  /** Of the file's bytes. */
  readonly sha256: string;
  /** Left out while it has not been decoded. */
  readonly look?: ImageLook;
}

export interface CopiedImage {
  readonly file: string;
  readonly side: Side;
  readonly className: string;
}

/** How sure it is that several images are one, in words. */
export const sameWords = {
  bytes: 'the same image',
  pixels: 'the same image in another file',
  look: 'nearly the same image',
} as const;

/** One picture that is there more than once, under whatever names and in whatever formats. */
export interface ImageCopies {
  /** How sure it is that they are one: byte for byte, pixel for pixel, or hardly to be told apart. */
  readonly same: 'bytes' | 'pixels' | 'look';
  /** Whether it stands in several classes, so that at least one label is wrong. */
  readonly contradictory: boolean;
  /** Whether it stands on several sides of the split: what has been trained on does not test. */
  readonly acrossSides: boolean;
  /** At least two, in the order given. */
  readonly images: readonly CopiedImage[];
}

/**
 * Finds pictures that stand in several classes or on several sides of the split. Copies within one class and side do
 * no harm and are not listed. Those in several classes come first, then the surest, then by first appearance.
 *
 * Pictures that only look alike must be nearly the same in all of their areas, as after saving as JPEG or another size;
 * drawings of the same thing are not. The time grows with the number of images, not with its square.
 */
export function findCopies(images: readonly KnownImage[]): ImageCopies[] {
  const order = { bytes: 0, pixels: 1, look: 2 } as const;
  return groupsOf(images)
    .filter((group) => group.length > 1)
    .map(asCopies)
    .filter(({ contradictory, acrossSides }) => contradictory || acrossSides)
    .map((copies, place) => ({ copies, place }))
    .sort(
      (one, other) =>
        Number(other.copies.contradictory) - Number(one.copies.contradictory) ||
        order[one.copies.same] - order[other.copies.same] ||
        one.place - other.place,
    )
    .map(({ copies }) => copies);
}

function asCopies(group: readonly KnownImage[]): ImageCopies {
  const different = (value: (image: KnownImage) => string | undefined) => new Set(group.map(value)).size > 1;
  const sameBytes = !different(({ sha256 }) => sha256);
  const samePixels = !different(({ look, sha256 }) => look?.pixels ?? sha256);
  return {
    same: sameBytes ? 'bytes' : samePixels ? 'pixels' : 'look',
    contradictory: different(({ className }) => className),
    acrossSides: different(({ side }) => side),
    images: group.map(({ file, side, className }) => ({ file, side, className })),
  };
}

/** Puts each image to the first one that it is a copy of, so that a long row of small changes is no single picture. */
function groupsOf(images: readonly KnownImage[]): KnownImage[][] {
  const groups: KnownImage[][] = [];
  const byContent = new Map<string, KnownImage[]>();
  const alike = new AlikeIndex();
  for (const image of images) {
    const { sha256, look } = image;
    const pixels = look && `pixels ${look.pixels}`;
    let group = byContent.get(sha256) ?? (pixels && byContent.get(pixels)) ?? (look && alike.find(look));
    if (group) group.push(image);
    else {
      group = [image];
      groups.push(group);
      if (look) alike.add(look, group);
    }
    byContent.set(sha256, group);
    if (pixels) byContent.set(pixels, group);
  }
  return groups;
}

/**
 * Shares of a picture's contrast. Measured on the pictures of the examples: of 237,000 pairs of different drawings and
 * digits the nearest differ by a sixth of it in some area, while nine of ten copies saved as JPEG (quality 60 to 90) or
 * WebP stay below a twelfth everywhere.
 */
const mostDifference = 0.1;
const mostMeanDifference = 0.016;

/** Of 255. What has less is so plain, or so dark, that all of its kind look alike. */
const leastContrast = 48;

/** Bits of the slopes that may differ. With one part more than that, one of the parts is the same. */
const mostBits = 4;
const parts = mostBits + 1;

/** So plain a part is shared by pictures of all kinds: others tell more, and a picture without others is not found. */
const mostInPart = 64;

interface Leader {
  readonly look: ImageLook;
  readonly group: KnownImage[];
  readonly contrast: number;
  /** The number of the last search that came by: it may stand in several parts. */
  search: number;
}

/** Finds pictures that look alike without comparing each with each. */
class AlikeIndex {
  readonly #byPart = new Map<number, Leader[]>();
  #search = 0;

  find(look: ImageLook): KnownImage[] | undefined {
    this.#search += 1;
    const contrast = contrastOf(look);
    if (contrast < leastContrast) return undefined;
    for (const part of partsOf(look)) {
      for (const leader of this.#byPart.get(part) ?? []) {
        if (leader.search === this.#search) continue;
        leader.search = this.#search;
        if (areAlike(leader.look, look, Math.min(contrast, leader.contrast))) return leader.group;
      }
    }
    return undefined;
  }

  add(look: ImageLook, group: KnownImage[]): void {
    const contrast = contrastOf(look);
    if (contrast < leastContrast) return;
    const leader: Leader = { look, group, contrast, search: 0 };
    for (const part of partsOf(look)) {
      const known = this.#byPart.get(part);
      if (!known) this.#byPart.set(part, [leader]);
      else if (known.length < mostInPart) known.push(leader);
    }
  }
}

/** Each part of the bits with its own number: 13 bits, the last 12. */
function partsOf({ slopes: [low, high] }: ImageLook): number[] {
  const all = (BigInt(high) << 32n) | BigInt(low);
  return Array.from(
    { length: parts },
    (_, part) => (part << 13) | Number((all >> BigInt(part * 13)) & 0x1fffn),
  );
}

function areAlike(one: ImageLook, other: ImageLook, contrast: number): boolean {
  const bits = bitsOf(one.slopes[0] ^ other.slopes[0]) + bitsOf(one.slopes[1] ^ other.slopes[1]);
  if (bits > mostBits) return false;
  let sum = 0;
  for (let place = 0; place < one.small.length; place += 1) {
    const difference = Math.abs((one.small[place] as number) - (other.small[place] as number));
    if (difference > mostDifference * contrast) return false;
    sum += difference;
  }
  return sum <= mostMeanDifference * contrast * one.small.length;
}

/** From the darkest to the lightest area, in the channel where that is most; a tint alone is no contrast. */
function contrastOf({ small }: ImageLook): number {
  const min = [255, 255, 255];
  const max = [0, 0, 0];
  for (const [place, value] of small.entries()) {
    const channel = place % 3;
    min[channel] = Math.min(value, min[channel] as number);
    max[channel] = Math.max(value, max[channel] as number);
  }
  return Math.max(...max.map((most, channel) => most - (min[channel] as number)));
}

function bitsOf(value: number): number {
  let count = 0;
  for (let left = value; left !== 0; left &= left - 1) count += 1;
  return count;
}
