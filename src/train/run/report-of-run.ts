import path from 'node:path';
import { readImageBytes, thumbnail, UnreadableImage } from '../../disk/image-decoding';
import { MachineFailure } from '../../disk/machine-failure';
import { makeFolder, readWhole } from '../../disk/project-files';
import { writeFileWhole } from '../../disk/whole-file';
import type { EpochEvent } from '../../messages/run-events';
import type { RunRecord } from '../../messages/run-record';
import { judgedSets, wrongImagesShown } from '../report/report-inputs';
import { writeReport } from '../report/write-report';
import type { RunSession } from './run-session';

/** In pixels; twice what the report shows, for dense screens. */
const thumbnailEdge = 192;
/** A JPEG of that size never takes as much. */
const mostThumbnailBytes = 1_000_000;

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
 * Kept beside the feature cache, so that a report on the same images decodes none again. An image that has gone
 * since the run read it has none: that is no reason to lose the run.
 */
async function keptThumbnail(session: RunSession, file: string, sha256: string): Promise<string | undefined> {
  const kept = path.join(path.dirname(session.cacheFolder), 'thumbnails', `${sha256}-${thumbnailEdge}.jpg`);
  const bytes = await readWhole(kept, mostThumbnailBytes)
    .catch(async () => {
      const made = await thumbnail((await readImageBytes(file)).bytes, thumbnailEdge);
      await makeFolder(path.dirname(kept));
      await writeFileWhole(kept, made);
      return made;
    })
    .catch((error: unknown) => {
      if (error instanceof UnreadableImage || error instanceof MachineFailure) return undefined;
      throw error;
    });
  return bytes && `data:image/jpeg;base64,${bytes.toString('base64')}`;
}
