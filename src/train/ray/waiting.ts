import type { Stage } from '../../shared/run-events';
import { tell } from '../run/run-session';

const tellMilliseconds = 5_000;

/** Tells from time to time what is waited for, where nobody else tells anything. */
export class Waiting {
  #stage: Stage | undefined;
  #begin = 0;
  #told = 0;

  constructor(private readonly folder: string) {}

  isFor(stage: Stage | undefined): void {
    const now = performance.now();
    const isNew = stage !== this.#stage;
    if (isNew) this.#begin = now;
    this.#stage = stage;
    if (stage === undefined || (!isNew && now - this.#told < tellMilliseconds)) return;
    this.#told = now;
    const done = Math.round((now - this.#begin) / 1000);
    tell({ folder: this.folder }, { event: 'progress', stage, done, total: 0, secondsLeft: null });
  }
}
