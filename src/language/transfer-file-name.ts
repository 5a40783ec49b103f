/** The names that a set-up's file may have, as a glob: `transfer.yaml`, `pets.transfer.yml`. */
export const transferFileGlob = '**/{transfer,*.transfer}.{yaml,yml}';

/** Folders in which no set-up is looked for. */
export const passedOverGlob = '**/{node_modules,runs,.transfer}/**';

/** Whether a path or a name is that of a set-up's file. */
export function isTransferFile(file: string): boolean {
  return /(?:^|[\\/])(?:[^\\/]+\.)?transfer\.ya?ml$/.test(file);
}

/** Whether an open document is a set-up's file on this machine's disk. */
export function isTransferDocument({
  uri,
}: {
  readonly uri: { readonly scheme: string; readonly fsPath: string };
}): boolean {
  return uri.scheme === 'file' && isTransferFile(uri.fsPath);
}
