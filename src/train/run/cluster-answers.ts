import { createHash } from 'node:crypto';
import { seededRandom, shuffle } from '../../design/images/random';
import { prefixBatch } from '../../design/plan/memory-need';
import { isTransferError, TransferError } from '../../design/transfer-error';
import { errorCode } from '../../disk/files/error-code';
import type { Side } from '../../disk/images/image-copies';
import type { ClusterAnswers } from '../../shared/run-events';
import type { LeftOut } from '../../shared/run-record';
import { list, maybe, object, sha256, text } from '../../shared/value-checks';
import { messageOf } from '../failures/failure-words';
import { batchesOf, firstNumbers } from '../fit/example-source';
import { decodeRunImage } from '../images/decoded-images';
import { networkOnPixels } from '../images/network-on-pixels';
import type { RunImage } from '../images/run-image';
import { bytesOf, type NetworkWeights } from '../network/weight-values';
import { answered } from './answered';
import { largestDifference } from './evaluate';
import type { JudgedSides } from './judge';
import { leaveOut } from './left-out-images';
import { chooseProofImages } from './proof-images';
import { type RunSession, tell } from './run-session';
import { plainSeal, readTensorFile } from './tensor-file';

/** Between a cluster's answers and this machine's: as much as between the network that was trained and the saved one. */
const mostDifference = 1e-5;
/** A share of wrong answers of 10 % shows in all but one of a thousand samples of so many. */
const mostCompared = 64;
const judgedSides = ['validation', 'test'] as const satisfies readonly Side[];

/** What `judged.bin` says beside the probabilities. */
interface JudgedJson {
  readonly engine: string;
  /** See `weightsDigest`. Of the start that is kept. */
  readonly weights: string;
  /** Of case 4's other start, whose answers are in tensors of names that begin with `other:`. */
  readonly otherWeights?: string;
  /** See `imagesDigest`. */
  readonly images: string;
  readonly leftOut: readonly (LeftOut & { readonly sha256: string })[];
}

const judgedCheck = object<JudgedJson>({
  engine: text(200),
  weights: sha256,
  otherWeights: maybe(sha256),
  images: sha256,
  leftOut: list(object<JudgedJson['leftOut'][number]>({ file: text(32_767), sha256, reason: text(10_000) })),
});

/**
 * Judges validation and test images by what the cluster that trained these weights has said of each, so that none but a sample
 * has to be decoded here: that is compared with what this machine says, by its own engine, the whole network and the pictures.
 *
 * @param weights of either start
 * @returns undefined where there is no such file, or it is not of these weights and images, which a warning says; without
 *   `judged` where the two differ too much, which is warned of too
 */
export async function judgedByCluster(
  session: RunSession,
  weights: NetworkWeights,
): Promise<{ readonly answers: ClusterAnswers; readonly judged?: JudgedSides } | undefined> {
  const { clusterAnswers: file } = session;
  if (file === undefined) return undefined;
  try {
    const left = await answersIn(file, session, weights);
    if (left === undefined) return undefined;
    const { engine, judged } = left;
    const { compared, difference } = await compare(session, weights, judged);
    const of = judged.validation.length + judged.test.length;
    const used = difference <= mostDifference;
    const answers = { engine, compared, of, difference, used };
    if (used) return { answers, judged };
    warn(
      session,
      `They differ by ${Number(difference.toPrecision(2))} from what this machine says of ${compared === of ? 'them' : `${compared} images of ${of}`}; at most ${mostDifference} is allowed.`,
    );
    return { answers };
  } catch (error) {
    if (!isTransferError(error, 'cluster-answers')) throw error;
    warn(session, error.message);
    return undefined;
  }
}

function warn(session: RunSession, why: string): void {
  const message = `The answers for validation and test images that the cluster has left are not used. ${why} The images are judged on this machine.`;
  tell(session, { event: 'warning', code: 'cluster-answers', message });
}

function unfit(why: string): TransferError {
  return new TransferError('cluster-answers', why);
}

