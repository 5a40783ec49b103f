import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { clusterToken } from '../../../../src/disk/cluster/cluster-token';
import { scratchFolder } from '../../../fixtures/scratch-folder';

function homeWith(token: string): string {
  const home = scratchFolder();
  mkdirSync(path.join(home, '.ray'));
  writeFileSync(path.join(home, '.ray', 'auth_token'), token);
  return home;
}

function fileWith(token: string): string {
  const file = path.join(scratchFolder(), 'token');
  writeFileSync(file, token);
  return file;
}

describe('the token of a cluster', () => {
  it('is that of the variable, else of the file that is named, else of the usual file, else none', async () => {
    const home = homeWith('usual\n');
    const named = fileWith('named\n');
    expect(await clusterToken({ RAY_AUTH_TOKEN: 'own', RAY_AUTH_TOKEN_PATH: named }, home)).toBe('own');
    expect(await clusterToken({ RAY_AUTH_TOKEN_PATH: named }, home)).toBe('named');
    expect(await clusterToken({}, home)).toBe('usual');
    expect(await clusterToken({}, scratchFolder())).toBeUndefined();
  });

  it('is missed where a file is named that is not there', async () => {
    const gone = path.join(scratchFolder(), 'gone');
    await expect(clusterToken({ RAY_AUTH_TOKEN_PATH: gone }, homeWith('usual'))).rejects.toMatchObject({
      code: 'cluster-token',
      message: expect.stringContaining('which RAY_AUTH_TOKEN_PATH names'),
    });
  });

  it.skipIf(process.platform === 'win32')('may be a link, as a mounted secret is', async () => {
    const link = path.join(scratchFolder(), 'token');
    symlinkSync(fileWith('mounted\n'), link);
    expect(await clusterToken({ RAY_AUTH_TOKEN_PATH: link }, scratchFolder())).toBe('mounted');
    const home = scratchFolder();
    mkdirSync(path.join(home, '.ray'));
    symlinkSync(link, path.join(home, '.ray', 'auth_token'));
    expect(await clusterToken({}, home)).toBe('mounted');
  });

  it('is said to be unreadable where its place is something else', async () => {
    await expect(
      clusterToken({ RAY_AUTH_TOKEN_PATH: scratchFolder() }, scratchFolder()),
    ).rejects.toMatchObject({
      code: 'cluster-token',
      message: expect.stringMatching(
        /can't be read \(it is not a file\)\. .*put the token into RAY_AUTH_TOKEN\.$/,
      ),
    });
  });

  it.skipIf(process.platform === 'win32')('is not waited for where its place is a pipe', async () => {
    const pipe = path.join(scratchFolder(), 'token');
    execFileSync('mkfifo', [pipe]);
    await expect(clusterToken({ RAY_AUTH_TOKEN_PATH: pipe }, scratchFolder())).rejects.toMatchObject({
      code: 'cluster-token',
    });
  });

  it('is not looked for in a file that is larger than any', async () => {
    const large = clusterToken({ RAY_AUTH_TOKEN_PATH: fileWith('a'.repeat(20_000)) }, scratchFolder());
    await expect(large).rejects.toMatchObject({
      code: 'cluster-token',
      message: expect.stringContaining('holds no token'),
    });
  });

  it.each(['two words', 'one\ninjected: header', '', 'ünlaut'])('is not %j', async (text) => {
    const wrong = clusterToken({ RAY_AUTH_TOKEN_PATH: fileWith(text) }, scratchFolder());
    await expect(wrong).rejects.toMatchObject({
      code: 'cluster-token',
      message: expect.stringMatching(
        /token holds no token: one is a single word of letters, figures and signs\.$/,
      ),
    });
  });
});
