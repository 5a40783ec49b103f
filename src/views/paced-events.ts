import type { RunEvent } from '../shared/run-events';
import { Throttle } from './throttle';

/** Four times a second: more than eyes follow, and few enough for whatever is drawn of it. */
const betweenBatches = 250;

/** What may wait for its turn; all else, such as the end, is handed on at once. */
const waiting: ReadonlySet<RunEvent['event']> = new Set(['progress', 'epoch', 'cache', 'warning']);

/** Hands a run's events on in batches, however fast they come: in their order, at most four times a second. */
export class PacedEvents {
  #events: RunEvent[] = [];
  readonly #throttle = new Throttle(() => this.#handOn(), betweenBatches);

  constructor(private readonly onBatch: (events: readonly RunEvent[]) => void) {}

  take(event: RunEvent): void {
    this.#events.push(event);
    if (waiting.has(event.event)) this.#throttle.call();
    else this.#handOn();
  }

  /** What has not been handed on is dropped. */
  dispose(): void {
    this.#throttle.dispose();
    this.#events = [];
  }

  #handOn(): void {
    const events = this.#events;
    this.#events = [];
    if (events.length > 0) this.onBatch(events);
  }
}
