import { runInNewContext } from 'node:vm';

/** A pattern for groups that would keep the program busy for ever. The message says what to do. */
export class PatternTooSlow extends Error {
  override readonly name = 'PatternTooSlow';
  readonly code = 'pattern-too-slow';
}

/** Ordinary patterns take microseconds a name. */
const mostMilliseconds = 2_000;

/**
 * Tries `groupBy` on all the files' names, and stops where that takes too long: a repetition within a repetition,
 * as in `(a+)+`, can take years for a single name, and a pattern once begun can't be stopped from outside.
 *
 * @param files relative paths with `/`; the pattern is tried on their last part, as in splitting
 * @throws PatternTooSlow
 */
export function requireQuickPattern(groupBy: string, files: readonly string[]): void {
  const names = files.map((file) => file.slice(file.lastIndexOf('/') + 1));
  const program = 'const pattern = new RegExp(source); for (const name of names) pattern.exec(name);';
  try {
    runInNewContext(program, { source: groupBy, names }, { timeout: mostMilliseconds });
  } catch (error) {
    if (!isTimeout(error)) throw error;
    throw new PatternTooSlow(
      `The pattern of \`dataset.groupBy\`, ${groupBy}, takes more than ${mostMilliseconds / 1000} seconds on the ` +
        'names of the images. Write it without a repetition inside a repetition, such as `(a+)+`.',
    );
  }
}

/** What is thrown comes out of a context of its own, so it need not be an `Error` of this one. */
function isTimeout(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  );
}
