import { createHash, type Hash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { TransferError } from '../../design/transfer-error';
import { shownAddress } from '../../design/words/shown-address';
import { bytesText } from '../../design/words/wording';
import { connectionFailure } from './connection-failure';
import { isPrivateHost } from './private-address';

/** What comes back for a request, as far as it is used. */
interface Answer {
  readonly status: number;
  readonly ok: boolean;
  readonly headers: { get(name: string): string | null };
  readonly body: (AsyncIterable<Uint8Array> & { cancel(): Promise<void> }) | null;
}

/** What `fetch` is, as far as it is used; tests put a local server here. */
export type Request = (
  address: string,
  init: {
    readonly redirect: 'manual';
    readonly signal: AbortSignal;
    readonly headers: Readonly<Record<string, string>>;
  },
) => Promise<Answer>;

export interface FetchLimits {
  /** Without a byte for this long, the connection counts as dead. */
  readonly stallMilliseconds: number;
  /** For everything that one BoundedFetch gets. */
  readonly totalMilliseconds: number;
  /** The milliseconds to wait before each new try; one that got further than all before it begins them anew. */
  readonly pauses: readonly number[];
}

/** What a server wants to know of who asks, and what it means where it refuses. */
export interface Access {
  /** The only one that is told. */
  readonly origin: string;
  readonly authorization?: string;
  /** What an answer of 401, 403 or 404 means there and what to do, in a sentence. */
  readonly refused: string;
}

/** What has come of an address so far. */
interface Received {
  bytes: number;
  /** The sha256 over it. */
  readonly hash: Hash;
  /** Names the very bytes of what comes, so that the rest of them can be asked for; undefined where nothing does. */
  tag: string | undefined;
}

/**
 * Gets addresses over https, within bounds of size and time. What breaks off is gone on with where it broke: from there
 * if the server gives the rest of the very same bytes, else from the beginning, and what comes again must be what had
 * come. `end()` it when nothing more is wanted.
 */
export class BoundedFetch {
  readonly #late = new AbortController();
  readonly #clock: NodeJS.Timeout;
  readonly #over: AbortSignal;

  constructor(
    private readonly request: Request,
    private readonly limits: FetchLimits,
    private readonly signal?: AbortSignal,
    private readonly access?: Access,
  ) {
    this.#clock = setTimeout(() => this.#late.abort(), limits.totalMilliseconds);
    this.#over = signal ? AbortSignal.any([signal, this.#late.signal]) : this.#late.signal;
  }

  end(): void {
    clearTimeout(this.#clock);
  }

  /**
   * Gets one address piece by piece, at most `most` bytes, each byte once; waits for `onPiece` before it reads on.
   * @throws TransferError `base-download` for anything that the server or the network does; what `onPiece` throws as it
   * is; the signal's reason
   */
  async get(
    address: string,
    most: number,
    onPiece: (piece: Buffer) => Promise<void>,
    onHeaders: (headers: Answer['headers']) => void = () => {},
  ): Promise<void> {
    const received: Received = { bytes: 0, hash: createHash('sha256'), tag: undefined };
    let furthest = 0;
    for (let tries = 0; ; tries += 1) {
      const take = async (piece: Buffer) => {
        received.bytes += piece.length;
        if (received.bytes > most) throw tooLarge(address, most);
        received.hash.update(piece);
        await onPiece(piece);
      };
      const passing = await this.#try(address, received, take, onHeaders);
      if (passing === undefined) return;
      if (received.bytes > furthest) tries = 0;
      furthest = received.bytes;
      const pause = this.limits.pauses[tries];
      if (pause === undefined) throw passing;
      await wait(pause, undefined, { signal: this.#over }).catch(() => this.#refuseIfOver(address));
    }
  }

  /** Gets what is still missing. The result is a problem that may pass, which others, thrown, do not. */
  async #try(
    address: string,
    received: Received,
    onPiece: (piece: Buffer) => Promise<void>,
    onHeaders: (headers: Answer['headers']) => void,
  ): Promise<TransferError | undefined> {
    const stall = new AbortController();
    const stallClock = setTimeout(() => stall.abort(), this.limits.stallMilliseconds);
    try {
      const answer = await this.#respond(
        address,
        AbortSignal.any([stall.signal, this.#over]),
        wayOn(received),
      );
      if (!answer.ok) return refusal(answer, address, received, this.access);
      onHeaders(answer.headers);
      const known = isRest(answer, address, received) ? undefined : new KnownBytes(address, received);
      for await (const piece of answer.body ?? []) {
        stallClock.refresh();
        const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.length);
        await onPiece(known?.after(bytes) ?? bytes);
      }
      known?.requireAll();
      return undefined;
    } catch (error) {
      this.#refuseIfOver(address);
      if (stall.signal.aborted) return stalled(address, this.limits.stallMilliseconds);
      if (!(error instanceof TypeError)) throw error;
      const { words, mayPass } = connectionFailure(error);
      const problem = new TransferError('base-download', `${shownAddress(address)} ${words}`);
      if (mayPass) return problem;
      throw problem;
    } finally {
      clearTimeout(stallClock);
      stall.abort();
    }
  }

  #refuseIfOver(address: string): void {
    this.signal?.throwIfAborted();
    if (this.#late.signal.aborted) throw stalled(address, this.limits.totalMilliseconds);
  }

  async #respond(
    address: string,
    signal: AbortSignal,
    headers: Readonly<Record<string, string>>,
  ): Promise<Answer> {
    let place = address;
    for (let hop = 0; hop <= 5; hop += 1) {
      refuseOtherThanHttps(place);
      if (await leadsInside(address, place)) {
        throw new TransferError(
          'base-download',
          `${shownAddress(address)} leads on to a place in a private network, which is not followed from outside of it. Give the address of the model itself.`,
        );
      }
      const answer = await this.request(place, {
        redirect: 'manual',
        signal,
        headers: { ...headers, ...this.#authorizationAt(place) },
      });
      const next = answer.status >= 300 && answer.status < 400 && answer.headers.get('location');
      if (!next) return answer;
      await answer.body?.cancel();
      place = new URL(next, place).href;
    }
    throw new TransferError(
      'base-download',
      `${shownAddress(address)} leads from one address to the next without end.`,
    );
  }

  /** Where a server leads on to, nobody learns who asks. */
  #authorizationAt(place: string): Readonly<Record<string, string>> {
    const { origin, authorization } = this.access ?? {};
    return authorization !== undefined && new URL(place).origin === origin ? { authorization } : {};
  }
}

/** The headers that ask for the rest of what has begun to come, and of nothing else (RFC 9110, 13.1.5). */
function wayOn({ bytes, tag }: Received): Readonly<Record<string, string>> {
  return bytes > 0 && tag !== undefined ? { range: `bytes=${bytes}-`, 'if-range': tag } : {};
}

/** Whether an answer is what is missing, and not the whole from its beginning; of a whole, the tag is kept. */
function isRest(answer: Answer, address: string, received: Received): boolean {
  const isEncoded = answer.headers.get('content-encoding') !== null;
  if (answer.status !== 206) {
    const tag = answer.headers.get('etag');
    // A weak one, `W/"…"`, does not stand for each byte, and ranges are of what goes over the line.
    received.tag = tag?.startsWith('"') && !isEncoded ? tag : undefined;
    return false;
  }
  const asked = 'range' in wayOn(received);
  if (asked && !isEncoded && answer.headers.get('content-range')?.startsWith(`bytes ${received.bytes}-`))
    return true;
  throw new TransferError(
    'base-download',
    `${shownAddress(address)} answered with a part that was not asked for. Try again later, or download the model yourself.`,
  );
}

/** What had come already, coming again from the beginning. */
class KnownBytes {
  readonly #hash = createHash('sha256');
  readonly #expected: string;
  #left: number;

  constructor(
    private readonly address: string,
    { bytes, hash }: Received,
  ) {
    this.#left = bytes;
    this.#expected = hash.copy().digest('hex');
  }

  /** What is new of a piece. @throws TransferError `base-download` where what had come is another now */
  after(piece: Buffer): Buffer {
    if (this.#left === 0) return piece;
    const known = piece.subarray(0, this.#left);
    this.#hash.update(known);
    this.#left -= known.length;
    if (this.#left === 0 && this.#hash.digest('hex') !== this.#expected) throw changed(this.address);
    return piece.subarray(known.length);
  }

  requireAll(): void {
    if (this.#left > 0) throw changed(this.address);
  }
}

/** Whether a public address leads to a private one: what stands behind a firewall is not for others to point at. */
async function leadsInside(from: string, to: string): Promise<boolean> {
  const [one, other] = [new URL(from).hostname, new URL(to).hostname];
  return one !== other && (await isPrivateHost(other)) && !(await isPrivateHost(one));
}

/**
 * Only https: what is trained from must not be changed on its way. And no user's name or password in it: the file is
 * for others to read. Throws TransferError `base-download`.
 */
export function refuseOtherThanHttps(address: string): void {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== 'https:') {
    throw new TransferError(
      'base-download',
      `${shownAddress(address)} is not an https address, and a base is downloaded over https only. Use https, or a local file.`,
    );
  }
  if (url.username === '' && url.password === '') return;
  throw new TransferError(
    'base-download',
    `The address ${shownAddress(address)} carries a user's name or password, and is not taken with them: whoever gets the file would have them too. Download the model yourself, and name the folder that it is in.`,
  );
}

/** The problem of an address that gives more bytes than it may. */
export function tooLarge(address: string, most: number): TransferError {
  return new TransferError(
    'base-download',
    `${shownAddress(address)} is larger than it should be (more than ${bytesText(most)}). Check the address.`,
  );
}

/** Of a server that is busy or being mended, of a proxy in between, and of a rest that there is none of. */
const passingStatuses: readonly number[] = [408, 416, 425, 429, 500, 502, 503, 504];

/** The problem of an answer that is none, if it may pass. @throws TransferError `base-download` for any other */
function refusal(
  { status, body }: Answer,
  address: string,
  received: Received,
  access: Access | undefined,
): TransferError {
  void body?.cancel().catch(() => {});
  const usual = status === 404 ? 'Check the address.' : 'Try again later, or check your access.';
  const advice = [401, 403, 404].includes(status) ? (access?.refused ?? usual) : usual;
  const problem = new TransferError(
    'base-download',
    `${shownAddress(address)} answered ${status}. ${advice}`,
  );
  if (!passingStatuses.includes(status)) throw problem;
  if (status === 416) received.tag = undefined;
  return problem;
}

function changed(address: string): TransferError {
  return new TransferError(
    'base-download',
    `${shownAddress(address)} has changed while it was downloaded. Try again.`,
  );
}

function stalled(address: string, milliseconds: number): TransferError {
  return new TransferError(
    'base-download',
    `${shownAddress(address)} stalled: it was given up after ${milliseconds / 1000} s. Try again later.`,
  );
}
