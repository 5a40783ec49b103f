import type { RunRates } from '../../shared/run-events';
import { BusyTime, processorSeconds } from './busy-time';

/**
 * How fast a run decodes, runs the frozen layers and trains. The next images are decoded while layers run, so each has
 * the time in which it was going on itself, and the three together that in which any was.
 */
export class WorkTimes {
  /** Milliseconds in which frozen layers kept this thread: nothing that was decoded meanwhile could be taken over. */
  #kept = 0;
  readonly #decoding = new BusyTime(() => performance.now() - this.#kept);
  readonly #prefix = new BusyTime();
  readonly #training = new BusyTime();
  readonly #any = new BusyTime();

  /** Reads and decodes one image. */
  decoding<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#during(this.#decoding, 1, work);
  }

  /** Runs the frozen layers on pictures. */
  async prefix<Result>(pictures: number, work: () => Promise<Result>): Promise<Result> {
    const before = performance.eventLoopUtilization();
    try {
      return await this.#during(this.#prefix, pictures, work);
    } finally {
      this.#kept += performance.eventLoopUtilization(before).active;
    }
  }

  /** Trains; `trained` is told of each epoch. */
  training<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#during(this.#training, 0, work);
  }

  /** An epoch has trained on so many images; what is written of it does not count as training. */
  async trained<Result>(images: number, write: () => Promise<Result>): Promise<Result> {
    this.#end(this.#training, images);
    try {
      return await write();
    } finally {
      this.#begin(this.#training);
    }
  }

  /** @param images of the run */
  rates(images: number): RunRates {
    const work = this.#any.rateAlone;
    return {
      decoding: this.#decoding.rate,
      prefix: this.#prefix.rate,
      training: this.#training.rateAlone,
      limit: work && { ...work, images },
      run: { images, seconds: performance.now() / 1000, processorSeconds: processorSeconds() },
    };
  }

  async #during<Result>(time: BusyTime, images: number, work: () => Promise<Result>): Promise<Result> {
    this.#begin(time);
    let done = 0;
    try {
      const result = await work();
      done = images;
      return result;
    } finally {
      this.#end(time, done);
    }
  }

  #begin(time: BusyTime): void {
    time.begin();
    this.#any.begin();
  }

  #end(time: BusyTime, images: number): void {
    time.end(images);
    this.#any.end(images);
  }
}
