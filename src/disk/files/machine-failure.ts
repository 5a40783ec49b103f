import { setTimeout } from 'node:timers/promises';
import { isTransferError, TransferError } from '../../design/transfer-error';
import { errorCode } from './error-code';

/** What the system says of a file or folder, whatever state the machine is in. */
const ofTheFile = new Set([
  'ENOENT',
  'ENOTDIR',
  'EISDIR',
  'EACCES',
  'EPERM',
  'ELOOP',
  'ENAMETOOLONG',
  'EINVAL',
  'ENXIO',
  'ENODEV',
  'EOVERFLOW',
  'ERR_INVALID_ARG_VALUE',
]);

/** Whether an error of the system says something of the machine, and nothing of the file that was asked for. */
export function isOfTheMachine(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (isTransferError(error, 'machine-failure')) return true;
  const code = errorCode(error);
  if (code === undefined) return isMemory(error.message);
  return 'syscall' in error && !ofTheFile.has(code);
}

/** Whether a library's message tells of memory, threads or files that the machine did not give. */
export function isMemory(message: string): boolean {
  // A picture that claims more than its library lends to any is a damaged one.
  if (/security limit/i.test(message)) return false;
  return /out of memory|bad_alloc|allocat\w* (?:enough )?memory|memory allocat|array buffer allocation|(?:create|start|error creating) thread|too many open files|resource temporarily/i.test(
    message,
  );
}

/** Milliseconds before each new try: four seconds in all, in which a burst of work passes by. */
const pauses: readonly number[] = [20, 60, 150, 400, 1_000, 2_500];

/**
 * Does what may fail for the machine's sake; where it does, again a little later.
 *
 * @param place what is read, as the user is told
 * @throws TransferError `machine-failure` when it does not get better; any other error at once
 */
export async function withRetries<Result>(
  place: string,
  work: () => Promise<Result>,
  waits: readonly number[] = pauses,
): Promise<Result> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (isTransferError(error, 'machine-failure') || !isOfTheMachine(error)) throw error;
      const wait = waits[tries];
      if (wait === undefined) throw machineFailure(place, reasonOf(error));
      await setTimeout(wait);
    }
  }
}

/** Of the machine and not of the file: nobody may take the file for a bad one. */
function machineFailure(place: string, reason: string): TransferError {
  const failed = `${place} could not be read, and that is not its fault: ${adviceFor(reason)}`;
  return new TransferError('machine-failure', `${failed} Nothing was left out for it; try again then.`);
}

function reasonOf(error: unknown): string {
  const code = errorCode(error);
  if (code !== undefined) return code;
  return error instanceof Error && isMemory(error.message) && !/open files/i.test(error.message)
    ? 'ENOMEM'
    : String(error);
}

function adviceFor(reason: string): string {
  switch (reason) {
    case 'EMFILE':
    case 'ENFILE':
      return `too many files are open (${reason}). Close other programs, or raise the limit (ulimit -n).`;
    case 'ENOMEM':
      return 'the machine has too little memory left (ENOMEM). Close other programs, or use smaller images.';
    case 'EIO':
      return 'the disk reports an error (EIO). Check the disk, its cable or the network share.';
    case 'ESTALE':
      return 'the network share has changed under it (ESTALE). Mount it anew.';
    default:
      return `the system says ${reason}. Check the disk or the network share.`;
  }
}
