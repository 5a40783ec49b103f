import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { clusterAddress } from '../../../../src/disk/cluster/cluster-address';
import { isKnownCluster, noteKnownCluster } from '../../../../src/disk/cluster/known-clusters';
import { userDataFolder } from '../../../../src/disk/files/user-secret';
import { scratchFolder } from '../../../fixtures/scratch-folder';

beforeEach(() => {
  const home = scratchFolder();
  for (const name of ['XDG_DATA_HOME', 'LOCALAPPDATA', 'HOME']) vi.stubEnv(name, home);
});

const there = clusterAddress('https://ray.example.invalid/team');

describe('an address that a token may go to', () => {
  it.each(['http://127.0.0.1:8265', 'http://localhost:1', 'http://[::1]:8265'])(
    'is that of this machine, %s',
    async (own) => {
      expect(await isKnownCluster(clusterAddress(own))).toBe(true);
    },
  );

  it('is one that was named before, and no other of that machine', async () => {
    expect(await isKnownCluster(there)).toBe(false);
    await noteKnownCluster(there);
    await noteKnownCluster(clusterAddress('https://other.example.invalid'));
    await noteKnownCluster(there);
    expect(await isKnownCluster(there)).toBe(true);
    const file = path.join(userDataFolder(), 'transfer-designer', 'cluster-addresses');
    const lines = 'https://ray.example.invalid/team/\nhttps://other.example.invalid/\n';
    expect(readFileSync(file, 'utf8')).toBe(lines);
    for (const other of ['https://ray.example.invalid', 'https://ray.example.invalid:8265/team'])
      expect(await isKnownCluster(clusterAddress(other))).toBe(false);
  });

  it('is not known where none can be noted, which fails nothing', async () => {
    const file = path.join(scratchFolder(), 'file');
    writeFileSync(file, '');
    for (const name of ['XDG_DATA_HOME', 'LOCALAPPDATA', 'HOME']) vi.stubEnv(name, file);
    await noteKnownCluster(there);
    expect(await isKnownCluster(there)).toBe(false);
  });
});
