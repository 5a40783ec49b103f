import { type Checkpoint, writeCheckpoint } from './checkpoint';

/** Of a phase's time, checkpoints take at most this share. */
const mostShare = 1 / 20;
/** However long one takes to write, an epoch that ends so much later is followed by the next, in milliseconds. */
const mostBetween = 10_000;

/**
 * Writes the checkpoints of a phase after as many of its epochs as can be had in a small share of its time: after the
 * first, after each where epochs are long, and after every few where writing takes as long as training. What a kill
 * takes away is trained again, to the same weights.
 */
export class PacedCheckpoints {
  #unwritten: Checkpoint | undefined;
  #next = Number.NEGATIVE_INFINITY;

  constructor(private readonly folder: string) {}

  /** Where the run stands after an epoch. */
  async reached(checkpoint: Checkpoint): Promise<void> {
    this.#unwritten = checkpoint;
    if (performance.now() >= this.#next) await this.keep();
  }

  /** Writes where the run stands, if that is not on disk yet. */
  async keep(): Promise<void> {
    if (this.#unwritten === undefined) return;
    const start = performance.now();
    await writeCheckpoint(this.folder, this.#unwritten);
    this.#unwritten = undefined;
    const end = performance.now();
    this.#next = end + Math.min((end - start) / mostShare, mostBetween);
  }
}
