import type { Resize } from '../../design/config';
import { isTransferError } from '../../design/transfer-error';
import { findCopies, type ImageCopies, type KnownImage, type Side } from './image-copies';
import { decodeImage, readImageBytes } from './image-decoding';
import { lookOf } from './image-look';

/** Images to check. Paths are absolute; `name` is what the user is told. */
export interface ImageCheckRequest {
  readonly images: readonly ImageToCheck[];
  /** Height and width in pixels. */
  readonly size: readonly [number, number];
  readonly resize: Resize;
  /** Nobody waits for it: what people do meanwhile comes first. */
  readonly inBackground?: boolean;
}

export interface ImageToCheck {
  readonly path: string;
  readonly name: string;
  readonly className: string;
  readonly side: Side;
}

/** All of it: whoever shows it to people cuts it short. */
export interface ImageCheckResult {
  readonly checked: number;
  readonly unreadable: readonly { readonly file: string; readonly reason: string }[];
  /** Images that can be read, and something of how their values are taken is strange. */
  readonly strange: readonly { readonly file: string; readonly concern: string }[];
  /** Classes whose training images can't be read, one and all. */
  readonly untrained: readonly string[];
  /** Pictures that stand in several classes or on several sides, the former first. */
  readonly copies: readonly ImageCopies[];
}

/** How many images are read at once; decoding itself has as many threads as the machine's library gives. */
const atOnce = 8;

/**
 * Reads and decodes every image. Half a kilobyte is kept of each, so memory hardly grows with their number.
 * @throws TransferError `machine-failure` where the machine does not give an image that it has
 */
export async function checkImages(
  request: ImageCheckRequest,
  onProgress: (done: number) => void,
): Promise<ImageCheckResult> {
  const { images, size, resize } = request;
  const outcomes: Outcome[] = new Array(images.length);
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
  const readable = outcomes.flatMap((outcome) => ('known' in outcome ? [outcome] : []));
  return {
    checked: images.length,
    unreadable: outcomes.flatMap((outcome) => ('reason' in outcome ? [outcome] : [])),
    strange: readable.flatMap(({ known: { file }, concern }) =>
      concern === null ? [] : [{ file, concern }],
    ),
    untrained: untrainedClasses(
      images.filter((_, index) => 'reason' in (outcomes[index] ?? {})),
      images,
    ),
    copies: findCopies(readable.map(({ known }) => known)),
  };
}

type Outcome =
  | { readonly file: string; readonly reason: string }
  | { readonly known: KnownImage; readonly concern: string | null };

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
): Promise<Outcome> {
  const { name: file, side, className } = image;
  try {
    const { bytes, sha256 } = await readImageBytes(image.path);
    const { pixels, concern } = await decodeImage(bytes, size, resize, image.path);
    return { known: { file, side, className, sha256, look: lookOf(pixels, size) }, concern };
  } catch (error) {
    if (!isTransferError(error, 'unreadable-image')) throw error;
    return { file, reason: error.message };
  }
}
