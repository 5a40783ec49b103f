/** What the first page of a TIFF says of its values. */
export interface TiffFacts {
  /** Of one sample. */
  readonly bits: number;
  /** Samples a pixel: colours and whatever else there is. */
  readonly samples: number;
  readonly format: 'unsigned' | 'signed' | 'float' | 'other';
  /** Whether 0 is white and the largest value black. */
  readonly whiteIsZero: boolean;
  /** Of the samples after the colours, whether each is said to be transparency. */
  readonly extraIsAlpha: readonly boolean[];
  /** The smallest and largest value as the file says it, where it does. */
  readonly saidMin: number | undefined;
  readonly saidMax: number | undefined;
  /** Whole pictures in the file; those that only repeat one in a smaller size don't count. */
  readonly pages: number;
}

const tags = {
  subfile: 254,
  bits: 258,
  photometric: 262,
  samples: 277,
  min: 280,
  max: 281,
  extra: 338,
  format: 339,
  signedMin: 340,
  signedMax: 341,
} as const;

const formats = ['unsigned', 'unsigned', 'signed', 'float', 'unsigned'] as const;

/** No file has more pages and tags than are looked at. */
const mostPages = 1_000;
const mostTags = 1_000;
const mostValues = 16;

/** Reads a TIFF's own words, big and small, in either order of bytes; undefined where they make no sense. */
export function tiffFacts(bytes: Uint8Array): TiffFacts | undefined {
  try {
    const reader = new TiffReader(bytes);
    const first = reader.page(reader.firstPage);
    const one = (tag: number) => first.values.get(tag)?.[0];
    const photometric = one(tags.photometric);
    const extra = first.values.get(tags.extra) ?? [];
    const samples = one(tags.samples) ?? 1;
    const colours =
      photometric === 2 || photometric === 6 || photometric === 8 ? 3 : photometric === 5 ? 4 : 1;
    return {
      bits: one(tags.bits) ?? 1,
      samples,
      format: formats[one(tags.format) ?? 1] ?? 'other',
      whiteIsZero: photometric === 0,
      extraIsAlpha: Array.from({ length: Math.max(0, Math.min(samples - colours, mostValues)) }, (_, index) =>
        [1, 2].includes(extra[index] ?? 0),
      ),
      saidMin: one(tags.signedMin) ?? one(tags.min),
      saidMax: one(tags.signedMax) ?? one(tags.max),
      pages: reader.countPages(first),
    };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

interface Page {
  readonly values: ReadonlyMap<number, readonly number[]>;
  readonly next: number;
}

/** Bytes of a value by its type's number; those that hold no number are passed over. */
const sizes: Readonly<Record<number, number>> = {
  ...{ 1: 1, 3: 2, 4: 4, 6: 1, 8: 2, 9: 4, 11: 4, 12: 8, 16: 8 },
};

/** Reading beyond the end throws a RangeError, as DataView does. */
class TiffReader {
  readonly #view: DataView;
  readonly #little: boolean;
  readonly #big: boolean;
  readonly firstPage: number;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#little = this.#view.getUint8(0) === 0x49;
    this.#big = this.#view.getUint16(2, this.#little) === 43;
    this.firstPage = this.#offset(this.#big ? 8 : 4);
  }

  page(at: number): Page {
    const { entrySize, countSize } = this.#big
      ? { entrySize: 20, countSize: 8 }
      : { entrySize: 12, countSize: 2 };
    const count = this.#big ? Number(this.#view.getBigUint64(at, this.#little)) : this.#short(at);
    if (count > mostTags) throw new RangeError('Too many tags.');
    const values = new Map<number, readonly number[]>();
    for (let entry = 0; entry < count; entry += 1) {
      const place = at + countSize + entry * entrySize;
      const tag = this.#short(place);
      if (Object.values(tags).some((known) => known === tag)) values.set(tag, this.#values(place));
    }
    return { values, next: this.#offset(at + countSize + count * entrySize) };
  }

  countPages(first: Page): number {
    const isSmaller = ({ values }: Page) => ((values.get(tags.subfile)?.[0] ?? 0) & 1) === 1;
    const seen = new Set([this.firstPage]);
    let pages = 1;
    try {
      for (let at = first.next; at !== 0 && !seen.has(at) && seen.size < mostPages; ) {
        seen.add(at);
        const page = this.page(at);
        if (!isSmaller(page)) pages += 1;
        at = page.next;
      }
    } catch (error) {
      // A page that can't be read is none.
      if (!(error instanceof RangeError)) throw error;
    }
    return pages;
  }

  #values(entry: number): number[] {
    const type = this.#short(entry + 2);
    const size = sizes[type];
    if (size === undefined) return [];
    const said = this.#offset(entry + 4);
    const room = this.#big ? 8 : 4;
    const field = entry + (this.#big ? 12 : 8);
    const start = said * size <= room ? field : this.#offset(field);
    return Array.from({ length: Math.min(said, mostValues) }, (_, index) =>
      this.#value(type, start + index * size),
    );
  }

  #value(type: number, at: number): number {
    const view = this.#view;
    const little = this.#little;
    switch (type) {
      case 3:
        return view.getUint16(at, little);
      case 4:
        return view.getUint32(at, little);
      case 6:
        return view.getInt8(at);
      case 8:
        return view.getInt16(at, little);
      case 9:
        return view.getInt32(at, little);
      case 11:
        return view.getFloat32(at, little);
      case 12:
        return view.getFloat64(at, little);
      case 16:
        return Number(view.getBigUint64(at, little));
      default:
        return view.getUint8(at);
    }
  }

  #short(at: number): number {
    return this.#view.getUint16(at, this.#little);
  }

  /** An offset or a count. */
  #offset(at: number): number {
    return this.#big
      ? Number(this.#view.getBigUint64(at, this.#little))
      : this.#view.getUint32(at, this.#little);
  }
}
