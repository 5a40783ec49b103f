import { type ErrorCode, TransferError } from '../../design/transfer-error';
import { type FetchedCopy, type FetchStep, fetchCopy } from './fetch-copy';

/** A line of the fetching process. */
export type FetchImagesAnswer =
  | { readonly step: FetchStep }
  | { readonly fetched: readonly FetchedCopy[] }
  | { readonly problem: { readonly code: ErrorCode | null; readonly message: string } };

/**
 * `node fetch-images.js PROJECT NAMED...` makes the copies of what a file names in buckets what the buckets are now. It prints lines of
 * JSON: `{ step }` as it goes, and in the end `{ fetched }` or `{ problem }`.
 */
async function main([project = '', ...named]: readonly string[]): Promise<void> {
  const tell = (answer: FetchImagesAnswer) => void process.stdout.write(`${JSON.stringify(answer)}\n`);
  try {
    if (project === '' || named.length === 0) throw new Error('Usage: fetch-images.js PROJECT NAMED...');
    const fetched: FetchedCopy[] = [];
    for (const one of new Set(named)) {
      const copy = await fetchCopy(project, one, (step) => tell({ step }));
      if (copy) fetched.push(copy);
    }
    tell({ fetched });
  } catch (error) {
    const code = error instanceof TransferError ? error.code : null;
    tell({ problem: { code, message: error instanceof Error ? error.message : String(error) } });
  }
}

void main(process.argv.slice(2));
