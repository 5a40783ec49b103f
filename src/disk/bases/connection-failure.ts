import { errorCode } from '../files/error-code';

/** What became of a connection, and whether a new one may do better. */
export interface ConnectionFailure {
  /** The end of a sentence that begins with the address, and what to do. */
  readonly words: string;
  readonly mayPass: boolean;
}

const broken = (how: string): ConnectionFailure => ({
  words: `broke off: ${how}. Try again later; nothing was kept.`,
  mayPass: true,
});
const unreached = (why: string, mayPass = false): ConnectionFailure => ({
  words: `could not be reached: ${why}`,
  mayPass,
});

const closed = broken('the server closed the connection before all had come');
const silent = unreached('the server did not answer in time. Try again later.', true);
const unknownServer =
  'there is no server of that name, or no connection. Check the address and the connection.';
const offline = unreached('there is no connection to the server. Check the network.', true);

/** By the codes of Node's own network, of its `fetch`, undici, and of `proxied-fetch`. */
const failures: Readonly<Record<string, ConnectionFailure>> = {
  UND_ERR_SOCKET: closed,
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: closed,
  UND_ERR_BODY_TIMEOUT: broken('the server stopped sending'),
  ECONNRESET: broken('the connection was reset'),
  EPIPE: closed,
  UND_ERR_CONNECT_TIMEOUT: silent,
  UND_ERR_HEADERS_TIMEOUT: silent,
  ETIMEDOUT: silent,
  ENOTFOUND: unreached(unknownServer),
  EAI_AGAIN: unreached(unknownServer, true),
  ECONNREFUSED: unreached('the server refuses connections. Check the address, or try again later.'),
  ENETUNREACH: offline,
  EHOSTUNREACH: offline,
  ENETDOWN: offline,
  ERR_PROXY_ADDRESS: unreached('its proxy has no address. Write HTTPS_PROXY as http://host:port.'),
};

const certificateCode = /CERT|^ERR_TLS|^UNABLE_TO_|^HOSTNAME_MISMATCH$/;

/** What became of a connection that `fetch` gave up. */
export function connectionFailure(error: TypeError): ConnectionFailure {
  // `fetch` reports all its failures as a TypeError with the cause behind it.
  let cause: Error = error;
  while (cause.cause instanceof Error) cause = cause.cause;
  const code = errorCode(cause);
  const [, proxyStatus] = /^Proxy response \((\d+)\)/.exec(cause.message) ?? [];
  if (proxyStatus !== undefined) {
    const advice =
      'Check HTTPS_PROXY, with the name and password in it, and whether the proxy lets this address pass.';
    return unreached(`its proxy answered ${proxyStatus}. ${advice}`, Number(proxyStatus) >= 500);
  }
  const known = code === undefined ? undefined : failures[code];
  if (known !== undefined) return known.words.startsWith('could') ? withProxy(known) : known;
  // A sentence with an address in it may tell more than it should.
  const reason = code ?? (cause.message.includes('://') ? 'the address was refused' : cause.message);
  if (code !== undefined && certificateCode.test(code)) {
    return unreached(
      `its certificate is not valid (${code}). Check the address and this machine's clock; the certificates of a company's own go into NODE_EXTRA_CA_CERTS.`,
    );
  }
  return withProxy(unreached(`the connection failed (${reason}). Check the address and the connection.`));
}

/** A proxy is met first, and what it does looks like the server's doing. */
function withProxy(failure: ConnectionFailure): ConnectionFailure {
  const set = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'].find((name) => process.env[name]);
  if (set === undefined) return failure;
  return { ...failure, words: `${failure.words} ${set} is set: check that proxy, too.` };
}
