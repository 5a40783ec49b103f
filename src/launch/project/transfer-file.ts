import { stat } from 'node:fs/promises';
import path from 'node:path';
import { TransferError } from '../../design/transfer-error';
import { errorCode } from '../../disk/files/error-code';
import { readFirstBytes } from '../../disk/files/first-bytes';

/** Far more than anyone writes by hand; what is larger is some other file. */
const mostBytes = 1_000_000;

/** The absolute path of the `transfer.yaml` that `given`, a file or a folder, stands for. */
export async function transferFileOf(given: string): Promise<string> {
  const file = path.resolve(given);
  const facts = await stat(file).catch(() => undefined);
  return facts?.isDirectory() ? path.join(file, 'transfer.yaml') : file;
}

/**
 * Reads the text of a `transfer.yaml`.
 * @throws TransferError `file-…`
 */
export async function readTransferFile(file: string): Promise<string> {
  const bytes = await readBounded(file);
  if (bytes.length > mostBytes) {
    const message = `${file} is larger than ${mostBytes / 1e6} MB, so it is no transfer.yaml. Give another file.`;
    throw new TransferError('file-too-large', message);
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    // Falls through: not UTF-8.
  }
  const message = `${file} is not a text in UTF-8. Save it as UTF-8, or give another file.`;
  throw new TransferError('file-not-text', message);
}

async function readBounded(file: string): Promise<Uint8Array> {
  try {
    return await readFirstBytes(file, mostBytes + 1);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      const message = `There is no ${file}. Give the path of a transfer.yaml, or of the folder it is in.`;
      throw new TransferError('file-missing', message);
    }
    const reason = error instanceof Error ? error.message : String(error);
    const message = `${file} can't be read (${reason}). Check that it is a file that you may read.`;
    throw new TransferError('file-unreadable', message);
  }
}