/** @returns undefined where the file is missing. @throws TransferError `cluster-answers` */
async function answersIn(
  file: string,
  session: RunSession,
  weights: NetworkWeights,
): Promise<{ readonly engine: string; readonly judged: JudgedSides } | undefined> {
  const content = await readTensorFile(file, plainSeal).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw unfit(`They can't be read: ${messageOf(error)}`);
  });
  if (content === undefined) return undefined;
  const complaint = judgedCheck(content.json, '');
  if (complaint !== undefined) throw unfit(`They can't be read: ${complaint}.`);
  const says = content.json as JudgedJson;
  const digest = weightsDigest(weights);
  if (digest !== says.weights && digest !== says.otherWeights)
    throw unfit('They are of other weights than the trained ones.');
  const group = digest === says.weights ? '' : 'other:';
  const unreadable = new Map(says.leftOut.map(({ sha256: content, reason }) => [content, reason]));
  const imagesOf = (side: Side) =>
    session.images.filter((image) => image.side === side && !unreadable.has(image.sha256));
  if (says.images !== imagesDigest(judgedSides.flatMap(imagesOf)))
    throw unfit('They are of other images than those that are there now.');

  const classes = session.plan.dataset.classes.length;
  const judge = (side: (typeof judgedSides)[number]) => {
    const images = imagesOf(side);
    const { shape, values } = content.tensors.get(`${group}${side}`) ?? {
      shape: [],
      values: new Float32Array(),
    };
    if (
      shape.join() !== [images.length, classes].join() ||
      !values.every((value) => value >= 0 && value <= 1)
    )
      throw unfit(`They hold no probability of each class for each ${side} image.`);
    return images.map(({ file: name, label }, at) => ({
      ...{ file: name, label },
      probabilities: values.subarray(at * classes, (at + 1) * classes),
    }));
  };
  const judged = { validation: judge('validation'), test: judge('test') };
  leaveOut(session, unreadable);
  return {
    engine: says.engine,
    judged: { ...judged, validationImages: imagesOf('validation'), recomputed: null },
  };
}

/**
 * Asks the whole network about the images that will be asked about in the end, in one batch as then, so that what passes here
 * can't fail there; and about others, drawn by the run's seed.
 *
 * @throws TransferError `cluster-answers` where this machine can't read one of them
 */
async function compare(
  session: RunSession,
  weights: NetworkWeights,
  { validation, test, validationImages }: JudgedSides,
): Promise<Pick<ClusterAnswers, 'compared' | 'difference'>> {
  const { plan, network } = session;
  const images = [...validationImages, ...session.images.filter(({ side }) => side === 'test')];
  const judged = [...validation, ...test];
  const asked = chooseProofImages(validationImages).map(({ example }) => example);
  const others = firstNumbers(images.length).filter((example) => !asked.includes(example));
  const random = seededRandom('cluster answers', plan.training.seed);
  const drawn = shuffle(others, random).slice(0, mostCompared - asked.length);
  const difference = await answered(session, async (engine) => {
    const whole = await networkOnPixels(engine, network.topology, weights, plan.base.input);
    let largest = 0;
    try {
      for (const examples of [asked, ...batchesOf(drawn, prefixBatch)]) {
        const pictures = await Promise.all(
          examples.map((example) => pixelsOf(session, images[example] as RunImage)),
        );
        const here = await whole.outputs(pictures);
        const there = examples.flatMap((example) => [...(judged[example]?.probabilities ?? [])]);
        largest = Math.max(largest, largestDifference(here, there));
      }
    } finally {
      whole.dispose();
    }
    return largest;
  });
  if (!Number.isFinite(difference))
    throw unfit('They were compared with answers of this machine that are no numbers.');
  return { compared: asked.length + drawn.length, difference };
}

async function pixelsOf({ plan }: RunSession, image: RunImage): Promise<Uint8Array> {
  try {
    return await decodeRunImage(image, plan.base.input);
  } catch (error) {
    if (!isTransferError(error, 'unreadable-image', 'image-changed')) throw error;
    throw unfit(`They can't be compared: ${image.file} can't be read on this machine. ${error.message}`);
  }
}

/** Of a network's weights, by name, shape and bits, in whatever order they come; as `weights_digest` of the job. */
export function weightsDigest(weights: NetworkWeights): string {
  const each = [...weights].map(([name, { shape, values }]) =>
    createHash('sha256')
      .update(`${name}\0${shape.join('x')}\0`)
      .update(bytesOf(values))
      .digest('hex'),
  );
  return createHash('sha256').update(each.sort().join('')).digest('hex');
}

/** Of images in the order in which they are judged, by side, class and content; as `images_digest` of the job. */
export function imagesDigest(images: readonly Pick<RunImage, 'side' | 'label' | 'sha256'>[]): string {
  const hash = createHash('sha256');
  for (const { side, label, sha256: content } of images) hash.update(`${side}\t${label}\t${content}\n`);
  return hash.digest('hex');
}
