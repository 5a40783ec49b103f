import { figure } from '../design/words/number-text';
import type { RunRates } from '../shared/run-events';
import { pace } from '../shared/run-pace';

/** How many images a second the parts of a run did, and how near the whole came to the limit that they set. */
export function paceLine({ decoding, prefix, training, run, limit }: RunRates): string {
  const parts = [
    ...(decoding ? [`decoding ${figure(pace(decoding))}`] : []),
    ...(prefix ? [`frozen layers ${figure(pace(prefix))}`] : []),
    ...(training ? [`training ${figure(pace(training))}`] : []),
  ];
  const most = limit ? ` of at most ${figure(pace(limit))}, had nothing but these taken time` : '';
  const whole = `the whole run ${figure(pace(run))}${most}`;
  return parts.length === 0 ? whole : `${parts.join(', ')}; ${whole}`;
}
