import { rename, rm } from 'node:fs/promises';
import { withShownAddresses } from '../../design/words/shown-address';
import { bytesIn } from '../programs/bytes-in-folder';
import type { Installation } from '../programs/installation';
import type { NodeProgram } from '../programs/node-program';
import type { EndedProgram } from '../programs/run-to-end';
import type { RuntimeProgress } from './runtime-progress';

export interface RuntimeInstallOptions {
  readonly installation: Installation;
  readonly node: NodeProgram;
  readonly onProgress: (progress: RuntimeProgress) => void;
  readonly signal?: AbortSignal | undefined;
}

/** What every step of the installation is given. */
export interface RuntimeWork {
  /** The temporary folder that becomes the engine's folder; absolute. */
  readonly folder: string;
  readonly node: string;
  readonly onProgress: (progress: RuntimeProgress) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Runs one step and tells how it goes, by the size of the folder `growing` if there is one. */
export async function watched<Ended extends Pick<EndedProgram, 'status'>>(
  work: RuntimeWork,
  step: RuntimeProgress['step'],
  message: string,
  growing: string | undefined,
  run: () => Promise<Ended>,
  totalBytes?: number,
): Promise<Ended> {
  work.signal?.throwIfAborted();
  const began = Date.now();
  const size = totalBytes === undefined ? {} : { totalBytes };
  work.onProgress({ step, message, ...size });
  let over = false;
  const timer = growing
    ? setInterval(async () => {
        const bytes = await bytesIn(growing);
        // What is downloaded may stand there twice for a while, before it is moved to its place.
        if (!over) work.onProgress({ step, message, bytes: Math.min(bytes, totalBytes ?? bytes), ...size });
      }, 1000)
    : undefined;
  const ended = await run().finally(() => {
    over = true;
    clearInterval(timer);
  });
  work.signal?.throwIfAborted();
  if (ended.status === 0) work.onProgress({ step, message, seconds: (Date.now() - began) / 1000 });
  return ended;
}

/** The last lines that a program printed. */
export function endOf(ended: EndedProgram): string {
  const text = `${ended.stdout}\n${ended.stderr}\n${ended.startError?.message ?? ''}`;
  // Registries behind a password are named with it.
  return withShownAddresses(text.trim().split(/\r?\n/).slice(-15).join('\n'));
}

/**
 * Puts the finished folder where engines are looked for, unless another process has just put a working one.
 * @param works whether the one that is there does
 */
export async function moveIntoPlace(
  folder: string,
  place: string,
  works: (folder: string) => Promise<boolean>,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await rename(folder, place);
    } catch (error) {
      if (attempt === 3) throw error;
      if (await works(place)) return;
      await rm(place, { recursive: true, force: true, maxRetries: 3 });
    }
  }
}
