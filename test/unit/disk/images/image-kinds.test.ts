import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { contentKind, namedKind, readableEndings } from '../../../../src/disk/images/image-kinds';

it.each([
  ['a.jpg', 'image'],
  ['A.JPEG', 'image'],
  ['a.b.png', 'image'],
  ['a.avif', 'image'],
  ['a.bmp', 'image'],
  ['a.dib', 'image'],
  ['a.heic', 'unsupported'],
  ['a.txt', 'other'],
  ['jpg', 'other'],
  ['a.', 'other'],
  ['', 'other'],
] as const)('%s is %s by its name', (name, kind) => {
  expect(namedKind(name)).toBe(kind);
});

it.each([
  ['\xff\xd8\xff\xe0', 'JPEG', true],
  ['\x89PNG\r\n\x1a\n', 'PNG', true],
  ['GIF89a', 'GIF', true],
  ['RIFF\0\0\0\0WEBPVP8 ', 'WebP', true],
  ['MM\0*', 'TIFF', true],
  ['\0\0\0\x1cftypavif', 'AVIF', true],
  ['\0\0\0\x1cftypheic', 'HEIC', false],
  ['\0\0\0\x1cftypmif1\0\0\0\0mif1avif', 'AVIF', true],
  ['\0\0\0\x1cftypmif1\0\0\0\0mif1heic', 'HEIC', false],
  ['BM', 'BMP', true],
  ['  <?xml version="1.0"?><svg>', 'SVG', false],
])('content that begins with %j is %s', (beginning, name, readable) => {
  expect(contentKind(Buffer.from(beginning, 'latin1'))).toEqual({ name, readable });
});

it('content of other kinds is no image', () => {
  expect(contentKind(Buffer.from('RIFF\0\0\0\0WAVE', 'latin1'))).toBeUndefined();
  expect(contentKind(Buffer.alloc(0))).toBeUndefined();
});

it('the explorer offers to classify just what can be read', () => {
  const { contributes } = JSON.parse(readFileSync('package.json', 'utf8'));
  const { when } = contributes.menus['explorer/context'].find(
    ({ command }: { command: string }) => command === 'transferDesigner.classifyImage',
  );
  const [, pattern = ''] = /resourceExtname =~ \/(.*)\/i/.exec(when) ?? [];
  const offered = (ending: string) => new RegExp(pattern, 'i').test(`.${ending}`);
  expect(readableEndings.filter((ending) => !offered(ending))).toEqual([]);
  expect(['heic', 'svg', 'txt', 'yaml'].filter(offered)).toEqual([]);
});
