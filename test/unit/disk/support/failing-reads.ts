import { open } from 'node:fs/promises';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './temporary-folder';

/** From now on, until the test is over, reading a whole file that was opened with `fs/promises` fails with `code`. */
export async function failReads(code: string): Promise<void> {
  const sample = await open(temporaryFolder(), 'r');
  const prototype = Object.getPrototypeOf(sample);
  await sample.close();
  const { readFile } = prototype;
  prototype.readFile = async () => {
    throw Object.assign(new Error(`${code}: no`), { code, syscall: 'read' });
  };
  onTestFinished(() => void Object.assign(prototype, { readFile }));
}
