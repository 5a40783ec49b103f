import { stat } from 'node:fs/promises';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { TransferError } from '../../design/transfer-error';
import { messageOf } from '../failures/failure-words';
import { damaged } from './damaged-file';
import type { FileStretch } from './read-bytes';

const mostMembers = 10_000;

/**
 * Reads a ZIP archive; nothing is unpacked.
 * @param read gets its members by name; the archive is closed after it
 * @throws TransferError `base-damaged` where it is none, names a member twice, or one that leads out of it
 */
export async function withZip<Result>(
  file: string,
  read: (members: ReadonlyMap<string, Entry>, archive: ZipFile) => Promise<Result>,
): Promise<Result> {
  try {
    const archive = await openPromise(file, { autoClose: false, strictFileNames: true });
    try {
      const members = new Map<string, Entry>();
      for await (const entry of archive.eachEntry()) {
        if (members.size === mostMembers) throw damaged(file, `it holds more than ${mostMembers} files`);
        if (members.has(entry.fileName)) throw damaged(file, `it holds ${entry.fileName.slice(0, 80)} twice`);
        members.set(entry.fileName, entry);
      }
      return await read(members, archive);
    } finally {
      archive.close();
    }
  } catch (error) {
    throw error instanceof TransferError
      ? error
      : damaged(file, `as a ZIP archive it is wrong (${messageOf(error).slice(0, 200)})`);
  }
}

/**
 * Where a member lies; undefined where it is packed, and so is not there as it is.
 * @throws TransferError `base-damaged` where it leads out of the file
 */
export async function storedMember(
  archive: ZipFile,
  entry: Entry,
  file: string,
): Promise<FileStretch | undefined> {
  if (entry.compressionMethod !== 0 || entry.isEncrypted()) return undefined;
  const { fileDataStart: start } = await archive.readLocalFileHeaderPromise(entry, { minimal: true });
  const { size } = await stat(file);
  if (start + entry.uncompressedSize > size)
    throw damaged(file, `it breaks off within its ${entry.fileName.slice(0, 80)}`);
  return { file, start, bytes: entry.uncompressedSize };
}
