import { execFileSync } from 'node:child_process';
import { truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { makeThumbnails, type ThumbnailAnswer } from '../../../../src/disk/images/thumbnails';
import { scratchFolder } from '../../../fixtures/scratch-folder';
import { writeSmallImages } from '../../../fixtures/small-images';

/** What is told of each image in the end. */
async function made(files: readonly string[]) {
  const told: ThumbnailAnswer[] = [];
  await makeThumbnails({ files, edge: 112 }, (answer) => told.push(answer));
  const ends = told.filter((answer) => !('begun' in answer)).sort((one, other) => one.index - other.index);
  return {
    told,
    ends: ends.map((end) => ('jpeg' in end ? end.jpeg : 'unreadable' in end && end.unreadable)),
  };
}

/** A PNG that says that it is so large, with hardly anything in it. */
function claimingPng(edge: number): Buffer {
  const chunk = (kind: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
    const numbers = Buffer.alloc(8);
    numbers.writeUInt32BE(data.length, 0);
    numbers.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([numbers.subarray(0, 4), body, numbers.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(edge, 0);
  header.writeUInt32BE(edge, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(1000))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

describe('thumbnails', () => {
  it('are JPEGs that fit into the edge and keep the proportions', async () => {
    const folder = scratchFolder();
    const wide = path.join(folder, 'wide.png');
    await sharp({ create: { width: 600, height: 300, channels: 3, background: '#c33' } }).toFile(wide);
    const { ends } = await made([wide]);
    const { format, width, height } = await sharp(Buffer.from(String(ends[0]), 'base64')).metadata();
    expect([format, width, height]).toEqual(['jpeg', 112, 56]);
  });

  it('are small also of noise', async () => {
    const folder = scratchFolder();
    const noise = Buffer.from(
      Array.from({ length: 300 * 300 * 3 }, (_, at) => (at * at * 31 + at * 7) % 253),
    );
    const file = path.join(folder, 'noise.png');
    await sharp(noise, { raw: { width: 300, height: 300, channels: 3 } }).toFile(file);
    const { ends } = await made([file]);
    expect(Buffer.from(String(ends[0]), 'base64').length).toBeLessThan(32 * 1024);
  });

  it('come of the good ones, whatever lies between them', async () => {
    const folder = scratchFolder();
    await writeSmallImages(folder, 2, 'thumbnails');
    const at = (name: string) => path.join(folder, name);
    writeFileSync(at('empty.png'), '');
    writeFileSync(at('words.jpg'), 'no picture at all');
    writeFileSync(
      at('drawn.png'),
      '<svg xmlns="http://www.w3.org/2000/svg"><image href="/etc/passwd"/></svg>',
    );
    writeFileSync(at('bomb.png'), claimingPng(30_000));
    writeFileSync(at('huge.jpg'), '\xff\xd8\xff', 'latin1');
    truncateSync(at('huge.jpg'), 65 * 1024 * 1024);
    const bad = ['empty.png', 'words.jpg', 'drawn.png', 'bomb.png', 'huge.jpg', 'none.png', '.'].map(at);
    const good = ['red/red-0.png', 'red/red-1.png'].map(at);
    const { told, ends } = await made([good[0] as string, ...bad, good[1] as string]);
    expect(ends.slice(1, -1)).toEqual([
      'It is empty.',
      'Its content is not a picture of a known kind.',
      expect.stringContaining('Its content is SVG'),
      expect.stringContaining('It is too large: 30,000 × 30,000 pixels'),
      'It is larger than 64 MiB. Make it smaller.',
      expect.stringContaining('It is not there.'),
      expect.stringContaining('It is a folder.'),
    ]);
    expect([ends[0], ends.at(-1)]).toEqual([
      expect.stringMatching(/^[A-Za-z0-9+/]+=*$/),
      expect.stringMatching(/^[A-Za-z0-9+/]+=*$/),
    ]);
    expect(told.filter((answer) => 'begun' in answer).map(({ index }) => index)).toEqual(
      Array.from({ length: 9 }, (_, index) => index),
    );
  });

  it.skipIf(process.platform === 'win32')('are not waited for where a pipe stands', async () => {
    const pipe = path.join(scratchFolder(), 'pipe.png');
    execFileSync('mkfifo', [pipe]);
    expect((await made([pipe])).ends).toEqual(['It is not a file.']);
  });
});
