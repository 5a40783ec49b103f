import type { Resize } from '../design/config';
import { type DuplicateImages, findDuplicates, type Side, type SidedImage } from './duplicate-images';
import { decodePixels, readImageBytes, UnreadableImage } from './image-decoding';

/** Images to check. Paths are absolute; `name` is what the user is told. */
export interface ImageCheckRequest {
  readonly images: readonly ImageToCheck[];
  /** Height and width in pixels. */
  readonly size: readonly [number, number];
  readonly resize: Resize;
}

export interface ImageToCheck {
  readonly path: string;
  readonly name: string;
  readonly className: string;
  readonly side: Side;
}

export interface ImageCheckResult {
  readonly checked: number;
  readonly unreadable: readonly { readonly file: string; readonly reason: string }[];
  /** Classes whose training images can't be read, one and all. */
  readonly untrained: readonly string[];
  readonly duplicates: readonly DuplicateImages[];
}

/** How many images are read at once; decoding itself has as many threads as the machine's library gives. */
const atOnce = 8;

/** Reads and decodes every image. Only bytes' hashes are kept, so memory does not grow with their number. */
export async function checkImages(
  request: ImageCheckRequest,
  onProgress: (done: number) => void,
): Promise<ImageCheckResult> {
  const { images, size, resize } = request;
  const outcomes: (SidedImage | { readonly file: string; readonly reason: string })[] = new Array(
    images.length,
  );
  let next = 0;
  let done = 0;
  const work = async () => {
    for (let index = next++; index < images.length; index = next++) {
      const image = images[index];
      if (!image) continue;
      outcomes[index] = await checkImage(image, size, resize);
      done += 1;
      onProgress(done);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, images.length) }, work));
  return {
    checked: images.length,
    unreadable: outcomes.flatMap((outcome) => ('reason' in outcome ? [outcome] : [])),
    untrained: untrainedClasses(
      images.filter((_, index) => 'reason' in (outcomes[index] ?? {})),
      images,
    ),
    duplicates: findDuplicates(outcomes.flatMap((outcome) => ('sha256' in outcome ? [outcome] : []))),
  };
}

function untrainedClasses(unreadable: readonly ImageToCheck[], all: readonly ImageToCheck[]): string[] {
  const gone = new Set(unreadable);
  const classes = new Set(all.map(({ className }) => className));
  for (const image of all) {
    if (image.side === 'train' && !gone.has(image)) classes.delete(image.className);
  }
  return [...classes];
}

async function checkImage(
  image: ImageToCheck,
  size: readonly [number, number],
  resize: Resize,
): Promise<SidedImage | { readonly file: string; readonly reason: string }> {
  try {
    const { bytes, sha256 } = await readImageBytes(image.path);
    await decodePixels(bytes, size, resize);
    return { file: image.name, sha256, side: image.side };
  } catch (error) {
    if (!(error instanceof UnreadableImage)) throw error;
    return { file: image.name, reason: error.message };
  }
}
