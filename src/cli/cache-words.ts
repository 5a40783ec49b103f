import { count, counted } from '../design/words/number-text';
import type { CacheEvent } from '../shared/run-events';

/** How much of the cache a run used: `148 of 148 outputs from the cache, no image decoded`. */
export function cacheWords(events: readonly CacheEvent[]): string {
  const total = (name: 'reused' | 'computed' | 'decoded') =>
    events.reduce((sum, event) => sum + event[name], 0);
  const reused = total('reused');
  const decoded = total('decoded');
  const images = decoded === 0 ? 'no image decoded' : `${counted(decoded, 'image')} decoded`;
  return `${count(reused)} of ${counted(reused + total('computed'), 'output')} from the cache, ${images}`;
}
