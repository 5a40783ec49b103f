/** In milliseconds, as screens draw. */
export const frame = 16;

/**
 * Runs `work` at once, and then at most once in so many milliseconds: calls meanwhile make one run at their end, so the
 * last change is never missed.
 */
export class Throttle {
  #timer: NodeJS.Timeout | undefined;
  #again = false;

  constructor(
    private readonly work: () => void,
    private readonly milliseconds: number,
  ) {}

  call(): void {
    if (this.#timer) {
      this.#again = true;
      return;
    }
    this.#timer = setTimeout(() => this.#timeEnded(), this.milliseconds);
    this.work();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#again = false;
  }

  #timeEnded(): void {
    this.#timer = undefined;
    if (!this.#again) return;
    this.#again = false;
    this.call();
  }
}
