import { stat } from 'node:fs/promises';
import path from 'node:path';
import { TransferError } from '../../design/transfer-error';
import { placeOf } from '../../disk/files/same-place';

const longestPath = 4_096;

/**
 * The file that a call from outside names, absolute: by its path from one of the folders, perhaps with the folder's own
 * name before it, or by a whole path; of a folder it is the transfer.yaml in it. Only what lies in one of the folders, also
 * when all links are followed, may be named; it need not be there.
 *
 * @throws TransferError `call-refused`
 */
export async function fileWithin(given: string, folders: readonly string[]): Promise<string> {
  if (given === '' || given.length > longestPath || given.includes('\0'))
    throw new TransferError('call-refused', 'That is no path of a file. Give that of a transfer.yaml.');
  const named = folders.flatMap((folder) => {
    const [first = '', ...rest] = path.normalize(given).split(path.sep);
    const below =
      first === path.basename(folder) && !path.isAbsolute(given) ? [path.join(folder, ...rest)] : [];
    return [path.resolve(folder, given), ...below];
  });
  const places = folders.map((folder) => placeOf(folder));
  let missing: string | undefined;
  for (const one of named) {
    const facts = await stat(one).catch(() => undefined);
    const file = facts?.isDirectory() ? path.join(one, 'transfer.yaml') : one;
    if (!places.some((folder) => liesBelow(placeOf(file), folder))) continue;
    if (facts) return file;
    missing ??= file;
  }
  if (missing !== undefined) return missing;
  const message = `${JSON.stringify(given)} does not lie in a folder that is open here. Name a transfer.yaml in one of these.`;
  throw new TransferError('call-refused', message);
}

/** Whether a place lies in a folder; both without links. */
export function liesBelow(place: string, folder: string): boolean {
  const rest = path.relative(folder, place);
  return rest !== '' && rest !== '..' && !rest.startsWith(`..${path.sep}`) && !path.isAbsolute(rest);
}
