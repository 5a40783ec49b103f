import { closeSync, openSync, readSync } from 'node:fs';
import type { Entry } from 'yauzl';
import type { PyTorchArchive } from '../../catalog/pytorch-weights';
import { TransferError } from '../../design/transfer-error';
import { damaged } from './damaged-file';
import { type FileStretch, readBytes } from './read-bytes';
import { storedMember, withZip } from './zip-archive';

/** In bytes, of what names and describes the tensors: a network of thousands of layers takes a hundredth. */
const mostPickle = 32 * 1024 ** 2;

/** What `torch.save` since version 1.6 and `torch.jit.save` put first, in a folder of any name. */
const firstMember =
  /^[^/]+\/(data\.pkl|data\/|version|byteorder|\.format_version|\.data\/|code\/|constants\.pkl)/;

/** Whether these first bytes, one a letter, are of a ZIP archive of PyTorch's. */
export function isPyTorchArchive(start: string): boolean {
  if (!start.startsWith('PK\x03\x04') || start.length < 30) return false;
  const nameLength = start.charCodeAt(26) + 256 * start.charCodeAt(27);
  return firstMember.test(start.slice(30, 30 + nameLength));
}

/**
 * What is in such a file. The bytes of its tensors are read when they are asked for.
 * @throws TransferError `base-damaged`, or `base-format` where it is a program of TorchScript's
 */
export async function openPyTorchArchive(file: string): Promise<PyTorchArchive> {
  return withZip(file, async (members, archive) => {
    const names = [...members.keys()];
    if (names.some((name) => /^[^/]+\/(constants\.pkl$|code\/)/.test(name))) {
      throw new TransferError(
        'base-format',
        `${file} is a program of TorchScript's (torch.jit.save), which can only run as a whole. Save its weights alone in Python: \`torch.save(torch.jit.load(FILE).state_dict(), "weights.pth")\`.`,
      );
    }
    const pickleName = names.find((name) => /^[^/]+\/data\.pkl$/.test(name));
    if (pickleName === undefined) throw damaged(file, 'it holds no data.pkl');
    const folder = pickleName.slice(0, -'data.pkl'.length);
    const place = async (name: string, most: number): Promise<FileStretch> => {
      const found = await storedMember(archive, members.get(name) as Entry, file);
      if (found === undefined)
        throw damaged(file, `its ${name.slice(0, 80)} is packed, which PyTorch does not do`);
      if (found.bytes > most) throw damaged(file, `its ${name.slice(0, 80)} is too large`);
      return found;
    };
    const bytes = async (name: string, most: number) => {
      const { start, bytes: size } = await place(name, most);
      return readBytes(file, start, size);
    };
    const storages = new Map<string, ReturnType<typeof storageIn>>();
    for (const name of names) {
      const beginning = `${folder}data/`;
      if (!name.startsWith(beginning) || name === beginning) continue;
      storages.set(name.slice(beginning.length), storageIn(await place(name, Number.POSITIVE_INFINITY)));
    }
    const order = `${folder}byteorder`;
    return {
      pickle: await bytes(pickleName, mostPickle),
      ...(members.has(order) ? { byteOrder: (await bytes(order, 100)).toString('latin1') } : {}),
      storages,
    };
  });
}

function storageIn({ file, start, bytes: size }: FileStretch) {
  return { size, bytes: (from: number, length: number) => readNow(file, start + from, length) };
}

/** Tensors are asked for one at a time, by who waits for each. */
function readNow(file: string, start: number, length: number): Buffer {
  const descriptor = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(length);
    if (readSync(descriptor, bytes, 0, length, start) === length) return bytes;
    throw new TransferError('base-damaged', `${file} was changed while it was read. Try again.`);
  } finally {
    closeSync(descriptor);
  }
}
