import { mkdirSync, writeFileSync } from 'node:fs';
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
