import { isTransferError } from '../../design/transfer-error';

/** How long one request may take until it is given up; see `cluster-requests.ts`. */
const longestRequest = 60_000;
/** How long whoever asks waits before the next one. */
export const pollMilliseconds = 1_000;

/**
 * How long a cluster has been silent, added up over what it was asked in vain: a clock goes on while this machine sleeps, and
 * what is asked first after that fails often, for the network is not there yet.
 */
export class Silence {
  #milliseconds = 0;

  /** @param longest that is borne, in milliseconds */
  constructor(private readonly longest: number) {}

  /** Whether it has gone on for too long. */
  get isTooLong(): boolean {
    return this.#milliseconds > this.longest;
  }

  /**
   * Asks something, which is to be asked again a second later where it comes to nothing.
   *
   * @returns undefined where there is no answer, or `ask` itself came to nothing
   * @throws what `ask` throws, but for `cluster-unreachable`, `cluster-refused` and what aborts it
   */
  async ask<Answer>(ask: () => Promise<Answer | undefined>): Promise<Answer | undefined> {
    const begin = performance.now();
    const answer = await ask().catch(unlessSilent);
    if (answer !== undefined) this.#milliseconds = 0;
    else this.#milliseconds += Math.min(performance.now() - begin, longestRequest) + pollMilliseconds;
    return answer;
  }
}

/** Answers that a cluster gives, or does not, while it is starting anew or is too busy. */
export function unlessSilent(error: unknown): undefined {
  const isSilence = isTransferError(error, 'cluster-unreachable', 'cluster-refused');
  if (!isSilence && !(error instanceof Error && /^(Abort|Timeout)Error$/.test(error.name))) throw error;
  return undefined;
}
