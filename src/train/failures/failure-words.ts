import { errorCode } from '../../disk/files/error-code';

/** The sentence to show for whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The same for what ends a run: a system's error says which file it met and what to do. */
export function runFailureMessage(error: unknown): string {
  const isSystems = error instanceof Error && 'syscall' in error && 'path' in error && 'code' in error;
  if (!isSystems) return messageOf(error);
  return `${error.path} can't be used (${error.code}). Make sure that nothing else stands in its place and that you may read and write there, then resume the run.`;
}

/** The code to record for whatever was thrown: its own where it has one, else `fallback`. */
export function codeOf(error: unknown, fallback: string): string {
  return errorCode(error) ?? fallback;
}
