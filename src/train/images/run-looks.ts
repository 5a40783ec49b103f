import type { PlanInput } from '../../design/plan';
import { type FeatureCache, openFeatureCache } from '../../disk/features/feature-cache';
import type { FeatureSpace } from '../../disk/features/feature-space';
import { type DecodedImage, decodingVersion } from '../../disk/images/image-decoding';
import { type ImageLook, lookOf, lookVersion, smallEdge } from '../../disk/images/image-look';
import { viewKey } from './augmentation';

const smallBytes = smallEdge * smallEdge * 3;
const slopesAt = smallBytes;
const pixelsAt = slopesAt + 8;
const pixelsBytes = 16;
const strangeAt = pixelsAt + pixelsBytes;
const rowBytes = strangeAt + 1;

export interface KnownLook {
  readonly look: ImageLook;
  /** Whether something of how its values are taken is strange. */
  readonly isStrange: boolean;
  /** What; only of images that were decoded in this process. */
  readonly concern?: string;
}

/**
 * What the images of a run look like, by their sha256: as far as they have been decoded, by this run or an earlier one.
 * Kept in the feature cache, so that a run which decodes nothing still knows the copies among its images.
 */
export class RunLooks {
  readonly #known = new Map<string, KnownLook>();
  #new: string[] = [];

  private constructor(private readonly cache: FeatureCache | undefined) {}

  /** @param folder of the feature cache; null where the run keeps none */
  static async open(
    folder: string | null,
    { size, resize }: PlanInput,
    images: readonly { readonly sha256: string }[],
  ): Promise<RunLooks> {
    if (folder === null) return new RunLooks(undefined);
    const space: FeatureSpace = {
      description: { decoding: decodingVersion, size: size.join('x'), resize, look: lookVersion },
      shape: [rowBytes],
      format: 'uint8',
    };
    const cache = await openFeatureCache(folder, space);
    const looks = new RunLooks(cache);
    const kept = [...new Set(images.map(({ sha256 }) => sha256))].filter((sha256) =>
      cache.has(keyOf(sha256)),
    );
    const reader = cache.reader(kept.map(keyOf));
    try {
      const row = new Uint8Array(rowBytes);
      for (const [index, sha256] of kept.entries()) {
        reader.readRows([index], row);
        looks.#known.set(sha256, fromRow(row));
      }
    } finally {
      reader.close();
    }
    return looks;
  }

  /** How many are known. */
  get size(): number {
    return this.#known.size;
  }

  of(sha256: string): KnownLook | undefined {
    return this.#known.get(sha256);
  }

  learn(sha256: string, { pixels, concern }: DecodedImage, size: readonly [number, number]): void {
    const before = this.#known.get(sha256);
    if (before === undefined) this.#new.push(sha256);
    const look = before?.look ?? lookOf(pixels, size);
    this.#known.set(sha256, { look, isStrange: concern !== null, ...(concern === null ? {} : { concern }) });
  }

  /** Puts what is new on disk. Throws TransferError `disk-full`. */
  async keep(): Promise<void> {
    const fresh = this.#new;
    this.#new = [];
    if (!this.cache || fresh.length === 0) return;
    const writer = this.cache.writer();
    try {
      for (const sha256 of fresh) {
        const known = this.#known.get(sha256);
        if (known) await writer.add(keyOf(sha256), toRow(known));
      }
      await writer.finish();
    } catch (error) {
      await writer.abandon();
      throw error;
    }
  }
}

function keyOf(sha256: string): string {
  return viewKey(sha256, 0, null, 0);
}

function toRow({ look, isStrange }: KnownLook): Uint8Array {
  const row = Buffer.alloc(rowBytes);
  row.set(look.small);
  row.writeUInt32LE(look.slopes[0], slopesAt);
  row.writeUInt32LE(look.slopes[1], slopesAt + 4);
  row.write(look.pixels, pixelsAt, 'hex');
  row[strangeAt] = isStrange ? 1 : 0;
  return new Uint8Array(row);
}

function fromRow(bytes: Uint8Array): KnownLook {
  const row = Buffer.from(bytes);
  return {
    look: {
      pixels: row.toString('hex', pixelsAt, pixelsAt + pixelsBytes),
      small: new Uint8Array(row.subarray(0, smallBytes)),
      slopes: [row.readUInt32LE(slopesAt), row.readUInt32LE(slopesAt + 4)],
    },
    isStrange: row[strangeAt] === 1,
  };
}
