import { Worker } from 'node:worker_threads';

/** A pattern for groups that would keep the program busy for ever. The message says what to do. */
export class PatternTooSlow extends Error {
  override readonly name = 'PatternTooSlow';
  readonly code = 'pattern-too-slow';
}

/** Ordinary patterns take microseconds a name. */
const mostMilliseconds = 2_000;

const program = `
const { parentPort, workerData: { source, names } } = require('node:worker_threads');
const pattern = new RegExp(source);
parentPort.postMessage(names.map((name) => pattern.exec(name)?.[1] ?? null));
`;

/**
 * The group of each file by `groupBy`, null where the pattern captures nothing. Tried in a thread of its own that is
 * ended where it takes too long: a repetition within a repetition, as in `(a+)+`, can take years for a single name,
 * and a pattern once begun can't be stopped from within. The caller's thread goes on meanwhile.
 *
 * @param files relative paths with `/`; the pattern is tried on their last part, as in splitting
 * @throws PatternTooSlow; SyntaxError if it is no regular expression
 */
export async function groupNames(
  groupBy: string,
  files: readonly string[],
): Promise<readonly (string | null)[]> {
  const names = files.map((file) => file.slice(file.lastIndexOf('/') + 1));
  const worker = new Worker(program, { eval: true, workerData: { source: groupBy, names } });
  try {
    return await new Promise((resolve, reject) => {
      // Only the pattern's own time counts, however long a busy machine takes to begin with it.
      worker.once('online', () => setTimeout(() => reject(tooSlow(groupBy)), mostMilliseconds).unref());
      worker.once('message', resolve);
      worker.once('error', reject);
    });
  } finally {
    await worker.terminate();
  }
}

function tooSlow(groupBy: string): PatternTooSlow {
  return new PatternTooSlow(
    `The pattern of \`dataset.groupBy\`, ${groupBy}, takes more than ${mostMilliseconds / 1000} seconds on the ` +
      'names of the images. Write it without a repetition inside a repetition, such as `(a+)+`.',
  );
}
