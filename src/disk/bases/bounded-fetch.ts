import { shownAddress } from '../../design/words/shown-address';
import { bytesText } from '../../design/words/wording';
import { BaseProblem } from './base-problem';
import { connectionFailure } from './connection-failure';
import { isPrivateHost } from './private-address';

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
      throw new BaseProblem('base-download', `${shownAddress(address)} ${connectionFailure(error)}`);
    } finally {
      clearTimeout(stallClock);
      stall.abort();
    }
  }

  async #respond(address: string, signal: AbortSignal): Promise<Response> {
    let place = address;
    for (let hop = 0; hop <= 5; hop += 1) {
      refuseOtherThanHttps(place);
      if (await leadsInside(address, place)) {
        throw new BaseProblem(
          'base-download',
          `${shownAddress(address)} leads on to a place in a private network, which is not followed from outside of it. Give the address of the model itself.`,
        );
      }
      const response = await this.request(place, { redirect: 'manual', signal });
      const next = response.status >= 300 && response.status < 400 && response.headers.get('location');
      if (!next) return accepted(response, address);
      await response.body?.cancel();
      place = new URL(next, place).href;
    }
    throw new BaseProblem(
      'base-download',
      `${shownAddress(address)} leads from one address to the next without end.`,
    );
  }
}

/** Whether a public address leads to a private one: what stands behind a firewall is not for others to point at. */
async function leadsInside(from: string, to: string): Promise<boolean> {
  const [one, other] = [new URL(from).hostname, new URL(to).hostname];
  return one !== other && (await isPrivateHost(other)) && !(await isPrivateHost(one));
}

/**
 * Only https: what is trained from must not be changed on its way. And no user's name or password in it: the file is
 * for others to read. Throws BaseProblem.
 */
export function refuseOtherThanHttps(address: string): void {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== 'https:') {
    throw new BaseProblem(
      'base-download',
      `${shownAddress(address)} is not an https address, and a base is downloaded over https only. Use https, or a local file.`,
    );
  }
  if (url.username === '' && url.password === '') return;
  throw new BaseProblem(
    'base-download',
    `The address ${shownAddress(address)} carries a user's name or password, and is not taken with them: whoever gets the file would have them too. Download the model yourself, and name the folder that it is in.`,
  );
}

/** The problem of an address that gives more bytes than it may. */
export function tooLarge(address: string, most: number): BaseProblem {
  return new BaseProblem(
    'base-download',
    `${shownAddress(address)} is larger than it should be (more than ${bytesText(most)}). Check the address.`,
  );
}

function accepted(response: Response, address: string): Response {
  if (response.ok) return response;
  const advice = response.status === 404 ? 'Check the address.' : 'Try again later, or check your access.';
  throw new BaseProblem('base-download', `${shownAddress(address)} answered ${response.status}. ${advice}`);
}

function stalled(address: string, milliseconds: number): BaseProblem {
  return new BaseProblem(
    'base-download',
    `${shownAddress(address)} stalled: it was given up after ${milliseconds / 1000} s. Try again later.`,
  );
}
