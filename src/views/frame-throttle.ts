const frame = 16;

/**
 * Runs `work` at once, and then at most once a frame: calls within a frame make one run at its end, so the last
 * change is never missed.
 */
export class FrameThrottle {
  #timer: NodeJS.Timeout | undefined;
  #again = false;

  constructor(
    private readonly work: () => void,
    private readonly milliseconds: number = frame,
  ) {}

  call(): void {
    if (this.#timer) {
      this.#again = true;
      return;
    }
    this.#timer = setTimeout(() => this.#frameEnded(), this.milliseconds);
    this.work();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#again = false;
  }

  #frameEnded(): void {
    this.#timer = undefined;
    if (!this.#again) return;
    this.#again = false;
    this.call();
  }
}
