import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';

/**
 * The first bytes of a file that its user has named, wherever it lies: links are followed. Never waits, as a pipe would make it.
 *
 * @param most of bytes that are read; fewer where the file ends before
 * @throws the system's error where there is none, or it can't be read; an error for what is not a file
 */
export async function readFirstBytes(file: string, most: number): Promise<Buffer> {
  // Asked before, since opening a pipe waits for whoever writes into it; Windows has no way to open one without.
  if (!(await stat(file)).isFile()) throw new Error('it is not a file');
  const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const buffer = Buffer.alloc(most);
    let length = 0;
    while (length < most) {
      const { bytesRead } = await handle.read(buffer, length, most - length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return buffer.subarray(0, length);
  } finally {
    await handle.close();
  }
}
