import path from 'node:path';
import { isTransferError } from '../../design/transfer-error';
import { makeFolder, readWhole } from '../../disk/files/project-files';
import { keyedHash } from '../../disk/files/user-secret';
import { writeFileWhole } from '../../disk/files/whole-file';
import { readImageBytes, thumbnail } from '../../disk/images/image-decoding';
import { judgedSets, wrongImagesShown } from '../../report/report-inputs';
import { writeReport } from '../../report/write-report';
import type { EpochEvent } from '../../shared/run-events';
import type { RunRecord } from '../../shared/run-record';
import type { RunSession } from './run-session';

/** In pixels; twice what the report shows, for dense screens. */
const thumbnailEdge = 192;
/** A JPEG of that size never takes as much. */
const mostThumbnailBytes = 1_000_000;
const sealBytes = 32;

/** The text of `report.html`, with small pictures of the images that went wrong. */
export async function reportOf(
  session: RunSession,
  record: RunRecord,
  epochs: readonly EpochEvent[],
): Promise<string> {
  const side = judgedSets(record.result)[0]?.name ?? 'validation';
  const images = new Map(
    session.images.filter((image) => image.side === side).map((image) => [image.file, image]),
  );
  const thumbnails = new Map<string, string>();
  for (const { file } of wrongImagesShown(record.result)) {
    const image = images.get(file);
    const picture = image && (await keptThumbnail(session, image.path, image.sha256));
    if (picture !== undefined) thumbnails.set(file, picture);
  }
  const { problems = [] } = record;
  return writeReport({ record, epochs, thumbnails, problems, caches: session.caches });
}

/**
 * Kept beside the feature cache, so that a report on the same images decodes none again; sealed behind the picture, so
 * that none but this user's own are shown. An image that has gone since the run read it has none: that is no reason to
 * lose the run.
 */
async function keptThumbnail(session: RunSession, file: string, sha256: string): Promise<string | undefined> {
  const name = `${sha256}-${thumbnailEdge}`;
  const kept = path.join(path.dirname(session.cacheFolder), 'thumbnails', `${name}.jpg`);
  const sealOf = async (picture: Buffer) => Buffer.from(await keyedHash('thumbnail', name, picture), 'hex');
  const sealed = await readWhole(kept, mostThumbnailBytes).catch(() => Buffer.alloc(0));
  const before = sealed.subarray(0, -sealBytes);
  if ((await sealOf(before)).equals(sealed.subarray(-sealBytes))) return pictureText(before);
  try {
    const made = await thumbnail((await readImageBytes(file)).bytes, thumbnailEdge);
    await makeFolder(path.dirname(kept));
    await writeFileWhole(kept, Buffer.concat([made, await sealOf(made)]));
    return pictureText(made);
  } catch (error) {
    if (isTransferError(error, 'unreadable-image', 'machine-failure')) return undefined;
    throw error;
  }
}

function pictureText(jpeg: Buffer): string {
  return `data:image/jpeg;base64,${jpeg.toString('base64')}`;
}
