import { useEffect, useRef, useState } from 'react';
import { type GivenPicture, leftOut, mostGiven } from '../src/shared/tried-pictures';

/** What the user has dropped or pasted: pictures, or files that the editor knows, by their addresses. */
export type Given =
  | { readonly pictures: readonly GivenPicture[] }
  | { readonly addresses: readonly string[] };

/** As the editor's explorer says which files are dragged, and as others do. */
const addressTypes = ['application/vnd.code.uri-list', 'text/uri-list'];

/**
 * Takes pictures that are dropped or pasted anywhere in the panel.
 *
 * @param take undefined where none are taken now
 * @returns whether something is held over the panel that would be taken
 */
export function useGivenPictures(take: ((given: Given) => void) | undefined): boolean {
  const [isOver, setIsOver] = useState(false);
  const newest = useRef(take);
  newest.current = take;
  const takes = take !== undefined;
  useEffect(() => {
    if (!takes) return;
    const over = (event: DragEvent) => {
      if (!mayBePictures(event.dataTransfer)) return;
      event.preventDefault();
      // The editor listens at the window, and would take what is dragged for itself.
      event.stopPropagation();
      event.dataTransfer.dropEffect = 'copy';
      setIsOver(true);
    };
    const left = ({ relatedTarget }: DragEvent) => {
      // It also tells of each element on the way.
      if (relatedTarget === null) setIsOver(false);
    };
    const dropped = (event: DragEvent) => {
      setIsOver(false);
      if (!mayBePictures(event.dataTransfer)) return;
      event.preventDefault();
      void givenBy(event.dataTransfer).then((given) => given && newest.current?.(given));
    };
    const pasted = ({ clipboardData }: ClipboardEvent) => {
      const files = [...(clipboardData?.files ?? [])];
      if (files.length === 0) return;
      // A browser calls all of them `image.png`.
      const name = (file: File) => (file.name === 'image.png' ? 'Pasted picture' : file.name);
      void pictures(files, name).then((all) => newest.current?.({ pictures: all }));
    };
    document.addEventListener('dragenter', over);
    document.addEventListener('dragover', over);
    document.addEventListener('dragleave', left);
    document.addEventListener('drop', dropped);
    document.addEventListener('paste', pasted);
    return () => {
      document.removeEventListener('dragenter', over);
      document.removeEventListener('dragover', over);
      document.removeEventListener('dragleave', left);
      document.removeEventListener('drop', dropped);
      document.removeEventListener('paste', pasted);
      setIsOver(false);
    };
  }, [takes]);
  return isOver;
}

/** What was dropped; undefined for nothing of use. */
export async function givenBy(transfer: DataTransfer): Promise<Given | undefined> {
  const files = [...transfer.files];
  // They are gone when whoever handles the event is.
  const addresses = addressesIn(transfer);
  if (files.length > 0) return { pictures: await pictures(files, ({ name }) => name) };
  return addresses.length > 0 ? { addresses } : undefined;
}

export function mayBePictures(transfer: DataTransfer | null): transfer is DataTransfer {
  return transfer?.types.some((type) => type === 'Files' || addressTypes.includes(type)) ?? false;
}

function addressesIn(transfer: DataTransfer): readonly string[] {
  const list = addressTypes.map((type) => transfer.getData(type)).find((text) => text !== '') ?? '';
  return list.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
}

/** Reads files as far as the editor takes them; the others say why it does not. */
async function pictures(
  files: readonly File[],
  nameOf: (file: File) => string,
): Promise<readonly GivenPicture[]> {
  const read: GivenPicture[] = [];
  let left: number = mostGiven.bytes;
  for (const file of files.slice(0, mostGiven.pictures)) {
    const picture = await pictureOf(file, nameOf(file).slice(0, mostGiven.name), left);
    if ('bytes' in picture) left -= picture.bytes.byteLength;
    read.push(picture);
  }
  const rest = files.length - mostGiven.pictures;
  return rest > 0 ? [leftOut(rest), ...read] : read;
}

async function pictureOf(file: File, name: string, most: number): Promise<GivenPicture> {
  if (file.size > most)
    return {
      name,
      error: `More than ${mostGiven.bytes / 1024 ** 2} MiB at once: choose it by “Choose pictures”.`,
    };
  try {
    return { name, bytes: new Uint8Array(await file.arrayBuffer()) };
  } catch {
    // A folder is such a file too.
    return { name, error: 'Can’t be read: it is a folder, or is gone. Choose it by “Choose pictures”.' };
  }
}
