import type { PlanInput } from '../../design/plan';
import { isTransferError, TransferError } from '../../design/transfer-error';
import {
  type DecodedImage,
  decodeImage,
  decodePixels,
  readImageBytes,
} from '../../disk/images/image-decoding';
import type { RunImage } from './run-image';

/**
 * The pixels [height × width × 3] of an image as it was when the run read it first.
 *
 * @throws TransferError `image-changed` if it has gone or has other content since; `unreadable-image`, `machine-failure`
 */
export async function decodeRunImage(image: RunImage, input: PlanInput): Promise<Uint8Array> {
  return decodePixels(await bytesOf(image), input.size, input.resize, image.path);
}

/** The same, and what is strange about the image's values. */
export async function lookAtRunImage(image: RunImage, input: PlanInput): Promise<DecodedImage> {
  return decodeImage(await bytesOf(image), input.size, input.resize, image.path);
}

async function bytesOf(image: RunImage): Promise<Buffer> {
  const { bytes, sha256 } = await readImageBytes(image.path).catch((error: unknown) => {
    throw isTransferError(error, 'unreadable-image') ? changed(image, error.message) : error;
  });
  if (sha256 !== image.sha256) throw changed(image, 'It has other content now.');
  return bytes;
}

function changed({ path }: RunImage, how: string): TransferError {
  return new TransferError(
    'image-changed',
    `The image ${path} was changed while the run went on. ${how} Put it back as it was and resume the run, or train the file again.`,
  );
}
