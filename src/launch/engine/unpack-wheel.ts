import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';
import type { TensorFlowWheel } from './runtime-wheel';

const include = 'tensorflow/include/';

/**
 * Checks a wheel, which is a zip, and takes out what is needed: libraries to `target`/lib, headers to
 * `target`/include. The hash covers every byte; a member of another size than stated, or a name that leads outside,
 * ends it all the same.
 *
 * @throws Error with the reason as a phrase that goes on after the file's name
 */
export async function unpackWheel(
  file: string,
  wheel: Pick<TensorFlowWheel, 'sha256' | 'libraries' | 'headers'>,
  target: string,
  signal?: AbortSignal,
): Promise<void> {
  const found = await sha256Of(file, signal);
  if (found !== wheel.sha256) throw new Error(`has the sha256 ${found} and not ${wheel.sha256}`);
  const missing = new Set(wheel.libraries);
  const archive = await openPromise(file);
  for await (const entry of archive.eachEntry()) {
    const place = placeOf(entry.fileName, wheel);
    if (place === undefined) continue;
    const copy = path.join(target, place);
    await mkdir(path.dirname(copy), { recursive: true });
    const source = await archive.openReadStreamPromise(entry);
    const isLibrary = missing.delete(entry.fileName);
    await pipeline(source, createWriteStream(copy, { mode: isLibrary ? 0o755 : 0o644 }), { signal });
  }
  const [first] = missing;
  if (first !== undefined) throw new Error(`holds no ${first}`);
}

/** Where a member goes, relative to the target; undefined for what is not needed. */
function placeOf(
  name: string,
  { libraries, headers }: Pick<TensorFlowWheel, 'libraries' | 'headers'>,
): string | undefined {
  if (libraries.includes(name)) return path.join('lib', path.posix.basename(name));
  const isHeader = headers.some((start) => name.startsWith(start)) && !name.endsWith('/');
  return isHeader ? path.join('include', name.slice(include.length)) : undefined;
}

async function sha256Of(file: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash, { signal });
  return hash.digest('hex');
}
