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
    private readonly onLine: (line: string, lines: number) => void,
  ) {
    this.#lines = copied;
  }

  /** Follows the log from now on, if it does not yet. @throws what `onLine` threw meanwhile */
  follow(node: string): void {
    this.#requireWhole();
    if (this.#following !== undefined) return;
    const end = new AbortController();
    this.#following = { end, over: this.#copy(node, end.signal) };
  }

  /** Ends the following, and hands out what has come since. @throws as `RayJobs.log`, and what `onLine` throws */
  async finish(): Promise<void> {
    await this.stop();
    const lines = (await this.jobs.log(this.id)).split('\n');
    if (lines.at(-1) === '') lines.pop();
    for (const line of lines.slice(this.#lines)) this.#hand(line);
  }

  /** Ends the following. @throws what `onLine` threw meanwhile */
  async stop(): Promise<void> {
    this.#following?.end.abort();
    await this.#following?.over;
    this.#following = undefined;
    this.#requireWhole();
  }

  async #copy(node: string, signal: AbortSignal): Promise<void> {
    try {
      let at = 0;
      for await (const line of this.jobs.followLog(this.id, node, signal)) {
        if (at >= this.#lines) this.#hand(line);
        at += 1;
      }
    } catch (error) {
      // Whoever asks how the job stands hears of a cluster that is gone.
      const mayPass = signal.aborted || isTransferError(error, 'cluster-unreachable', 'cluster-refused');
      if (!mayPass) this.#broken = error;
    } finally {
      this.#following = undefined;
    }
  }

  #hand(line: string): void {
    this.#lines += 1;
    this.onLine(line, this.#lines);
  }

  #requireWhole(): void {
    if (this.#broken !== undefined) throw this.#broken;
  }
}
