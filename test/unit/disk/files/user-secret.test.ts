import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

let home: string;
let secretFile: string;

beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'user-secret-'));
  vi.stubEnv('XDG_DATA_HOME', path.join(home, 'data'));
  vi.stubEnv('LOCALAPPDATA', path.join(home, 'data'));
  vi.stubEnv('HOME', home);
  secretFile = path.join((await anotherProcess()).userDataFolder(), 'transfer-designer', 'secret');
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true, force: true });
});

/** The module as a process that has just begun has it: nothing is remembered. */
async function anotherProcess(): Promise<typeof import('../../../../src/disk/files/user-secret')> {
  vi.resetModules();
  return import('../../../../src/disk/files/user-secret');
}

describe('the secret of a user', () => {
  it('is the same in every process', async () => {
    const first = await (await anotherProcess()).userSecret();
    const second = await (await anotherProcess()).userSecret();
    expect(first).toHaveLength(32);
    expect(second).toEqual(first);
    expect(await readFile(secretFile)).toEqual(first);
  });

  it.skipIf(process.platform === 'win32')('is for nobody else to read', async () => {
    await (await anotherProcess()).userSecret();
    expect((await stat(secretFile)).mode & 0o777).toBe(0o600);
  });

  it('is one also where several processes want it first at once', async () => {
    const processes = [];
    for (let count = 0; count < 8; count += 1) processes.push(await anotherProcess());
    const secrets = await Promise.all(processes.map(({ userSecret }) => userSecret()));
    expect(new Set(secrets.map((secret) => secret.toString('hex'))).size).toBe(1);
    expect(await readdir(path.dirname(secretFile))).toEqual(['secret']);
  });

  it.each([
    ['a file cut short', () => writeFile(secretFile, 'short')],
    ['a link', () => symlink(path.join(home, 'elsewhere'), secretFile)],
  ])('is made anew where %s lies in its place', async (_what, put) => {
    await mkdir(path.dirname(secretFile), { recursive: true });
    await writeFile(path.join(home, 'elsewhere'), Buffer.alloc(32, 7));
    await put();
    const secret = await (await anotherProcess()).userSecret();
    expect(secret).not.toEqual(Buffer.alloc(32, 7));
    expect(await (await anotherProcess()).userSecret()).toEqual(secret);
    expect(await readFile(path.join(home, 'elsewhere'))).toEqual(Buffer.alloc(32, 7));
  });

  it('is one of the process alone where it cannot be kept', async () => {
    await mkdir(secretFile, { recursive: true });
    await chmod(secretFile, 0o700);
    const { userSecret } = await anotherProcess();
    const secret = await userSecret();
    expect(secret).toHaveLength(32);
    expect(await userSecret()).toEqual(secret);
    expect(await (await anotherProcess()).userSecret()).not.toEqual(secret);
  });
});

describe('a keyed hash', () => {
  it('is the same for the same parts in every process, and needs the secret', async () => {
    const first = await (await anotherProcess()).keyedHash('graphs', 'one', Buffer.from('two'));
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(await (await anotherProcess()).keyedHash('graphs', 'one', 'two')).toBe(first);
    await writeFile(secretFile, Buffer.alloc(32, 1));
    expect(await (await anotherProcess()).keyedHash('graphs', 'one', 'two')).not.toBe(first);
  });

  it('tells purposes, and where one part ends and the next begins', async () => {
    const { keyedHash } = await anotherProcess();
    const hashes = [
      await keyedHash('graphs', 'one', 'two'),
      await keyedHash('packs', 'one', 'two'),
      await keyedHash('graphs', 'onetwo'),
      await keyedHash('graphs', 'on', 'etwo'),
      await keyedHash('graphs', 'one', 'two', ''),
      await keyedHash('graphs', 'two', 'one'),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});
