import { open } from 'node:fs/promises';
import { contentKind } from './image-kinds';

const decodedEqually: ReadonlySet<string | undefined> = new Set(['JPEG', 'PNG', 'GIF', 'WebP']);

/**
 * What keeps a picture from being decoded to the same pixels by libvips alone, as other programs have it: TIFF and BMP are
 * brought to 8 bits by this program's own rules, deep pictures by sharp's.
 *
 * @returns what it is, for a list; undefined where nothing does
 */
export async function onlyDecodedHere(file: string): Promise<string | undefined> {
  const handle = await open(file, 'r');
  try {
    const bytes = Buffer.alloc(64);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
    const kind = contentKind(bytes.subarray(0, bytesRead))?.name;
    if (kind === 'PNG' && bytes[24] === 16) return 'PNG of 16 bits';
    return kind === undefined || decodedEqually.has(kind) ? undefined : kind;
  } finally {
    await handle.close();
  }
}
