// The thread that reads a list of images: what is in it may keep a reader busy for ever.
import { parentPort, workerData } from 'node:worker_threads';
import { errorCode } from '../files/error-code';
import { type ImageListRows, readImageListRows } from './image-list-rows';

/** What the thread answers: the rows, or why there are none. */
export type ImageListAnswer =
  | { readonly rows: ImageListRows }
  | { readonly code: string | undefined; readonly message: string };

async function answer(): Promise<ImageListAnswer> {
  try {
    return { rows: await readImageListRows(String(workerData)) };
  } catch (error) {
    return { code: errorCode(error), message: error instanceof Error ? error.message : String(error) };
  }
}

void answer().then((answered) => parentPort?.postMessage(answered));
