import { TransferError } from '../../design/transfer-error';
import { count } from '../../design/words/number-text';

/** The pixels of a BMP, from the top row down. */
export interface Bitmap {
  /** `[height, width, channels]`, RGB or RGBA. */
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
}

const compressions = { none: 0, rle8: 1, rle4: 2, bitFields: 3, alphaBitFields: 6 } as const;

/**
 * Decodes a BMP: 1, 2, 4, 8, 16, 24 and 32 bits a pixel, palettes, run lengths and bit fields; whichever way up; the
 * headers of Windows and OS/2. Whatever would lie outside of the file or of the picture is an error.
 *
 * @param mostPixels a picture of more is refused before memory is taken for it
 * @throws TransferError `unreadable-image`
 */
export function decodeBitmap(bytes: Uint8Array, mostPixels: number): Bitmap {
  try {
    const header = readHeader(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    if (header.width * header.height > mostPixels) {
      const size = `${count(header.width)} × ${count(header.height)}`;
      const most = `at most ${Math.floor(mostPixels / 1e6)} million can be decoded`;
      throw new TransferError(
        'unreadable-image',
        `It is too large: ${size} pixels, and ${most}. Make it smaller.`,
      );
    }
    const isPacked = header.compression === compressions.rle8 || header.compression === compressions.rle4;
    return isPacked ? unpacked(bytes, header) : plain(bytes, header);
  } catch (error) {
    if (error instanceof RangeError)
      throw new TransferError('unreadable-image', 'It is a damaged BMP: it ends too early.');
    throw error;
  }
}

interface Header {
  readonly width: number;
  readonly height: number;
  readonly topDown: boolean;
  readonly bits: number;
  readonly compression: number;
  /** Where the pixels begin. */
  readonly start: number;
  /** Red, green and blue of each of its colours, one after the other. */
  readonly palette: Uint8Array;
  /** Which bits of a pixel are red, green, blue and transparency; 0 for none. */
  readonly masks: readonly [red: number, green: number, blue: number, alpha: number];
}

function readHeader(view: DataView): Header {
  const start = view.getUint32(10, true);
  const size = view.getUint32(14, true);
  const isOld = size === 12;
  if (!isOld && (size < 40 || size > 1_024))
    throw new TransferError('unreadable-image', 'It is a BMP of a kind that is not known.');
  const width = isOld ? view.getUint16(18, true) : view.getInt32(18, true);
  const signedHeight = isOld ? view.getUint16(20, true) : view.getInt32(22, true);
  const bits = view.getUint16(isOld ? 24 : 28, true);
  const compression = isOld ? compressions.none : view.getUint32(30, true);
  const height = Math.abs(signedHeight);
  if (width <= 0 || height === 0)
    throw new TransferError('unreadable-image', 'It is a damaged BMP: it has no pixels.');
  requireKnown(bits, compression, signedHeight < 0);
  const hasFields = compression === compressions.bitFields || compression === compressions.alphaBitFields;
  const fieldBytes = hasFields && size === 40 ? (compression === compressions.alphaBitFields ? 16 : 12) : 0;
  const colours = bits > 8 ? 0 : Math.min(2 ** bits, (isOld ? 0 : view.getUint32(46, true)) || 2 ** bits);
  const palette = readPalette(view, 14 + size + fieldBytes, colours, isOld ? 3 : 4, start);
  const masks = hasFields ? readMasks(view, size, compression) : usualMasks(bits);
  return { width, height, topDown: signedHeight < 0, bits, compression, start, palette, masks };
}

function requireKnown(bits: number, compression: number, topDown: boolean): void {
  const { none, rle8, rle4, bitFields, alphaBitFields } = compressions;
  const fits: Readonly<Record<number, readonly number[]>> = {
    [none]: [1, 2, 4, 8, 16, 24, 32],
    [rle8]: [8],
    [rle4]: [4],
    [bitFields]: [16, 32],
    [alphaBitFields]: [16, 32],
  };
  const isPacked = compression === rle8 || compression === rle4;
  if (fits[compression]?.includes(bits) && !(isPacked && topDown)) return;
  throw new TransferError(
    'unreadable-image',
    `It is a BMP of ${bits} bits a pixel and compression ${compression}, which can't be read. Save it as PNG.`,
  );
}

function readPalette(
  view: DataView,
  at: number,
  colours: number,
  entry: 3 | 4,
  pixelsStart: number,
): Uint8Array {
  // Old programs leave out colours that they do not use; what lies at the pixels is no palette.
  const there = Math.min(colours, Math.floor((pixelsStart - at) / entry));
  if (colours > 0 && there < 1)
    throw new TransferError('unreadable-image', 'It is a damaged BMP: it has no colours.');
  const palette = new Uint8Array(colours * 3);
  for (let colour = 0; colour < there; colour += 1) {
    palette[colour * 3] = view.getUint8(at + colour * entry + 2);
    palette[colour * 3 + 1] = view.getUint8(at + colour * entry + 1);
    palette[colour * 3 + 2] = view.getUint8(at + colour * entry);
  }
  return palette;
}

function readMasks(view: DataView, size: number, compression: number): Header['masks'] {
  const hasAlpha = compression === compressions.alphaBitFields || size >= 56;
  const mask = (index: number) => view.getUint32(54 + index * 4, true);
  return [mask(0), mask(1), mask(2), hasAlpha ? mask(3) : 0];
}

function usualMasks(bits: number): Header['masks'] {
  return bits === 16 ? [0x7c00, 0x03e0, 0x001f, 0] : [0xff0000, 0xff00, 0xff, 0];
}

function plain(bytes: Uint8Array, header: Header): Bitmap {
  const { width, height, bits, start, topDown, palette, masks } = header;
  const stride = Math.ceil((width * bits) / 32) * 4;
  // Some programs leave the last row's padding out.
  const needed = start + stride * (height - 1) + Math.ceil((width * bits) / 8);
  if (needed > bytes.length) throw new RangeError('The pixels are not all there.');
  const channels = masks[3] === 0 ? 3 : 4;
  const pixels = new Uint8Array(width * height * channels);
  const fields = masks.map(fieldOf);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const perByte = 8 / bits;
  const lastColour = palette.length / 3 - 1;
  for (let row = 0; row < height; row += 1) {
    const from = start + stride * (topDown ? row : height - 1 - row);
    let to = row * width * channels;
    for (let column = 0; column < width; column += 1) {
      if (bits <= 8) {
        const byte = bytes[from + Math.floor(column / perByte)] as number;
        const shift = 8 - bits - (column % perByte) * bits;
        const colour = Math.min((byte >> shift) & (2 ** bits - 1), lastColour);
        for (let channel = 0; channel < 3; channel += 1) {
          pixels[to++] = palette[colour * 3 + channel] as number;
        }
      } else if (bits === 24) {
        const place = from + column * 3;
        pixels[to++] = bytes[place + 2] as number;
        pixels[to++] = bytes[place + 1] as number;
        pixels[to++] = bytes[place] as number;
      } else {
        const value =
          bits === 16 ? view.getUint16(from + column * 2, true) : view.getUint32(from + column * 4, true);
        for (let channel = 0; channel < channels; channel += 1) {
          const { shift, most } = fields[channel] as Field;
          pixels[to++] = most === 0 ? 0 : Math.round(((((value >>> shift) & most) >>> 0) * 255) / most);
        }
      }
    }
  }
  if (channels === 4) showWhereNothingWouldBe(pixels);
  return { pixels, width, height, channels };
}

/** Programs that know nothing of transparency leave all of it at 0. */
function showWhereNothingWouldBe(pixels: Uint8Array): void {
  for (let place = 3; place < pixels.length; place += 4) if (pixels[place] !== 0) return;
  for (let place = 3; place < pixels.length; place += 4) pixels[place] = 255;
}

interface Field {
  readonly shift: number;
  /** The largest value. */
  readonly most: number;
}

function fieldOf(mask: number): Field {
  if (mask === 0) return { shift: 0, most: 0 };
  const shift = 31 - Math.clz32(mask & -mask);
  return { shift, most: mask >>> shift };
}

/** Run lengths: pairs of a count and a colour; 0 begins an end, a jump or bytes as they are. */
function unpacked(bytes: Uint8Array, header: Header): Bitmap {
  const { width, height, bits, start, palette } = header;
  const pixels = new Uint8Array(width * height * 3);
  const lastColour = palette.length / 3 - 1;
  let column = 0;
  let row = 0;
  const put = (colour: number) => {
    if (column < width && row < height) {
      const to = ((height - 1 - row) * width + column) * 3;
      const from = Math.min(colour, lastColour) * 3;
      pixels.set(palette.subarray(from, from + 3), to);
    }
    column += 1;
  };
  // Pixels that are jumped over have the first colour.
  for (let place = 0; place < pixels.length; place += 3) pixels.set(palette.subarray(0, 3), place);
  const at = (place: number): number => {
    const byte = bytes[place];
    if (byte === undefined) throw new RangeError('The runs are not all there.');
    return byte;
  };
  const colourOf = (byte: number, index: number) =>
    bits === 8 ? byte : index % 2 === 0 ? byte >> 4 : byte & 15;
  for (let place = start; row < height; ) {
    const run = at(place);
    const value = at(place + 1);
    place += 2;
    if (run > 0) {
      for (let index = 0; index < run; index += 1) put(colourOf(value, index));
    } else if (value === 0) {
      column = 0;
      row += 1;
    } else if (value === 1) {
      break;
    } else if (value === 2) {
      column += at(place);
      row += at(place + 1);
      place += 2;
    } else {
      for (let index = 0; index < value; index += 1) {
        put(colourOf(at(place + (bits === 8 ? index : index >> 1)), index));
      }
      const taken = bits === 8 ? value : (value + 1) >> 1;
      place += taken + (taken % 2);
    }
  }
  return { pixels, width, height, channels: 3 };
}
