const broken = (how: string) => `broke off: ${how}. Try again later; nothing was kept.`;
const unreached = (why: string) => `could not be reached: ${why}`;

const closed = broken('the server closed the connection before all had come');
const silent = unreached('the server did not answer in time. Try again later.');
const unknownServer = unreached(
  'there is no server of that name, or no connection. Check the address and the connection.',
);
const offline = unreached('there is no connection to the server. Check the network.');

/** By the codes of Node's own network and of its `fetch`, undici. */
const sentences: Readonly<Record<string, string>> = {
  UND_ERR_SOCKET: closed,
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: closed,
  UND_ERR_BODY_TIMEOUT: broken('the server stopped sending'),
  ECONNRESET: broken('the connection was reset'),
  EPIPE: closed,
  UND_ERR_CONNECT_TIMEOUT: silent,
  UND_ERR_HEADERS_TIMEOUT: silent,
  ETIMEDOUT: silent,
  ENOTFOUND: unknownServer,
  EAI_AGAIN: unknownServer,
  ECONNREFUSED: unreached('the server refuses connections. Check the address, or try again later.'),
  ENETUNREACH: offline,
  EHOSTUNREACH: offline,
  ENETDOWN: offline,
};

const certificateCode = /CERT|^ERR_TLS|^UNABLE_TO_|^HOSTNAME_MISMATCH$/;

/** What became of a connection that `fetch` gave up, and what to do: the end of a sentence that begins with the address. */
export function connectionFailure(error: TypeError): string {
  // `fetch` reports all its failures as a TypeError with the cause beside it.
  const cause = error.cause instanceof Error ? error.cause : error;
  const code = 'code' in cause ? String(cause.code) : undefined;
  const known = code === undefined ? undefined : sentences[code];
  if (known !== undefined) return known;
  // A sentence with an address in it may tell more than it should.
  const reason = code ?? (cause.message.includes('://') ? 'the address was refused' : cause.message);
  if (code !== undefined && certificateCode.test(code))
    return unreached(`its certificate is not valid (${code}). Check the address and this machine's clock.`);
  return unreached(`the connection failed (${reason}). Check the address and the connection.`);
}
