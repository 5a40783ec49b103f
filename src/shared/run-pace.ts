import type { ImageRate, RunRates } from './run-events';

/**
 * How long a run took: by the clock of its process where that was written down, for stages may overlap and there is more
 * between them; else its stages together.
 */
export function wholeSeconds(stages: Readonly<Record<string, number>>, rates: RunRates | undefined): number {
  return rates?.run.seconds ?? Object.values(stages).reduce((sum, seconds) => sum + seconds, 0);
}

/** Images a second. */
export function pace({ images, seconds }: ImageRate): number {
  return images / seconds;
}
