import { createHash } from 'node:crypto';
import path from 'node:path';
import { readWhole } from '../files/project-files';
import { keyedHash } from '../files/user-secret';
import { writeFileWhole } from '../files/whole-file';

/**
 * Which fingerprint the base of an address had when it was downloaded first, as it is noted in `folder`. A note that this
 * user's processes have not written is none: a folder that comes from elsewhere may bring a base of its own for any
 * address.
 */
export async function firstSeen(address: string, folder: string): Promise<string | undefined> {
  const bytes = await readWhole(addressFile(address, folder), 200).catch(() => '');
  const text = bytes.toString();
  const [, fingerprint, hash] = /^([0-9a-f]{64}) ([0-9a-f]{64})\n$/.exec(text) ?? [];
  if (fingerprint === undefined || hash !== (await seenHash(address, fingerprint))) return undefined;
  return fingerprint;
}

/** Notes it. @throws TransferError `disk-full`, `place-refused`; the system's error */
export async function noteSeen(address: string, fingerprint: string, folder: string): Promise<void> {
  const seen = `${fingerprint} ${await seenHash(address, fingerprint)}\n`;
  await writeFileWhole(addressFile(address, folder), seen);
}

/** Which address the base of a name had when it was downloaded first, as it is noted in `folder`; as above. */
export async function addressSeen(name: string, folder: string): Promise<string | undefined> {
  const bytes = await readWhole(addressFile(name, folder), 4096).catch(() => '');
  const [, hash, address] = /^([0-9a-f]{64}) (https:\S+)\n$/.exec(bytes.toString()) ?? [];
  if (address === undefined || hash !== (await addressHash(name, address))) return undefined;
  return address;
}

/** Notes it. @throws TransferError `disk-full`, `place-refused`; the system's error */
export async function noteAddress(name: string, address: string, folder: string): Promise<void> {
  await writeFileWhole(addressFile(name, folder), `${await addressHash(name, address)} ${address}\n`);
}

function addressHash(name: string, address: string): Promise<string> {
  return keyedHash('address of a base', name, address);
}

function seenHash(address: string, fingerprint: string): Promise<string> {
  return keyedHash('downloaded base', address, fingerprint);
}

function addressFile(address: string, folder: string): string {
  return path.join(folder, `${createHash('sha256').update(address).digest('hex')}.address`);
}
