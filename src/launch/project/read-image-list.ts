import { Worker } from 'node:worker_threads';
import { TransferError } from '../../design/transfer-error';
import type { ReadImageList } from '../../disk/images/image-list-look';
import type { ImageListRows } from '../../disk/images/image-list-rows';
import type { ImageListAnswer } from '../../disk/images/image-list-thread';
import { bundleFile, type Installation } from '../programs/installation';

/** Three million rows take some seconds, and several hundred megabytes. */
const usualLimits = { milliseconds: 60_000, megabytes: 2_048 };

/**
 * Reads lists of images in a thread of its own, which is ended where it takes too long or too much memory: a list comes from
 * anywhere, and a few of its bytes can claim any number of rows.
 *
 * @returns a reader that throws as `readImageListRows`
 */
export function imageListReader(
  installation: Installation,
  { milliseconds, megabytes } = usualLimits,
): ReadImageList {
  return async (place, signal) => {
    signal?.throwIfAborted();
    const worker = new Worker(bundleFile(installation, 'image-list'), {
      workerData: place,
      resourceLimits: { maxOldGenerationSizeMb: megabytes },
    });
    let timer: NodeJS.Timeout | undefined;
    let stop: (() => void) | undefined;
    try {
      return await new Promise<ImageListRows>((resolve, reject) => {
        const give = (why: string) => reject(new TransferError('image-list', why));
        stop = () => reject(signal?.reason);
        signal?.addEventListener('abort', stop);
        timer = setTimeout(
          () => give(`It could not be read within ${milliseconds / 1000} seconds, so it may be damaged.`),
          milliseconds,
        );
        worker.once('message', (answer: ImageListAnswer) => {
          if ('rows' in answer) resolve(answer.rows);
          else if (answer.code === 'image-list') give(answer.message);
          else reject(Object.assign(new Error(answer.message), { code: answer.code }));
        });
        worker.once('error', ({ message }) => give(`It can't be read (${message}), so it may be damaged.`));
        worker.once('exit', () => give('Reading it has ended without a word, so it may be damaged.'));
      });
    } finally {
      clearTimeout(timer);
      if (stop) signal?.removeEventListener('abort', stop);
      await worker.terminate();
    }
  };
}
