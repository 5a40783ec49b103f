/** What a file's name says about whether this program can read it as a picture. */
export type NamedKind = 'image' | 'unsupported' | 'other';

/** Endings of the kinds that the bundled sharp decodes. Its prebuilt libvips reads neither BMP nor HEIC. */
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
];

const readable = new Set(readableEndings.map((ending) => `.${ending}`));

/** Pictures that people do have in such folders and that have to be converted first. */
const unreadable = new Set(
  '.bmp .dib .heic .heif .jxl .jp2 .j2k .svg .ico .tga .psd .ppm .pgm .pbm .pnm .exr .hdr .dng .cr2 .cr3 .nef .arw .raf .orf .rw2'.split(
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
  const found = signatures.find(({ at, marks }) => marks.some((mark) => text.startsWith(mark, at)));
  if (found) return { name: found.name, readable: found.readable };
  const word = text.trimStart().toLowerCase();
  if (word.startsWith('<!doctype html') || word.startsWith('<html')) return { name: 'HTML', readable: false };
  if (word.startsWith('<?xml') || word.startsWith('<svg')) return { name: 'SVG', readable: false };
  return undefined;
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
  otherKind('BMP', 0, 'BM'),
  otherKind('JPEG XL', 0, '\xff\x0a', '\0\0\0\x0cJXL '),
  otherKind('JPEG 2000', 0, '\0\0\0\x0cjP'),
  otherKind('Photoshop', 0, '8BPS'),
  otherKind('PDF', 0, '%PDF'),
  otherKind('ZIP', 0, 'PK\x03\x04'),
  otherKind('Git LFS pointer', 0, 'version https://git-lfs'),
];
