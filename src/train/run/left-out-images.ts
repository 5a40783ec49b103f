import { TransferError } from '../../design/transfer-error';
import { nothingToTrain, repairUnreadable, tooManyUnreadable } from '../../disk/images/unreadable-images';
import type { LeftOut } from '../../shared/run-record';
import { requireFolders } from '../images/read-images';
import { mostTold, type RunSession, tell } from './run-session';

/** Takes images that can't be decoded out of the run: sha256 and reason of each. */
export function leaveOut(session: RunSession, unreadable: ReadonlyMap<string, string>): void {
  if (unreadable.size === 0) return;
  const gone = session.images.filter(({ sha256 }) => unreadable.has(sha256));
  session.images = session.images.filter(({ sha256 }) => !unreadable.has(sha256));
  countLeftOut(
    session,
    gone.map(({ file, sha256 }) => ({ file, reason: unreadable.get(sha256) ?? '' })),
  );
  requireBothSides(session);
}

/** @throws TransferError `no-images` if there is nothing to train a class on, or nothing to validate with */
export function requireBothSides({ images, plan }: Pick<RunSession, 'images' | 'plan'>): void {
  const { path, validation, classes } = plan.dataset;
  if (!images.some(({ side }) => side === 'train')) {
    throw new TransferError(
      'no-images',
      `${path} has no image left to train on. Add images, or groups of them.`,
    );
  }
  const trained = new Set(images.filter(({ side }) => side === 'train').map(({ label }) => label));
  const untrained = classes.find((_, label) => !trained.has(label));
  if (untrained !== undefined) throw new TransferError('no-images', nothingToTrain(untrained));
  if (images.some(({ side }) => side === 'validation')) return;
  const advice =
    typeof validation === 'string'
      ? `${validation} has no image that can be used. Put images of each class there.`
      : `No image of ${path} is left to validate with: every class has a single image or group. Add images, two a class at least, or name a folder of others as \`dataset.validation\`.`;
  throw new TransferError('no-images', advice);
}

/** Tells where there is a folder of test images and nothing in it: a share that is not mounted, say. */
export function warnOfNoTest(session: RunSession): void {
  const { test } = session.plan.dataset;
  if (test === null || session.images.some(({ side }) => side === 'test')) return;
  tell(session, {
    event: 'warning',
    code: 'no-test-images',
    message: `The test folder ${test} has no image of the classes, so the run goes on without a test. See whether its disk or share is there.`,
  });
}

/** Adds to the images that are left out, tells so, and ends the run where they are too many to go on without. */
export function countLeftOut(session: RunSession, gone: readonly LeftOut[]): void {
  if (gone.length === 0) return;
  session.leftOut = [...session.leftOut, ...gone];
  const all = session.images.length + session.leftOut.length;
  const named = session.leftOut.slice(0, 5).map(({ file, reason }) => `${file} (${reason})`);
  const more =
    session.leftOut.length > named.length ? ` and ${session.leftOut.length - named.length} more` : '';
  const which = `${session.leftOut.length} of ${all} images can't be read: ${named.join(', ')}${more}.`;
  // Images that have gone with their folder, or the disk it lies on, are not to be left out.
  requireFolders(session.plan);
  const tooMany = tooManyUnreadable(session.leftOut.length, all);
  tell(session, {
    event: 'warning',
    code: 'unreadable-images',
    message: tooMany ? which : `${which} They are left out.`,
    images: session.leftOut.slice(0, mostTold),
  });
  if (tooMany) throw new TransferError('unreadable-images', `${which} ${repairUnreadable}`);
}
