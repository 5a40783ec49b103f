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

/** Of an answer that is taken into memory. */
const mostBytes = 64 * 1024 * 1024;

/** Without a byte for so long a connection counts as dead. */
const stallMilliseconds = 60_000;

/**
 * Asks a cluster, by Node's own http: `fetch` says that it is a browser, and Ray refuses those.
 *
 * @returns any answer but one that asks for a token
 * @throws TransferError `cluster-unreachable`, `cluster-token`; the signal's reason
 */
export async function askCluster(cluster: Cluster, asked: ClusterRequest): Promise<ClusterAnswer> {
  const answer = await open(cluster, asked);
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const piece of answer as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes > mostBytes)
        throw new TransferError(
          'cluster-refused',
          `The cluster at ${cluster.address.host} answers more than can be: over ${mostBytes} bytes.`,
        );
      pieces.push(piece);
    }
  } catch (error) {
    throw failureOf(cluster, error, asked.signal);
  }
  return { status: answer.statusCode ?? 0, text: Buffer.concat(pieces).toString('utf8') };
}

/**
 * The lines of an answer as they come, until it ends.
 *
 * @throws as `askCluster`, and TransferError `cluster-refused` for an answer other than 200
 */
export async function* clusterLines(cluster: Cluster, asked: ClusterRequest): AsyncGenerator<string> {
  const answer = await open(cluster, asked);
  if (answer.statusCode !== 200) {
    answer.destroy();
    throw refusal(cluster, asked, { status: answer.statusCode ?? 0, text: '' });
  }
  // What is followed may be silent for as long as an epoch takes.
  answer.socket.setTimeout(0);
  answer.setEncoding('utf8');
  let rest = '';
  try {
    for await (const piece of answer as AsyncIterable<string>) {
      const lines = (rest + piece).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } catch (error) {
    throw failureOf(cluster, error, asked.signal);
  } finally {
    answer.destroy();
  }
  if (rest !== '') yield rest;
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
      if (answer.statusCode !== 401 && answer.statusCode !== 403) return resolve(answer);
      answer.destroy();
      reject(tokenRefused(cluster));
    });
    sent.end(bytes);
  });
}

function failureOf({ address }: Cluster, error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return signal.reason;
  if (!(error instanceof Error) || error instanceof TransferError) return error;
  const why = errorCode(error) ?? error.message;
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
