/** The code of an error of the system or of Node, e.g. `ENOENT`; undefined of anything else. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
