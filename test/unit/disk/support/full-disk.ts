import { open } from 'node:fs/promises';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './temporary-folder';

/**
 * From now on, until the test is over or what is given back is called, files opened with `fs/promises` take `room`
 * more bytes and no more.
 */
export async function fillDisk(room: number): Promise<() => void> {
  const sample = await open(temporaryFolder(), 'r');
  const prototype = Object.getPrototypeOf(sample);
  await sample.close();
  const { write, writeFile } = prototype;
  let left = room;
  const take = (bytes: number) => {
    left -= bytes;
    if (left < 0) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  };
  prototype.write = async function (data: Uint8Array, offset: number, length: number, position: number) {
    take(length);
    return write.call(this, data, offset, length, position);
  };
  prototype.writeFile = async function (data: string | Uint8Array) {
    take(data.length);
    return writeFile.call(this, data);
  };
  const free = () => void Object.assign(prototype, { write, writeFile });
  onTestFinished(free);
  return free;
}
