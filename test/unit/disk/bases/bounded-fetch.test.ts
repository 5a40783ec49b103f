import { createHash } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { TransferError } from '../../../../src/design/transfer-error';
import { BoundedFetch, type FetchLimits, type Request } from '../../../../src/disk/bases/bounded-fetch';
import { modelServer } from '../support/model-server';

const address = 'https://models.example/net.bin';
const whole = createHash('shake256', { outputLength: 300_000 }).update('weights').digest();
const third = whole.length / 3;

/** An answer that is to break off, and how much of the whole must have come before. */
let breaking: { readonly response: ServerResponse; readonly after: number } | undefined;

beforeEach(() => {
  breaking = undefined;
});

/** Gets the address from a server that answers so, and tells what came of it. */
async function got(answer: RequestListener, limits: Partial<FetchLimits> = {}, signal?: AbortSignal) {
  const { request, asked } = await modelServer(answer);
  return { asked, ...(await gotBy(request, limits, signal)) };
}

async function gotBy(request: Request, limits: Partial<FetchLimits> = {}, signal?: AbortSignal) {
  const all = { stallMilliseconds: 5_000, totalMilliseconds: 20_000, pauses: [1, 1, 1], ...limits };
  const fetching = new BoundedFetch(request, all, signal);
  onTestFinished(() => fetching.end());
  const pieces: Buffer[] = [];
  let bytes = 0;
  const error: unknown = await fetching
    .get(address, whole.length, async (piece) => {
      pieces.push(Buffer.from(piece));
      bytes += piece.length;
      if (breaking && bytes >= breaking.after) breaking.response.destroy();
    })
    .catch((reason: unknown) => reason);
  const message = error instanceof TransferError ? error.message : undefined;
  return { bytes: Buffer.concat(pieces), error, message };
}

/** Sends what is given and breaks the connection once so much has come of the whole. */
function breakAfter(response: ServerResponse, bytes: Buffer, after: number): void {
  breaking = { response, after };
  response.write(bytes);
}

interface Served {
  readonly tag?: string;
  readonly encoding?: string;
  /** Whether it knows ranges. */
  readonly ranges?: boolean;
  /** What is sent of each answer before it breaks off; those after the last are whole. */
  readonly breaks?: readonly number[];
  /** What is there at the nth request. */
  readonly content?: (request: number) => Buffer;
}

/** A server of one file, and the ranges that it was asked for. */
function fileServer({ tag, encoding, ranges = true, breaks = [third], content = () => whole }: Served) {
  const asked: (string | undefined)[] = [];
  const answer: RequestListener = (request: IncomingMessage, response) => {
    const { range, 'if-range': ifRange } = request.headers;
    asked.push(range);
    const all = content(asked.length);
    const from = ranges && ifRange === tag ? Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0) : 0;
    response.writeHead(from > 0 ? 206 : 200, {
      'content-length': all.length - from,
      ...(tag ? { etag: tag } : {}),
      ...(encoding ? { 'content-encoding': encoding } : {}),
      ...(from > 0 ? { 'content-range': `bytes ${from}-${all.length - 1}/${all.length}` } : {}),
    });
    const most = breaks[asked.length - 1];
    if (most === undefined) response.end(all.subarray(from));
    else breakAfter(response, all.subarray(from, from + most), from + most);
  };
  return { answer, ranges: asked };
}

