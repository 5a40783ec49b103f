import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { RunRates } from '../src/shared/run-events';
import type { RunRecord } from '../src/shared/run-record';
import type { Took } from './trial';

/** Writes a project: its pictures are written by `fill`, its text goes into `transfer.yaml`. @returns its folder */
export async function writeProject(
  folder: string,
  text: string,
  fill: (folder: string) => Promise<unknown>,
): Promise<string> {
  await mkdir(folder);
  await fill(folder);
  await writeFile(path.join(folder, 'transfer.yaml'), text);
  return folder;
}

/** Removes what earlier runs kept, so that the next one begins cold. */
export async function forget(project: string): Promise<void> {
  for (const name of ['.transfer', 'runs'])
    await rm(path.join(project, name), { recursive: true, force: true });
}

/** What a part of a run took, as its record says it. @throws Error where the record says nothing of it */
export function tookFor(part: 'training' | 'limit' | 'run', record: RunRecord): Took {
  const rate = record.result?.rates?.[part];
  const { peakBytes, processorSeconds } = {
    peakBytes: record.peakMemoryBytes,
    processorSeconds: rate?.processorSeconds,
  };
  if (!rate || processorSeconds === undefined || peakBytes === undefined)
    throw new Error(`The run's record does not say what "${part satisfies keyof RunRates}" took.`);
  return { seconds: rate.seconds, processorSeconds, peakBytes };
}
