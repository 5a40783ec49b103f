import sharp, { type SharpOptions } from 'sharp';
import type { TiffFacts } from './tiff-facts';
import { narrowRange, type ValueRange, valueRange } from './value-range';

/** A picture in 16 bits that use their whole range, turned as it should be shown. */
export interface EvenPicture {
  readonly values: Uint16Array;
  readonly width: number;
  readonly height: number;
  /** Grey or RGB, and transparency. */
  readonly channels: 1 | 2 | 3 | 4;
  readonly concern: string | null;
}

/** Whether a TIFF has to be evened out before it can be shown as any other picture. */
export function needsEvening(facts: TiffFacts): boolean {
  const saysRange = facts.bits > 8 && facts.saidMax !== undefined && facts.saidMax < 2 ** facts.bits - 1;
  return facts.format !== 'unsigned' || facts.bits > 16 || saysRange || hasStrangeChannel(facts);
}

/** A channel after the colours that the file does not call transparency: infrared, say, or a second dye. */
export function hasStrangeChannel({ extraIsAlpha }: TiffFacts): boolean {
  return extraIsAlpha.length === 1 && extraIsAlpha[0] === false;
}

/** So many values and their 16 bits take less than half a gigabyte. */
const mostValues = 64 * 1024 * 1024;

/**
 * Brings a TIFF of signed numbers, fractions, 32 bits, a stated range or a strange channel to what its file says is
 * black and white. Its colour profile is left out: it speaks of values that such files don't hold.
 *
 * @returns undefined for one in colours that are no RGB or grey; `too large` beyond what is kept in memory at once
 * @throws whatever the library throws
 */
export async function evenTiff(
  bytes: Uint8Array,
  facts: TiffFacts,
  options: SharpOptions,
): Promise<EvenPicture | 'too large' | 'no numbers' | undefined> {
  const { space, channels, width, height } = await sharp(bytes, options).metadata();
  if (!['b-w', 'grey16', 'srgb', 'rgb16', 'scrgb'].includes(space) || channels > 4) return undefined;
  if (width * height * channels > mostValues) return 'too large';
  const read = await nativeValues(bytes, facts, space, options);
  // Of grey pictures the library may have left the second channel out itself.
  const stride = read.values.length / (read.width * read.height);
  const colours = channels === 2 || channels === 4 ? channels - 1 : channels;
  const found = read.was ?? extremes(read.values, stride, colours);
  if (!found) return 'no numbers';
  const range = valueRange(facts, found.min, found.max);
  const dropped = hasStrangeChannel(facts);
  const kept = dropped ? colours : stride;
  const scales = Array.from({ length: kept }, (_, channel) =>
    read.was ? whole : channel < colours ? range : { black: 0, white: alphaWhite(facts, range) },
  );
  const concerns = [
    found.hasGaps ? 'Some of its values are no numbers and become black.' : null,
    range.concern ?? narrowRange(found.min, found.max, range),
    dropped ? 'Its last channel is no transparency by what the file says; it is left out.' : null,
  ].filter((one) => one !== null);
  return {
    values: evened(read.values, stride, scales),
    ...{ width: read.width, height: read.height },
    channels: kept as 1 | 2 | 3 | 4,
    concern: concerns.length > 0 ? concerns.join(' ') : null,
  };
}

const whole = { black: 0, white: 65_535 };

function alphaWhite({ format, bits }: TiffFacts, { white }: ValueRange): number {
  return format === 'float' ? 1 : Math.min(white, 2 ** bits - 1);
}

/** Brings each channel from its black and white to 0 and 65,535. What is no number becomes black. */
function evened(
  values: Float32Array | Uint16Array,
  stride: number,
  scales: readonly Pick<ValueRange, 'black' | 'white'>[],
): Uint16Array {
  const pixels = values.length / stride;
  const even = new Uint16Array(pixels * scales.length);
  for (const [channel, { black, white }] of scales.entries()) {
    const factor = 65_535 / (white - black);
    for (let pixel = 0; pixel < pixels; pixel += 1) {
      const value = Math.round(((values[pixel * stride + channel] as number) - black) * factor);
      even[pixel * scales.length + channel] = Math.min(65_535, Math.max(0, value));
    }
  }
  return even;
}

interface NativeValues {
  /** As in the file, pixel by pixel; from 0 to 65,535 where they could only be had evened out already. */
  readonly values: Float32Array | Uint16Array;
  readonly width: number;
  readonly height: number;
  /** What those were before. */
  readonly was?: Extremes;
}

/** The library casts to 16 bits at its end what it takes for such, so other numbers must fit there before. */
async function nativeValues(
  bytes: Uint8Array,
  facts: TiffFacts,
  space: string,
  options: SharpOptions,
): Promise<NativeValues> {
  const image = sharp(bytes, { ...options, ignoreIcc: true });
  if (!space.endsWith('16')) {
    const { data, info } = await image
      .toColourspace(space)
      .raw({ depth: 'float' })
      .toBuffer({ resolveWithObject: true });
    return { values: new Float32Array(aligned(data)), width: info.width, height: info.height };
  }
  const linear = async (factor: number, offset: number) => {
    const { channels } = await image.metadata();
    const all = (value: number) => new Array<number>(channels).fill(value);
    const moved = factor === 1 && offset === 0 ? image : image.linear(all(factor), all(offset));
    const { data, info } = await moved
      .toColourspace(space)
      .raw({ depth: 'ushort' })
      .toBuffer({ resolveWithObject: true });
    return { values: new Uint16Array(aligned(data)), width: info.width, height: info.height };
  };
  if (facts.format === 'unsigned') return linear(1, 0);
  if (facts.format === 'signed') {
    const { values, ...size } = await linear(1, 32_768);
    return { ...size, values: Float32Array.from(values, (value) => value - 32_768) };
  }
  const { channels } = await sharp(bytes, options).stats();
  const min = Math.min(...channels.map((channel) => channel.min));
  const max = Math.max(...channels.map((channel) => channel.max));
  const range = valueRange(facts, min, max);
  const factor = 65_535 / (range.white - range.black);
  return { ...(await linear(factor, -range.black * factor)), was: { min, max, hasGaps: false } };
}

/** Numbers of several bytes must begin where their size goes in. */
function aligned({ buffer, byteOffset, length }: Buffer): ArrayBuffer {
  return buffer.slice(byteOffset, byteOffset + length) as ArrayBuffer;
}

interface Extremes {
  readonly min: number;
  readonly max: number;
  /** Whether some values are no finite numbers. */
  readonly hasGaps: boolean;
}

function extremes(values: Float32Array | Uint16Array, stride: number, colours: number): Extremes | undefined {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let hasGaps = false;
  for (let pixel = 0; pixel < values.length; pixel += stride) {
    for (let channel = 0; channel < colours; channel += 1) {
      const value = values[pixel + channel] as number;
      if (!Number.isFinite(value)) hasGaps = true;
      else {
        if (value < min) min = value;
        if (value > max) max = value;
      }
    }
  }
  return min <= max ? { min, max, hasGaps } : undefined;
}
