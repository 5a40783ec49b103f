import path from 'node:path';
import { makeFolder, readWhole } from '../files/project-files';
import { userDataFolder } from '../files/user-secret';
import { writeFileWhole } from '../files/whole-file';
import { isOwnMachine } from './cluster-address';

const mostBytes = 256 * 1024;

/**
 * Whether this user's token may go to an address that a file of a project names: to this machine, and to where the user has
 * sent it before of their own accord. Any other may be of a project that came from elsewhere.
 *
 * @param address as `clusterAddress` makes it
 */
export async function isKnownCluster(address: URL): Promise<boolean> {
  return isOwnMachine(address.hostname) || (await known()).includes(address.href);
}

/** Notes that the user has named it. One that can't be noted is only to be named again. */
export async function noteKnownCluster(address: URL): Promise<void> {
  if (await isKnownCluster(address)) return;
  try {
    const all = [...(await known()).filter((href) => href !== ''), address.href];
    await makeFolder(path.dirname(listFile()));
    await writeFileWhole(listFile(), all.map((href) => `${href}\n`).join(''));
  } catch {
    // A home that can't be written to.
  }
}

async function known(): Promise<readonly string[]> {
  const bytes = await readWhole(listFile(), mostBytes).catch(() => '');
  return bytes.toString().split('\n');
}

/** An address a line; the user's own. */
function listFile(): string {
  return path.join(userDataFolder(), 'transfer-designer', 'cluster-addresses');
}
