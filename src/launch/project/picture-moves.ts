import { lstat, realpath } from 'node:fs/promises';
import path from 'node:path';
import type { DatasetFacts, FolderFacts } from '../../design/dataset-facts';
import { folderOfImages, isImageList } from '../../design/image-list';
import { TransferError } from '../../design/transfer-error';
import { errorCode } from '../../disk/files/error-code';
import { liesBelow } from './file-within';

/** A file and its new name, both absolute; nothing stands there yet. */
export interface PictureMove {
  readonly from: string;
  readonly to: string;
}

/** Where a picture is to go: into the folder of a class, or out of the data set. */
export type MoveTarget = { readonly className: string } | 'left out';

/** Behind the name of a folder of images: the folder beside it for pictures that are left out of it. */
export const leftOutEnding = '-left-out';

/**
 * How a picture of a data set is moved: to another class of the same folder of images, or to a folder beside that one, which
 * nothing reads, by its path in there. Moves nothing.
 *
 * @param file absolute
 * @throws TransferError `move-refused` where it is no picture of the data set, or one of a list, or where a link is on the way
 */
export async function pictureMove(
  { train, validation, test }: DatasetFacts,
  file: string,
  target: MoveTarget,
): Promise<PictureMove> {
  for (const look of [train, validation, test]) {
    if (!look?.found) continue;
    const relative = relativeIn(look.facts, file);
    if (relative === undefined) continue;
    const { path: root, copyOf } = look.facts;
    if (copyOf !== undefined)
      throw new TransferError(
        'move-refused',
        `${file} is a copy of what lies in a bucket, which is not changed from here (${copyOf}). Move it there, and fetch the images again.`,
      );
    if (isImageList(root))
      throw new TransferError(
        'move-refused',
        `${file} is a row of the list ${root}, which is not changed from here: pictures are moved from folder to folder alone. Change its class there, or take the row out.`,
      );
    await refuseLinks(root, relative);
    if (target === 'left out') {
      const folder = `${root}${leftOutEnding}`;
      return {
        from: file,
        to: await freeName(path.dirname(root), path.join(path.basename(folder), relative)),
      };
    }
    const known = train.found ? folderOf(train.facts, target.className) : undefined;
    const folder = folderOf(look.facts, target.className) ?? known;
    if (folder === undefined)
      throw new TransferError('move-refused', `There is no class ${target.className} to move ${file} to.`);
    return { from: file, to: await freeName(root, path.join(folder, path.basename(relative))) };
  }
  throw new TransferError('move-refused', `${file} is no picture of this data set any more. Look again.`);
}

/** The picture's path in the folder, by the disk's own separators. */
function relativeIn({ path: root, classes }: FolderFacts, file: string): string | undefined {
  const relative = path.relative(folderOfImages(root), file);
  const name = relative.split(path.sep).join('/');
  return classes.some(({ images }) => images.some((image) => image.file === name)) ? relative : undefined;
}

/** The name that a class's folder has on the disk, where it has a picture. */
function folderOf({ classes }: FolderFacts, className: string): string | undefined {
  const file = classes.find(({ name }) => name === className)?.images[0]?.file;
  return file?.slice(0, file.indexOf('/'));
}

/** What is moved through a link would come from, or land in, a folder that nobody has opened here. */
async function refuseLinks(root: string, relative: string): Promise<void> {
  const real = await realpath(root);
  const file = await realpath(path.join(root, relative)).catch(() => undefined);
  if (file === path.join(real, relative) && liesBelow(file, real)) return;
  throw new TransferError(
    'move-refused',
    `${path.join(root, relative)} is reached by a link, or is gone. Move what it leads to by hand.`,
  );
}

/** So many pictures of one name in a folder are told apart by a number. */
const mostOfOneName = 1_000;

/** @returns the place below `root`, or with a number behind its name where something stands there */
async function freeName(root: string, relative: string): Promise<string> {
  await refuseLinkedFolders(root, path.dirname(relative));
  const { dir, name, ext } = path.parse(path.join(root, relative));
  for (let number = 1; number <= mostOfOneName; number += 1) {
    const place = path.join(dir, `${name}${number === 1 ? '' : `-${number}`}${ext}`);
    if (!(await isThere(place))) return place;
  }
  throw new TransferError('move-refused', `${dir} has too many pictures called ${name}${ext}.`);
}

async function refuseLinkedFolders(root: string, relative: string): Promise<void> {
  const names = relative.split(path.sep);
  for (const [at] of names.entries()) {
    const folder = path.join(root, ...names.slice(0, at + 1));
    const facts = await lstat(folder).catch(ifMissing);
    if (facts === undefined) return;
    if (!facts.isDirectory())
      throw new TransferError('move-refused', `${folder} is a link or a file, so nothing is moved into it.`);
  }
}

async function isThere(place: string): Promise<boolean> {
  return (await lstat(place).catch(ifMissing)) !== undefined;
}

function ifMissing(error: unknown): undefined {
  if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined;
  throw error;
}
