import { isTransferError } from '../../design/transfer-error';
import { readImageBytes, thumbnail } from './image-decoding';

/** Images to make small pictures of. */
export interface ThumbnailRequest {
  /** Absolute. */
  readonly files: readonly string[];
  /** Width and height that each has to fit into, in pixels. */
  readonly edge: number;
}

/** What is told of the image with that index: that it is begun with, or what came of it. */
export type ThumbnailAnswer = { readonly index: number } & (
  | { readonly begun: true }
  /** A JPEG, in base64. */
  | { readonly jpeg: string }
  | { readonly unreadable: string }
);

/** An image above these is still trained on; it is not worth the wait to be shown small. */
const mostBytes = 64 * 1024 * 1024;
const mostPixels = 64 * 1024 * 1024;
/** Of a thumbnail; one of a hundred pixels of noise takes a quarter of it. */
const mostThumbnailBytes = 32 * 1024;
/** Two images of the most pixels take a gigabyte of memory, and are not likely to come together. */
const atOnce = 2;

/** Makes a small JPEG of each image. What is wrong with one is told of it; the others come all the same. */
export async function makeThumbnails(
  { files, edge }: ThumbnailRequest,
  tell: (answer: ThumbnailAnswer) => void,
): Promise<void> {
  let next = 0;
  const work = async () => {
    for (let index = next++; index < files.length; index = next++) {
      tell({ index, begun: true });
      tell({ index, ...(await made(files[index] as string, edge)) });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

async function made(file: string, edge: number): Promise<{ jpeg: string } | { unreadable: string }> {
  try {
    const jpeg = await thumbnail((await readImageBytes(file, mostBytes)).bytes, edge, mostPixels);
    if (jpeg.length > mostThumbnailBytes) return { unreadable: 'Its thumbnail would be too large.' };
    return { jpeg: jpeg.toString('base64') };
  } catch (error) {
    if (isTransferError(error, 'unreadable-image', 'machine-failure')) return { unreadable: error.message };
    throw error;
  }
}
