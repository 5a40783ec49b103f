import { isTransferError } from '../../design/transfer-error';
import type { RayJobs } from '../../disk/cluster/ray-jobs';

/**
 * Hands out the lines that a job prints, each once and in order, whatever breaks off in between: a connection that is lost is
 * made anew, and reads from the beginning.
 */
export class JobLog {
  #lines: number;
  #following: { readonly end: AbortController; readonly over: Promise<void> } | undefined;
  #broken: unknown;

  /** @param copied lines that were handed out before */
  constructor(
    private readonly jobs: RayJobs,
    private readonly id: string,
    copied: number,
    private readonly onLine: (line: string) => void,
  ) {
    this.#lines = copied;
  }

  /** Lines that were handed out. */
  get lines(): number {
    return this.#lines;
  }

  /** Follows the log from now on, if it does not yet. @throws what `onLine` threw meanwhile */
  follow(node: string): void {
    this.#requireWhole();
    if (this.#following !== undefined) return;
    const end = new AbortController();
    const lines = this.jobs.followLog(this.id, node, end.signal);
    const over = this.#copy(lines, end.signal).finally(() => {
      this.#following = undefined;
    });
    this.#following = { end, over };
  }

  /**
   * Ends the following, and hands out what has come since, as far as the cluster still has it.
   *
   * @throws what `onLine` throws
   */
  async finish(node: string | undefined): Promise<void> {
    await this.stop();
    if (node === undefined) return;
    await this.#copy(this.jobs.log(this.id, node));
    this.#requireWhole();
  }

  /** Ends the following. @throws what `onLine` threw meanwhile */
  async stop(): Promise<void> {
    this.#following?.end.abort();
    await this.#following?.over;
    this.#requireWhole();
  }

  async #copy(all: AsyncGenerator<string>, signal?: AbortSignal): Promise<void> {
    try {
      let at = 0;
      for await (const line of all) {
        at += 1;
        if (at <= this.#lines) continue;
        this.#lines = at;
        this.onLine(line);
      }
    } catch (error) {
      // Whoever asks how the job stands hears of a cluster that is gone.
      const mayPass = signal?.aborted || isTransferError(error, 'cluster-unreachable', 'cluster-refused');
      if (!mayPass) this.#broken = error;
    }
  }

  #requireWhole(): void {
    if (this.#broken !== undefined) throw this.#broken;
  }
}
