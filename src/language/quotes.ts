/** A word of the text without the quotes around it. */
export function unquoted(written: string): string {
  return /^(['"]).*\1$/.test(written) ? written.slice(1, -1) : written;
}
