import { figure } from '../design/words/number-text';
import type { ImageRate, RunRates } from './run-events';

/** A part of a run and how fast it was. */
export interface NamedRate extends ImageRate {
  readonly part: string;
}

/** The parts that had something to do, in the order in which images go through them; the whole and its limit come last. */
export function namedRates({ decoding, prefix, training, run, limit }: RunRates): readonly NamedRate[] {
  const parts = {
    decoding,
    'frozen layers': prefix,
    'training, with its scoring': training,
    'whole run': run,
    'limit: these parts alone': limit,
  };
  return Object.entries(parts).flatMap(([part, rate]) => (rate === null ? [] : [{ part, ...rate }]));
}

/**
 * How long a run took: by the clock of its process where that was written down, for stages may overlap and there is more
 * between them; else its stages together.
 */
export function wholeSeconds(stages: Readonly<Record<string, number>>, rates: RunRates | undefined): number {
  return rates?.run.seconds ?? Object.values(stages).reduce((sum, seconds) => sum + seconds, 0);
}

/** `269`, of images a second; `–` where no time was measured. */
export function perSecond({ images, seconds }: ImageRate): string {
  return seconds > 0 ? figure(images / seconds) : '–';
}

/** How many images a second the parts of a run did, and how near the whole came to the limit that they set. */
export function rateSentence({ decoding, prefix, training, run, limit }: RunRates): string {
  const parts = [
    ...(decoding ? [`decoding ${perSecond(decoding)}`] : []),
    ...(prefix ? [`frozen layers ${perSecond(prefix)}`] : []),
    ...(training ? [`training ${perSecond(training)}`] : []),
  ];
  const most = limit ? ` of at most ${perSecond(limit)}, had nothing but these taken time` : '';
  const whole = `the whole run ${perSecond(run)}${most}`;
  return parts.length === 0 ? whole : `${parts.join(', ')}; ${whole}`;
}
