/** How far a download is, beside the name of what is done. @param total in bytes; null where the server did not say */
export function downloadWords(done: number, total: number | null): string {
  const share = total === null ? '' : ` of ${Math.ceil(total / 1e6)}`;
  return `${Math.floor(done / 1e6)}${share} MB`;
}
