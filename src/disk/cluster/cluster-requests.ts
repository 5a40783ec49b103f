import { type IncomingMessage, request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { TransferError } from '../../design/transfer-error';
import { errorCode } from '../files/error-code';

/** Where a cluster is reached, and by what it knows who asks. */
export interface Cluster {
  /** See `clusterAddress`. */
  readonly address: URL;
  readonly token: string | undefined;
}

export interface ClusterRequest {
  readonly method: 'GET' | 'PUT' | 'POST';
  /** Relative to the address, without a `/` in front. */
  readonly path: string;
  /** JSON, or bytes as they are. */
  readonly body?: object | Uint8Array;
  readonly signal?: AbortSignal | undefined;
}

export interface ClusterAnswer {
  readonly status: number;
  readonly text: string;
}

/** Of an answer that is taken into memory: a job's state, or why one is refused. */
const mostBytes = 4 * 1024 * 1024;

/** Of a line: an event may name ten thousand images. What is more of it is left out. */
const longestLine = 16 * 1024 * 1024;

/** Of all lines together: much more than a job prints in weeks. */
const mostLineBytes = 1024 ** 3;

/** How long a connection may be silent; what is followed is, for as long as an epoch takes, and is then followed anew. */
const stallMilliseconds = 60_000;

/** How long an answer may take as a whole, drop by drop. A package is sent within it too. */
const longestAnswer = 120_000;

/**
 * Asks a cluster, by Node's own http: `fetch` says that it is a browser, and Ray refuses those. Never follows to another address.
 *
 * @returns any answer but one that asks for a token, or sends on to another address; without the token, should it be in it
 * @throws TransferError `cluster-unreachable`, `cluster-token`, `cluster-refused`; the signal's reason
 */
export async function askCluster(cluster: Cluster, asked: ClusterRequest): Promise<ClusterAnswer> {
  const enough = AbortSignal.timeout(longestAnswer);
  const signal = asked.signal ? AbortSignal.any([asked.signal, enough]) : enough;
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    const answer = await open(cluster, { ...asked, signal });
    for await (const piece of answer as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes > mostBytes) throw tooMuch(cluster, mostBytes);
      pieces.push(piece);
    }
    const text = withoutToken(cluster, Buffer.concat(pieces).toString('utf8'));
    return { status: answer.statusCode ?? 0, text };
  } catch (error) {
    throw failureOf(cluster, enough.aborted ? enough.reason : error, asked.signal);
  }
}

/**
 * The lines of an answer as they come, until it ends; without the token, should it be in them.
 *
 * @throws as `askCluster`, and TransferError `cluster-refused` for an answer other than 200
 */
export async function* clusterLines(cluster: Cluster, asked: ClusterRequest): AsyncGenerator<string> {
  const answer = await open(cluster, asked);
  if (answer.statusCode !== 200) {
    answer.destroy();
    throw refusal(cluster, asked, { status: answer.statusCode ?? 0, text: '' });
  }
  answer.setEncoding('utf8');
  let bytes = 0;
  let begun: string[] = [];
  let length = 0;
  const take = (text: string): void => {
    if (length < longestLine) begun.push(text.slice(0, longestLine - length));
    length += text.length;
  };
  const line = (): string => {
    const whole = withoutToken(cluster, begun.join(''));
    begun = [];
    length = 0;
    return whole;
  };
  try {
    for await (const piece of answer as AsyncIterable<string>) {
      bytes += piece.length;
      if (bytes > mostLineBytes) throw tooMuch(cluster, mostLineBytes);
      const [first = '', ...others] = piece.split('\n');
      take(first);
      for (const next of others) {
        yield line();
        take(next);
      }
    }
  } catch (error) {
    throw failureOf(cluster, error, asked.signal);
  } finally {
    answer.destroy();
  }
  if (length > 0) yield line();
}

function tooMuch({ address }: Cluster, most: number): TransferError {
  return new TransferError(
    'cluster-refused',
    `The cluster at ${address.host} answers more than can be: over ${most} bytes. Check that it is Ray that answers there.`,
  );
}

/** Whoever is told a token may tell it back; in a log or a message it is read by others. */
function withoutToken({ token }: Cluster, text: string): string {
  return token === undefined ? text : text.replaceAll(token, '(the token)');
}

/** What an answer that is none says, in a sentence. */
export function refusal(
  { address }: Cluster,
  { method, path }: ClusterRequest,
  { status, text }: ClusterAnswer,
): TransferError {
  // A traceback of Python ends with what went wrong.
  const reason = text.trim().split('\n').at(-1)?.slice(0, 300);
  return new TransferError(
    'cluster-refused',
    `The cluster at ${address.host} answers ${status} to ${method} ${path}${reason ? `: ${reason}` : '.'}`,
    text.slice(-10_000),
  );
}

function open(cluster: Cluster, { method, path, body, signal }: ClusterRequest): Promise<IncomingMessage> {
  const { address, token } = cluster;
  const request = address.protocol === 'https:' ? secureRequest : plainRequest;
  const bytes =
    body === undefined || body instanceof Uint8Array ? body : Buffer.from(JSON.stringify(body), 'utf8');
  return new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request(new URL(path, address), {
      method,
      timeout: stallMilliseconds,
      ...(signal ? { signal } : {}),
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(bytes === undefined ? {} : { 'content-length': bytes.length }),
        ...(body === undefined || body instanceof Uint8Array ? {} : { 'content-type': 'application/json' }),
      },
    });
    sent.once('timeout', () =>
      sent.destroy(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })),
    );
    sent.once('error', (error) => reject(failureOf(cluster, error, signal)));
    sent.once('response', (answer) => {
      const { statusCode: status = 0 } = answer;
      const isSentOn = status >= 300 && status < 400;
      if (status !== 401 && status !== 403 && !isSentOn) return resolve(answer);
      answer.destroy();
      reject(status === 401 || status === 403 ? tokenRefused(cluster) : sentOn(cluster, status));
    });
    sent.end(bytes);
  });
}

/** Wherever that is, the token was not meant for it. */
function sentOn({ address }: Cluster, status: number): TransferError {
  return new TransferError(
    'cluster-refused',
    `What answers at ${address.host} sends on to another address (${status}), as pages to log in do; that is not followed. Give the address at which Ray's dashboard itself answers.`,
  );
}

function failureOf({ address }: Cluster, error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return signal.reason;
  if (!(error instanceof Error) || error instanceof TransferError) return error;
  const why = error.name === 'TimeoutError' ? 'no answer in time' : (errorCode(error) ?? error.message);
  return new TransferError(
    'cluster-unreachable',
    `The cluster at ${address.host} does not answer (${why}). Check the address, and whether Ray runs there.`,
  );
}

function tokenRefused({ address, token }: Cluster): TransferError {
  const what = token === undefined ? 'wants a token' : 'refuses the token that it was given';
  return new TransferError(
    'cluster-token',
    `The cluster at ${address.host} ${what}. It is taken from RAY_AUTH_TOKEN, from the file that RAY_AUTH_TOKEN_PATH names, or from ~/.ray/auth_token.`,
  );
}
