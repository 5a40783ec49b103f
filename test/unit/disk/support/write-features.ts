// Writes rows into a cache, for ever or as many as asked, and prints a line when a pack is on disk.
import { openFeatureCache } from '../../../../src/disk/features/feature-cache';
import { rowsPerPack } from '../../../../src/disk/features/feature-space';
import { rowOf, wideSpace } from './feature-rows';

async function main(folder: string, count: number): Promise<void> {
  const cache = await openFeatureCache(folder, wideSpace);
  const writer = cache.writer();
  for (let row = 0; row < count; row++) {
    await writer.add(`${row}-0`, rowOf(wideSpace, row));
    if (row === rowsPerPack(wideSpace) + 3) process.stdout.write('a pack and a bit\n');
  }
  await writer.finish();
  process.stdout.write(`done ${cache.damaged.length}\n`);
}

const [, , folder = '', count = 'Infinity'] = process.argv;
void main(folder, Number(count));
