import { EnvHttpProxyAgent, fetch } from 'undici';
import type { Request } from './bounded-fetch';

let proxies: EnvHttpProxyAgent | undefined;

/**
 * As `fetch`, by way of the proxies that the environment names: HTTPS_PROXY, or else HTTP_PROXY, but for the servers in
 * NO_PROXY; in small letters or capitals. Node's own `fetch` knows none before version 24. An editor's does, by the
 * editor's settings, so this is for the terminal; it is a bundle of its own there, loaded for a download alone.
 */
export const proxiedFetch: Request = (address, init) => {
  proxies ??= new EnvHttpProxyAgent({
    httpProxy: proxyIn('http_proxy'),
    httpsProxy: proxyIn('https_proxy'),
  });
  return fetch(address, { ...init, dispatcher: proxies });
};

/** Without a scheme it is an http proxy, as for most programs. Empty where there is none. */
function proxyIn(variable: string): string {
  const named = process.env[variable] ?? process.env[variable.toUpperCase()] ?? '';
  const address = named === '' || named.includes('://') ? named : `http://${named}`;
  if (address === '' || URL.canParse(address)) return address;
  const cause = Object.assign(new Error(`${variable} is no address`), { code: 'ERR_PROXY_ADDRESS' });
  throw new TypeError('fetch failed', { cause });
}
