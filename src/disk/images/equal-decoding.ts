import { contentKind } from './image-kinds';

const decodedEqually: ReadonlySet<string | undefined> = new Set(['JPEG', 'PNG', 'GIF', 'WebP']);

/**
 * What keeps a picture from being decoded to the same pixels by libvips alone, as other programs have it: TIFF and BMP are
 * brought to 8 bits by this program's own rules, deep pictures by sharp's.
 *
 * @param bytes of the file, from its beginning; 64 of them tell
 * @returns what it is, for a list; undefined where nothing does
 */
export function onlyDecodedHere(bytes: Uint8Array): string | undefined {
  const kind = contentKind(bytes)?.name;
  if (kind === 'PNG' && bytes[24] === 16) return 'PNG of 16 bits';
  return kind === undefined || decodedEqually.has(kind) ? undefined : kind;
}
