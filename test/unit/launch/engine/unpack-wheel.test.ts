import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { beforeEach, describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { unpackWheel } from '../../../../src/launch/engine/unpack-wheel';
import { scratchFolder } from '../../../fixtures/scratch-folder';

const needed = { libraries: ['tensorflow/lib.so.2'], headers: ['tensorflow/include/tsl/'] };
const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

let scratch: string;
let file: string;
let target: string;

beforeEach(() => {
  scratch = scratchFolder();
  file = path.join(scratch, 'a.whl');
  target = path.join(scratch, 'out', 'deps');
});

async function zipOf(members: Readonly<Record<string, string>>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, text] of Object.entries(members)) zip.addBuffer(Buffer.from(text), name);
  zip.end();
  return buffer(zip.outputStream);
}

/** Unpacks these bytes as the wheel that they are said to be. */
function unpack(bytes: Buffer, sha256 = sha256Of(bytes)): Promise<void> {
  writeFileSync(file, bytes);
  return unpackWheel(file, { ...needed, sha256 }, target);
}

describe('a wheel', () => {
  it('gives the libraries and headers that are needed, and nothing else', async () => {
    await unpack(
      await zipOf({
        'tensorflow/lib.so.2': 'library',
        'tensorflow/include/tsl/a/b.h': 'header',
        'tensorflow/include/xla/c.h': 'unneeded',
        'tensorflow/python.py': 'unneeded',
      }),
    );
    const files = readdirSync(target, { recursive: true, encoding: 'utf8', withFileTypes: true });
    expect(
      files
        .filter((entry) => entry.isFile())
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['b.h', 'lib.so.2']);
    expect(readFileSync(path.join(target, 'lib', 'lib.so.2'), 'utf8')).toBe('library');
    expect(readFileSync(path.join(target, 'include', 'tsl', 'a', 'b.h'), 'utf8')).toBe('header');
  });

  it.skipIf(process.platform === 'win32')('gives libraries that may be loaded', async () => {
    await unpack(await zipOf({ 'tensorflow/lib.so.2': 'library' }));
    expect(statSync(path.join(target, 'lib', 'lib.so.2')).mode & 0o777).toBe(0o755);
  });

  it('is refused with another hash, before anything is written', async () => {
    const bytes = await zipOf({ 'tensorflow/lib.so.2': 'library' });
    await expect(unpack(bytes, 'f'.repeat(64))).rejects.toThrow(`and not ${'f'.repeat(64)}`);
    expect(existsSync(target)).toBe(false);
  });

  it('is refused without the library', async () => {
    await expect(unpack(await zipOf({ 'tensorflow/other': '' }))).rejects.toThrow(
      'holds no tensorflow/lib.so.2',
    );
  });

  it('is refused where a name leads outside', async () => {
    const inside = 'tensorflow/include/tsl/aa/aa/aa/aa/outside.h';
    const outside = 'tensorflow/include/tsl/../../../../outside.h';
    const bytes = await zipOf({ 'tensorflow/lib.so.2': 'library', [inside]: 'bad' });
    const hostile = Buffer.from(bytes.toString('latin1').replaceAll(inside, outside), 'latin1');
    await expect(unpack(hostile)).rejects.toThrow('invalid relative path');
    expect(readdirSync(scratch, { recursive: true, encoding: 'utf8' }).join()).not.toContain('outside');
  });

  it('is refused where it is no archive', async () => {
    await expect(unpack(Buffer.from('no archive'))).rejects.toThrow();
  });
});
