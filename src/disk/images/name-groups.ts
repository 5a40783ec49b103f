import { Worker } from 'node:worker_threads';
import type { FolderFacts, GroupFacts } from '../../design/dataset-facts';
import { isTransferError, TransferError } from '../../design/transfer-error';
import { filesOf } from './folder-scan';

/** Ordinary patterns take microseconds a name. */
const mostMilliseconds = 2_000;

const program = `
const { parentPort, workerData: { source, names } } = require('node:worker_threads');
const pattern = new RegExp(source);
parentPort.postMessage(names.map((name) => pattern.exec(name)?.[1] ?? null));
`;

/**
 * The group of each image, by its file; none where the pattern captures nothing from its name, without the folders.
 * This alone runs a user's pattern, in a thread of its own that is ended where it takes too long: a repetition within
 * a repetition, as in `(a+)+`, can take years for a single name, and a pattern once begun can't be stopped from within.
 * The caller's thread goes on meanwhile.
 *
 * @throws TransferError `pattern-too-slow`; SyntaxError if it is no regular expression
 */
export async function groupNames(groupBy: string, facts: FolderFacts): Promise<ReadonlyMap<string, string>> {
  const files = filesOf(facts);
  const names = files.map((file) => file.slice(file.lastIndexOf('/') + 1));
  const worker = new Worker(program, { eval: true, workerData: { source: groupBy, names } });
  try {
    const groups = await new Promise<readonly (string | null)[]>((resolve, reject) => {
      // Only the pattern's own time counts, however long a busy machine takes to begin with it.
      worker.once('online', () => setTimeout(() => reject(tooSlow(groupBy)), mostMilliseconds).unref());
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    return new Map(
      files.flatMap((file, index) => {
        const group = groups[index] ?? null;
        return group === null ? [] : [[file, group]];
      }),
    );
  } finally {
    await worker.terminate();
  }
}

function tooSlow(groupBy: string): TransferError {
  return new TransferError(
    'pattern-too-slow',
    `The pattern of \`dataset.groupBy\`, ${groupBy}, takes more than ${mostMilliseconds / 1000} seconds on the ` +
      'names of the images. Write it without a repetition inside a repetition, such as `(a+)+`.',
  );
}

/** How many groups a pattern makes of the images; undefined where it is no regular expression. */
export async function groupFacts(pattern: string, facts: FolderFacts): Promise<GroupFacts | undefined> {
  try {
    const groups = await groupNames(pattern, facts);
    const classes = facts.classes.map(({ name, images }) => {
      const found = images.flatMap(({ file }) => groups.get(file) ?? []);
      // An image whose name has no group is one by itself.
      return { name, groups: new Set(found).size + images.length - found.length };
    });
    return { pattern, classes, grouped: groups.size };
  } catch (error) {
    if (isTransferError(error, 'pattern-too-slow')) return { pattern, problem: error.message };
    if (error instanceof Error && error.name === 'SyntaxError') return undefined;
    throw error;
  }
}
