/** What a file's name says about whether this program can read it as a picture. */
export type NamedKind = 'image' | 'unsupported' | 'other';

/** Endings of the kinds that are decoded: by the bundled sharp, and BMP by `bitmap.ts`. */
export const readableEndings: readonly string[] = [
  'jpg',
  'jpeg',
  'jpe',
  'jfif',
  'png',
  'webp',
  'gif',
  'tif',
  'tiff',
  'avif',
  'bmp',
  'dib',
];

const readable = new Set(readableEndings.map((ending) => `.${ending}`));

/** Pictures that people do have in such folders and that have to be converted first. */
const unreadable = new Set(
  '.heic .heif .jxl .jp2 .j2k .svg .ico .tga .psd .ppm .pgm .pbm .pnm .exr .hdr .dng .cr2 .cr3 .nef .arw .raf .orf .rw2'.split(
    ' ',
  ),
);

/** Tells a picture by the ending of its name; upper and lower case are the same. */
export function namedKind(name: string): NamedKind {
  const ending = name.slice(name.lastIndexOf('.')).toLowerCase();
  if (!name.includes('.')) return 'other';
  if (readable.has(ending)) return 'image';
  return unreadable.has(ending) ? 'unsupported' : 'other';
}

/** How the content of a file begins. `readable` says whether images of that kind can be decoded. */
export interface ContentKind {
  readonly name: string;
  readonly readable: boolean;
}

/** Tells a file's kind by its first bytes; undefined for one that is not known here. */
export function contentKind(bytes: Uint8Array): ContentKind | undefined {
  const beginning = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 64));
  const text = beginning.toString('latin1');
  // The name of the general container comes first in some, and what is in it among the names after it.
  if (/^ftypm[is][fs]1/.test(text.slice(4)) && text.includes('avif')) return { name: 'AVIF', readable: true };
  const found = signatures.find(({ at, marks }) => marks.some((mark) => text.startsWith(mark, at)));
  if (found) return { name: found.name, readable: found.readable };
  const word = text.trimStart().toLowerCase();
  if (word.startsWith('<!doctype html') || word.startsWith('<html')) return { name: 'HTML', readable: false };
  if (word.startsWith('<?xml') || word.startsWith('<svg')) return { name: 'SVG', readable: false };
  return undefined;
}

/** What to do with a picture, or what was taken for one, of a kind that can't be read. */
export function toConvert(kind: string): string {
  if (kind === 'HEIC') {
    return 'Save it as JPEG: on macOS by "sips -s format jpeg IN.heic --out OUT.jpg", on Linux by "heif-convert IN.heic OUT.jpg", on Windows in Photos.';
  }
  if (kind === 'Git LFS pointer') return 'Get what it points to by "git lfs pull".';
  if (kind === 'HTML' || kind === 'ZIP') return 'Get the picture itself, or take the file away.';
  return 'Save it as JPEG or PNG.';
}

interface Signature extends ContentKind {
  readonly at: number;
  readonly marks: readonly string[];
}

function readableKind(name: string, at: number, ...marks: string[]): Signature {
  return { name, readable: true, at, marks };
}

function otherKind(name: string, at: number, ...marks: string[]): Signature {
  return { name, readable: false, at, marks };
}

const signatures: readonly Signature[] = [
  readableKind('JPEG', 0, '\xff\xd8\xff'),
  readableKind('PNG', 0, '\x89PNG\r\n\x1a\n'),
  readableKind('GIF', 0, 'GIF87a', 'GIF89a'),
  readableKind('WebP', 8, 'WEBP'),
  readableKind('TIFF', 0, 'II*\0', 'MM\0*', 'II+\0', 'MM\0+'),
  readableKind('AVIF', 4, 'ftypavif', 'ftypavis'),
  otherKind('HEIC', 4, 'ftyphei', 'ftyphev', 'ftypmif1', 'ftypmsf1'),
  readableKind('BMP', 0, 'BM'),
  otherKind('JPEG XL', 0, '\xff\x0a', '\0\0\0\x0cJXL '),
  otherKind('JPEG 2000', 0, '\0\0\0\x0cjP'),
  otherKind('Photoshop', 0, '8BPS'),
  otherKind('PDF', 0, '%PDF'),
  otherKind('ZIP', 0, 'PK\x03\x04'),
  otherKind('Git LFS pointer', 0, 'version https://git-lfs'),
];
