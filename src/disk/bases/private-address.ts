import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

const privateRanges = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  privateRanges.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  ['::', 127],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const)
  privateRanges.addSubnet(network, prefix, 'ipv6');

/**
 * Whether a server's name or number leads to this machine, its own network, or to nobody in particular. A name that
 * can't be looked up counts as public: then nothing is reached by it either, but what a proxy allows. Who answers under
 * a public name for a moment and under a private one the next is stopped by the certificate that https asks of the
 * private one.
 *
 * @param host as in `URL.hostname`
 */
export async function isPrivateHost(host: string): Promise<boolean> {
  const bare = host.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  if (isIP(bare) !== 0) return isPrivate(bare);
  if (/(^|\.)(localhost|local|internal|home\.arpa)$/i.test(bare)) return true;
  const found = await lookup(bare, { all: true }).catch(() => []);
  return found.some(({ address }) => isPrivate(address));
}

function isPrivate(address: string): boolean {
  // The list sees an IPv4 address in an IPv6 one as what it is.
  return privateRanges.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}
