import type { ImageRate } from '../../shared/run-events';

/** The time in which at least one piece of some work was going on, however many overlapped, and of how many images. */
export class BusyTime {
  #going = 0;
  #begun = 0;
  #begunProcessor = 0;
  #seconds = 0;
  #processorSeconds = 0;
  #images = 0;

  /** @param milliseconds the clock; by default the wall's */
  constructor(private readonly milliseconds: () => number = () => performance.now()) {}

  begin(): void {
    this.#going += 1;
    if (this.#going > 1) return;
    this.#begun = this.milliseconds();
    this.#begunProcessor = processorSeconds();
  }

  /** @param images that a piece of work was done for */
  end(images = 0): void {
    this.#images += images;
    this.#going -= 1;
    if (this.#going > 0) return;
    this.#seconds += Math.max(0, this.milliseconds() - this.#begun) / 1000;
    this.#processorSeconds += processorSeconds() - this.#begunProcessor;
  }

  /** For how many images it was and how long it took so far; null where there was none. */
  get rate(): ImageRate | null {
    return this.#images === 0 ? null : { images: this.#images, seconds: this.#seconds };
  }

  /** The same with what the whole process used meanwhile: of no meaning where other work went on beside it. */
  get rateAlone(): ImageRate | null {
    return this.rate && { ...this.rate, processorSeconds: this.#processorSeconds };
  }
}

/** Of this process, on all processors. */
export function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
