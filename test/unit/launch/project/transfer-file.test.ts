import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTransferFile, transferFileOf } from '../../../../src/launch/project/transfer-file';
import { scratchFolder } from '../../../fixtures/scratch-folder';

function fileWith(content: string | Uint8Array): string {
  const file = path.join(scratchFolder(), 'transfer.yaml');
  writeFileSync(file, content);
  return file;
}

describe('the transfer.yaml on disk', () => {
  it('is found by its folder', async () => {
    const file = fileWith('version: 1\n');
    expect(await transferFileOf(path.dirname(file))).toBe(file);
    expect(await transferFileOf(file)).toBe(file);
  });

  it.each(['', 'base: d', 'version: 1 # 喵\r\n', '\ufeffversion: 1\n'])(
    'is read as it is: %j',
    async (text) => {
      expect(await readTransferFile(fileWith(text))).toBe(text.replace('\ufeff', ''));
    },
  );

  it('is missing', async () => {
    const file = path.join(scratchFolder(), 'none.yaml');
    await expect(readTransferFile(file)).rejects.toMatchObject({
      code: 'file-missing',
      message: expect.stringContaining(file),
    });
    await expect(readTransferFile(path.join(fileWith(''), 'x'))).rejects.toMatchObject({
      code: 'file-missing',
    });
  });

  it('is too large', async () => {
    const file = fileWith('a'.repeat(50_000_000));
    await expect(readTransferFile(file)).rejects.toMatchObject({ code: 'file-too-large' });
  });

  it('is no text', async () => {
    await expect(readTransferFile(fileWith(Uint8Array.of(0x89, 0x50, 0xff, 0)))).rejects.toMatchObject({
      code: 'file-not-text',
    });
    await expect(readTransferFile(fileWith('a\0b'))).rejects.toMatchObject({ code: 'file-not-text' });
  });

  it.skipIf(process.platform === 'win32')('is a pipe, which nobody writes into', async () => {
    const pipe = path.join(scratchFolder(), 'transfer.yaml');
    execFileSync('mkfifo', [pipe]);
    await expect(readTransferFile(pipe)).rejects.toMatchObject({ code: 'file-unreadable' });
  });

  it('is a folder', async () => {
    const folder = path.join(scratchFolder(), 'transfer.yaml');
    mkdirSync(folder);
    await expect(readTransferFile(folder)).rejects.toMatchObject({ code: 'file-unreadable' });
  });
});
