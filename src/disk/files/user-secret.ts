import { createHmac, randomBytes } from 'node:crypto';
import { link, lstat, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { temporaryPath } from './temporary-files';

const secretBytes = 32;

/** By the file: the environment may name another folder while tests run. */
const secrets = new Map<string, Promise<Buffer>>();

/**
 * A random secret of this user's, 32 bytes, the same in all processes: kept in the per-user data folder, beside the
 * runtime, where only the user can read it. Where it can't be kept there, one of this process alone; then nothing
 * that another process signed is recognised, and all of it is made anew.
 */
export function userSecret(): Promise<Buffer> {
  const file = path.join(userDataFolder(), 'transfer-designer', 'secret');
  const known = secrets.get(file);
  if (known) return known;
  const secret = keptSecret(file).catch(() => randomBytes(secretBytes));
  secrets.set(file, secret);
  return secret;
}

/**
 * A hash (sha256, hexadecimal) that only this user's own processes can make: whoever prepares a folder for somebody
 * else can't. Two lists of parts have the same hash only if they are equal, part by part.
 * @param purpose what is signed; a hash made for one purpose is none for another
 */
export async function keyedHash(
  purpose: string,
  ...parts: readonly (string | Uint8Array)[]
): Promise<string> {
  const hash = createHmac('sha256', await userSecret());
  for (const part of [purpose, ...parts]) {
    const bytes = typeof part === 'string' ? Buffer.from(part, 'utf8') : part;
    hash.update(`${bytes.byteLength}:`).update(bytes);
  }
  return hash.digest('hex');
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Where programs keep what belongs to a user, on every system's own terms; absolute. */
export function userDataFolder(
  environment: Environment = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = os.homedir(),
): string {
  if (platform === 'win32') return environment.LOCALAPPDATA || path.join(home, 'AppData', 'Local');
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support');
  // The XDG specification says that relative paths are to be ignored.
  const named = environment.XDG_DATA_HOME;
  return named && path.isAbsolute(named) ? named : path.join(home, '.local', 'share');
}

async function keptSecret(file: string): Promise<Buffer> {
  const kept = await readSecret(file);
  if (kept) return kept;
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true });
  const temporary = temporaryPath(folder);
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(randomBytes(secretBytes));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await putInPlace(temporary, file);
  } finally {
    await rm(temporary, { force: true }).catch(() => {});
  }
  const secret = await readSecret(file);
  if (!secret) throw new Error(`${file} can't be kept.`);
  return secret;
}

/** Of two processes that begin at once the first one's secret stays, as far as the disk knows links. */
async function putInPlace(temporary: string, file: string): Promise<void> {
  try {
    await link(temporary, file);
  } catch {
    if (await readSecret(file)) return;
    // Something else lies there, or the disk knows no links.
    await rename(temporary, file);
  }
}

/** The secret in a file; undefined where there is none. */
async function readSecret(file: string): Promise<Buffer | undefined> {
  try {
    // A link, a pipe or a folder is none of ours.
    if (!(await lstat(file)).isFile()) return undefined;
    const secret = await readFile(file);
    return secret.byteLength === secretBytes ? secret : undefined;
  } catch {
    return undefined;
  }
}
