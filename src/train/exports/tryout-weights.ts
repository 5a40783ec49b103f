import type { FileHandle } from 'node:fs/promises';
import { TransferError } from '../../design/transfer-error';
import { openToRead } from '../../disk/files/project-files';
import { bytesInElement, weightsElement } from '../../shared/tryout';

const start = `<script type="text/plain" class="${weightsElement}">`;
export const elementEnd = '</script>\n';
/** Of a whole piece: base64 takes four letters for three bytes. */
const elementLength = start.length + (bytesInElement / 3) * 4 + elementEnd.length;

/** Writes bytes into a page as elements of base64, each of `bytesInElement` but the last. */
export class WeightElements {
  private readonly piece = Buffer.alloc(bytesInElement);
  private filled = 0;

  constructor(private readonly page: FileHandle) {}

  async add(bytes: Buffer): Promise<void> {
    for (let from = 0; from < bytes.length; ) {
      const taken = bytes.copy(this.piece, this.filled, from);
      this.filled += taken;
      from += taken;
      if (this.filled === bytesInElement) await this.finish();
    }
  }

  /** Writes what is left. */
  async finish(): Promise<void> {
    if (this.filled === 0) return;
    const text = this.piece.toString('base64', 0, this.filled);
    this.filled = 0;
    await this.page.writeFile(`${start}${text}${elementEnd}`);
  }
}

/**
 * Reads some of the bytes that stand in a page.
 * @param first where its first element of them begins
 * @throws TransferError `export-differs` where they don't stand there
 */
export async function bytesInPage(
  page: string,
  first: number,
  from: number,
  length: number,
): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const handle = await openToRead(page);
  try {
    for (let done = 0; done < length; ) {
      const index = Math.floor((from + done) / bytesInElement);
      const text = Buffer.alloc(elementLength);
      const { bytesRead } = await handle.read(text, 0, elementLength, first + index * elementLength);
      const element = text.toString('latin1', 0, bytesRead);
      const end = element.indexOf('<', start.length);
      const values = Buffer.from(element.slice(start.length, end), 'base64');
      const taken = values.copy(bytes, done, from + done - index * bytesInElement);
      if (!element.startsWith(start) || taken === 0) throw notThere();
      done += taken;
    }
    return bytes;
  } finally {
    await handle.close();
  }
}

function notThere(): TransferError {
  return new TransferError(
    'export-differs',
    'The page that was written, read back from disk, does not hold its weights. Nothing was exported. Make sure that the disk is sound and try again.',
  );
}
