import { BlockList, isIP } from 'node:net';
import { TransferError } from '../../design/transfer-error';

const ownMachine = new BlockList();
ownMachine.addSubnet('127.0.0.0', 8);
ownMachine.addAddress('::1', 'ipv6');

/**
 * The address of a Ray cluster's dashboard, such as `http://127.0.0.1:8265`. A token goes to it with each request, and
 * whoever hears one may run what they like there: so all but this machine itself is reached by https.
 *
 * @throws TransferError `cluster-address`
 */
export function clusterAddress(text: string): URL {
  let address: URL;
  try {
    address = new URL(text);
  } catch {
    throw refused('is no address. Write it with its scheme and port, like http://127.0.0.1:8265');
  }
  if (address.protocol !== 'http:' && address.protocol !== 'https:')
    throw refused(`begins with ${address.protocol}: write the address of the dashboard, http:// or https://`);
  if (address.username !== '' || address.password !== '')
    throw refused('has a name or a password in it. A token goes into RAY_AUTH_TOKEN');
  if (address.search !== '' || address.hash !== '')
    throw refused('has more behind it than a path. Leave out what follows ? or #');
  if (address.protocol === 'http:' && !isOwnMachine(address.hostname))
    throw refused(
      'is plain http to another machine: whoever listens on the way could run programs there. Use https, or a tunnel (ssh -L, kubectl port-forward) and http://127.0.0.1',
    );
  if (!address.pathname.endsWith('/')) address.pathname += '/';
  return address;
}

/** @param host as addresses have it: a name, or a number, in brackets where it is one of IPv6 */
export function isOwnMachine(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '');
  const version = isIP(bare);
  if (version === 0) return bare === 'localhost';
  return ownMachine.check(bare, version === 6 ? 'ipv6' : 'ipv4');
}

/** Without the address itself, which may hold a password. */
function refused(why: string): TransferError {
  return new TransferError('cluster-address', `The address of the cluster ${why}.`);
}
