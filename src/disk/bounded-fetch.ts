import { bytesText } from '../design/wording';
import { BaseProblem } from './base-problem';
import { connectionFailure } from './connection-failure';

/** What `fetch` is, as far as it is used; tests put a local server here. */
export type Request = (
  address: string,
  init: { redirect: 'manual'; signal: AbortSignal },
) => Promise<Response>;

export interface TimeLimits {
  /** Without a byte for this long, the server counts as dead. */
  readonly stallMilliseconds: number;
  /** For everything that one BoundedFetch gets. */
  readonly totalMilliseconds: number;
}

/** Gets addresses over https, within bounds of size and time. `end()` it when nothing more is wanted. */
export class BoundedFetch {
  readonly #abort = new AbortController();
  readonly #clock: NodeJS.Timeout;

  constructor(
    private readonly request: Request,
    private readonly limits: TimeLimits,
  ) {
    this.#clock = setTimeout(() => this.#abort.abort(), limits.totalMilliseconds);
  }

  end(): void {
    clearTimeout(this.#clock);
  }

  /**
   * Gets one address piece by piece, at most `most` bytes; waits for `onPiece` before it reads on.
   * @throws BaseProblem for anything that the server or the network does; what `onPiece` throws as it is
   */
  async get(address: string, most: number, onPiece: (piece: Buffer) => Promise<void>): Promise<void> {
    const stall = new AbortController();
    const stallClock = setTimeout(() => stall.abort(), this.limits.stallMilliseconds);
    const signal = AbortSignal.any([stall.signal, this.#abort.signal]);
    try {
      const response = await this.#respond(address, signal);
      let bytes = 0;
      for await (const piece of response.body ?? []) {
        stallClock.refresh();
        bytes += piece.length;
        if (bytes > most) throw tooLarge(address, most);
        await onPiece(Buffer.from(piece.buffer, piece.byteOffset, piece.length));
      }
    } catch (error) {
      if (stall.signal.aborted) throw stalled(address, this.limits.stallMilliseconds);
      if (this.#abort.signal.aborted) throw stalled(address, this.limits.totalMilliseconds);
      if (!(error instanceof TypeError)) throw error;
      throw new BaseProblem('base-download', `${address} ${connectionFailure(error)}`);
    } finally {
      clearTimeout(stallClock);
      stall.abort();
    }
  }

  async #respond(address: string, signal: AbortSignal): Promise<Response> {
    let place = address;
    for (let hop = 0; hop <= 5; hop += 1) {
      refuseOtherThanHttps(place);
      const response = await this.request(place, { redirect: 'manual', signal });
      const next = response.status >= 300 && response.status < 400 && response.headers.get('location');
      if (!next) return accepted(response, address);
      await response.body?.cancel();
      place = new URL(next, place).href;
    }
    throw new BaseProblem('base-download', `${address} leads from one address to the next without end.`);
  }
}

/** Only https: what is trained from must not be changed on its way. Throws BaseProblem. */
export function refuseOtherThanHttps(address: string): void {
  if (URL.canParse(address) && new URL(address).protocol === 'https:') return;
  throw new BaseProblem(
    'base-download',
    `${address} is not an https address, and a base is downloaded over https only. Use https, or a local file.`,
  );
}

/** The problem of an address that gives more bytes than it may. */
export function tooLarge(address: string, most: number): BaseProblem {
  return new BaseProblem(
    'base-download',
    `${address} is larger than it should be (more than ${bytesText(most)}). Check the address.`,
  );
}

function accepted(response: Response, address: string): Response {
  if (response.ok) return response;
  const advice = response.status === 404 ? 'Check the address.' : 'Try again later, or check your access.';
  throw new BaseProblem('base-download', `${address} answered ${response.status}. ${advice}`);
}

function stalled(address: string, milliseconds: number): BaseProblem {
  return new BaseProblem(
    'base-download',
    `${address} stalled: it was given up after ${milliseconds / 1000} s. Try again later.`,
  );
}