describe('a download that breaks off', () => {
  it('goes on with the rest, where the server names the very bytes and knows ranges', async () => {
    const { answer, ranges } = fileServer({ tag: '"one"', breaks: [third, third] });
    const { bytes, error } = await got(answer);
    expect(error).toBeUndefined();
    expect(bytes.equals(whole)).toBe(true);
    expect(ranges).toEqual([undefined, `bytes=${third}-`, `bytes=${2 * third}-`]);
  });

  it.each<[string, Served, boolean]>([
    ['that knows no ranges', { tag: '"one"', ranges: false }, true],
    ['that does not name its bytes', {}, false],
    ['that names them loosely', { tag: 'W/"one"' }, false],
    ['that sends them in another form', { tag: '"one"', encoding: 'identity' }, false],
  ])('begins anew at a server %s, and tells each byte once', async (_, served, asksForRest) => {
    const { answer, ranges } = fileServer(served);
    const { bytes, error } = await got(answer);
    expect(error).toBeUndefined();
    expect(bytes.equals(whole)).toBe(true);
    expect(ranges).toEqual([undefined, asksForRest ? `bytes=${third}-` : undefined]);
  });

  it.each<[string, Buffer]>([
    ['other', Buffer.alloc(whole.length, 7)],
    ['shorter', whole.subarray(0, third - 1)],
  ])('is given up where what comes again is %s', async (_, now) => {
    const { answer } = fileServer({ content: (request) => (request === 1 ? whole : now) });
    const { message } = await got(answer);
    expect(message).toBe(`${address} has changed while it was downloaded. Try again.`);
  });

  it('is given up where another part comes than was asked for', async () => {
    let requests = 0;
    const { message } = await got((_request, response) => {
      requests += 1;
      const part = requests === 1 ? {} : { 'content-range': `bytes 5-${whole.length - 1}/${whole.length}` };
      response.writeHead(requests === 1 ? 200 : 206, { etag: '"one"', ...part });
      breakAfter(response, whole.subarray(0, third), third);
    });
    expect(message).toMatch(/a part that was not asked for/);
  });

  it('begins anew where the server has no such rest', async () => {
    const asked: (string | undefined)[] = [];
    const { bytes } = await got((request, response) => {
      asked.push(request.headers.range);
      if (request.headers.range !== undefined) return void response.writeHead(416).end();
      response.writeHead(200, { etag: '"one"', 'content-length': whole.length });
      if (asked.length === 1) breakAfter(response, whole.subarray(0, third), third);
      else response.end(whole);
    });
    expect(bytes.equals(whole)).toBe(true);
    expect(asked).toEqual([undefined, `bytes=${third}-`, undefined]);
  });

  it('is tried as often as there are pauses, and then told', async () => {
    const { answer, ranges } = fileServer({ breaks: [1000, 1000, 1000, 1000, 1000] });
    const { message } = await got(answer, { pauses: [1, 1] });
    expect(message).toMatch(/broke off: the server closed the connection/);
    expect(ranges).toHaveLength(3);
  });

  it('is tried as often again once it got further', async () => {
    const { answer, ranges } = fileServer({ tag: '"one"', breaks: Array(20).fill(10_000) });
    const { bytes } = await got(answer, { pauses: [1] });
    expect(bytes.equals(whole)).toBe(true);
    expect(ranges).toHaveLength(21);
  });

  it('may not grow beyond its size by going on', async () => {
    const { answer } = fileServer({ tag: '"one"', content: () => Buffer.concat([whole, whole]) });
    expect((await got(answer)).message).toMatch(/larger/);
  });
});

describe('a server that fails', () => {
  it.each([408, 429, 500, 502, 503, 504])('for a moment with %d is asked again', async (status) => {
    let requests = 0;
    const { bytes } = await got((_request, response) => {
      requests += 1;
      if (requests === 1) response.writeHead(status).end();
      else response.end(whole);
    });
    expect(bytes.equals(whole)).toBe(true);
    expect(requests).toBe(2);
  });

  it.each([400, 401, 403, 404, 410])('for good with %d is asked once', async (status) => {
    const { asked, message } = await got((_request, response) => void response.writeHead(status).end());
    expect(message).toContain(`answered ${status}`);
    expect(asked).toHaveLength(1);
  });

  it.each([
    ['CERT_HAS_EXPIRED', 1],
    ['ENOTFOUND', 1],
    ['ECONNREFUSED', 1],
    ['ERR_PROXY_ADDRESS', 1],
    ['ECONNRESET', 4],
    ['EAI_AGAIN', 4],
  ])('with %s is asked %d times', async (code, times) => {
    let requests = 0;
    await gotBy(() => {
      requests += 1;
      return Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error(), { code }) }));
    });
    expect(requests).toBe(times);
  });

  it('by its silence is asked again', async () => {
    let requests = 0;
    const { bytes } = await got(
      (_request, response) => {
        requests += 1;
        if (requests === 2) response.end(whole);
      },
      { stallMilliseconds: 100 },
    );
    expect(bytes.equals(whole)).toBe(true);
  });

  it('may not lead to a private network at a later try either', async () => {
    let requests = 0;
    const { message } = await got((_request, response) => {
      requests += 1;
      if (requests === 1) breakAfter(response.writeHead(200), whole.subarray(0, third), third);
      else response.writeHead(302, { location: 'https://10.0.0.1/net.bin' }).end();
    });
    expect(message).toMatch(/private network/);
  });
});

describe('a download that is cancelled', () => {
  const reason = new Error('Cancelled.');

  it.each<[string, (response: ServerResponse) => void]>([
    ['an answer', () => {}],
    ['more', (response) => response.write(whole.subarray(0, third))],
  ])('ends at once while it waits for %s', async (_, answer) => {
    const cancel = new AbortController();
    const { error } = await got(
      (_request, response) => {
        answer(response);
        cancel.abort(reason);
      },
      {},
      cancel.signal,
    );
    expect(error).toBe(reason);
  });

  it('ends at once while it waits to try again', async () => {
    const cancel = new AbortController();
    const { error } = await gotBy(
      async () => {
        setImmediate(() => cancel.abort(reason));
        return new Response('', { status: 503 });
      },
      { pauses: [60_000] },
      cancel.signal,
    );
    expect(error).toBe(reason);
  });
});
