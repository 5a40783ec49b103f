import { isTransferError } from '../../design/transfer-error';
import { countText } from '../../design/words/wording';
import type { Side } from '../../disk/images/image-copies';
import { findCopies, type ImageCopies, sameWords } from '../../disk/images/image-copies';
import type { ToldImage } from '../../shared/run-events';
import { lookAtRunImage } from '../images/decoded-images';
import { inOrder } from '../images/in-order';
import type { RunImage } from '../images/run-image';
import { mostTold, type RunSession, shouldStop, tell } from './run-session';

/** People get the first few. */
const mostNamed = 3;

/**
 * Looks at the images of some sides that nobody has looked at yet: their rows were in the cache, but how they look was
 * not, as after a kill.
 *
 * @returns whether all was looked at; false if the user stopped the run
 */
export async function lookAtRest(session: RunSession, sides: readonly Side[]): Promise<boolean> {
  const { looks, plan } = session;
  const { input } = plan.base;
  const seen = new Set<string>();
  const rest = session.images.filter(({ side, sha256 }) => {
    if (!sides.includes(side) || looks.of(sha256) || seen.has(sha256)) return false;
    seen.add(sha256);
    return true;
  });
  for await (const decoded of inOrder(rest, 8, (image) => lookOrNothing(image, session))) {
    if (shouldStop(session)) return false;
    if (decoded) looks.learn(decoded.sha256, decoded.decoded, input.size);
  }
  await looks.keep();
  return true;
}

/** An image whose row is there can be gone or damaged by now: that is no reason to end the run. */
async function lookOrNothing(image: RunImage, { plan, work }: RunSession) {
  try {
    return {
      sha256: image.sha256,
      decoded: await work.decoding(() => lookAtRunImage(image, plan.base.input)),
    };
  } catch (error) {
    if (isTransferError(error, 'unreadable-image', 'image-changed')) return undefined;
    throw error;
  }
}

/**
 * Tells of pictures in several classes, then of those on several sides of the split, then of those whose values are
 * strange; each once, and only as far as the images have been looked at.
 */
export async function warnOfImages(session: RunSession): Promise<void> {
  const { looks, toldImages: told, plan } = session;
  const state = `${looks.size} of ${session.images.length}`;
  if (told.has(state)) return;
  told.add(state);
  const isNews = (key: string): boolean => !told.has(key) && told.add(key) !== undefined;
  const copies = findCopies(
    session.images.map((image) => {
      const known = looks.of(image.sha256);
      const className = plan.dataset.classes[image.label] ?? '';
      const { file, side, sha256 } = image;
      return { file, side, sha256, className, ...(known ? { look: known.look } : {}) };
    }),
  ).filter(({ images }) => isNews(`copies ${images.map(({ side, file }) => `${side}/${file}`).join('\n')}`));
  tellContradictions(
    session,
    copies.filter(({ contradictory }) => contradictory),
  );
  tellAcross(
    session,
    copies.filter(({ acrossSides }) => acrossSides),
  );
  await tellStrange(
    session,
    session.images.filter(({ sha256, file }) => looks.of(sha256)?.isStrange && isNews(`strange ${file}`)),
  );
}

function tellContradictions(session: RunSession, copies: readonly ImageCopies[]): void {
  if (copies.length === 0) return;
  const named = copies
    .slice(0, mostNamed)
    .map(
      ({ images, same }) =>
        `${images.map(({ file, className }) => `${file} (${className})`).join(' = ')}, ${sameWords[same]}`,
    );
  const are = copies.length === 1 ? 'picture stands' : 'pictures stand';
  tell(session, {
    event: 'warning',
    code: 'contradictory-labels',
    message: `${copies.length} ${are} in more than one class, so one of the labels is wrong: ${named.join('; ')}${more(copies)}. Keep each in the class that it shows.`,
    images: toldImages(copies),
  });
}

function tellAcross(session: RunSession, copies: readonly ImageCopies[]): void {
  if (copies.length === 0) return;
  const named = copies
    .slice(0, mostNamed)
    .map(
      ({ images, same }) =>
        `${images.map(({ file, side }) => `${file} (${side})`).join(' = ')}, ${sameWords[same]}`,
    );
  const are = copies.length === 1 ? 'picture stands' : 'pictures stand';
  tell(session, {
    event: 'warning',
    code: 'duplicates-across-split',
    message: `${copies.length} ${are} on more than one side of the split: ${named.join('; ')}${more(copies)}. The figures look better than they are; remove the copies or keep them together with "groupBy".`,
    images: toldImages(copies),
  });
}

async function tellStrange(session: RunSession, images: readonly RunImage[]): Promise<void> {
  if (images.length === 0) return;
  const named: string[] = [];
  for (const image of images.slice(0, mostNamed)) {
    const known = session.looks.of(image.sha256)?.concern;
    const concern = known ?? (await lookOrNothing(image, session))?.decoded.concern;
    if (concern) named.push(`${image.file}: ${concern}`);
  }
  tell(session, {
    event: 'warning',
    code: 'strange-values',
    message: `${countText(images.length, 'image')} may not be seen as meant. ${named.join(' ')}${more(images)}`,
    images: images.slice(0, mostTold).map(({ file, sha256 }) => {
      const concern = session.looks.of(sha256)?.concern;
      return { file, ...(concern ? { reason: concern } : {}) };
    }),
  });
}

function more(all: readonly unknown[]): string {
  return all.length > mostNamed ? `; and ${all.length - mostNamed} more` : '';
}

/** Those of one picture have the same number. */
function toldImages(copies: readonly ImageCopies[]): readonly ToldImage[] {
  return copies
    .flatMap(({ images }, picture) =>
      images.map(({ file, side, className }) => ({ file, side, class: className, picture })),
    )
    .slice(0, mostTold);
}
