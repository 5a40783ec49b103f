import type { Request } from '../disk/bases/bounded-fetch';

/** As `fetch`, by the proxies that the environment names. What does it is loaded then: most calls download nothing. */
export const proxiedRequest: Request = async (address, init) =>
  (await import('../disk/bases/proxied-fetch')).proxiedFetch(address, init);
