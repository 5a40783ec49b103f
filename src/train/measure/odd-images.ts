import { createHash } from 'node:crypto';
import type { CutToMeasure } from '../../design/network/cuts-to-measure';
import type { OddFinding } from '../../design/odd-images';
import { TransferError } from '../../design/transfer-error';
import { findCopies } from '../../disk/images/image-copies';
import { decodeImage, readImageBytes } from '../../disk/images/image-decoding';
import { lookOf } from '../../disk/images/image-look';
import type { LookAnswer, LookQuestion } from '../../shared/look-question';
import type { Engines } from '../engines/load-engines';
import { comparedCuts } from './compared-cuts';
import { headFeatures } from './cut-features';
import { productsBy } from './engine-products';
import { type FeatureTable, featureTable } from './feature-table';
import type { MeasureProgress } from './measure-base';
import { measuredFeatures } from './measured-features';
import { type OddRows, oddRows } from './odd-rows';

/** Of each kind: nobody looks through more, and what is mended changes what is found. */
const mostListed = 100;

/**
 * Runs images through the base, as far as that is not kept, and finds the odd ones among them.
 *
 * @throws TransferError `measure-impossible` where the images tell nothing; else as `measuredFeatures`
 */
export async function findOddImages(
  question: LookQuestion,
  engines: Engines,
  onProgress: MeasureProgress,
): Promise<LookAnswer> {
  const { cuts, compared, textures, classes, sides, images } = question;
  const features = await measuredFeatures(question, engines, (done, total) =>
    onProgress('images', done, total),
  );
  const { labels, places, unreadable } = features;
  onProgress('cuts', 0, 1);
  const own = possible(() => comparedCuts(compared.map((at) => () => features.table(at))));
  const products = await productsBy(engines, own);
  const found = possible(() =>
    oddRows({
      compared: { own, products },
      textures: channelMeans(features.table(textures), cuts[textures] as CutToMeasure),
      ...{ labels, classes },
      sides: places.map((place) => sides[place] ?? 'train'),
    }),
  );
  const placeOf = (row: number): number => places[row] ?? 0;
  const unknown = await unknownCopies(found.copies, question, placeOf);
  const kinds = [
    found.labels.map((one) => labelFinding(one, question, placeOf)),
    unknown.map((one) => copiesFinding(one, placeOf)),
    found.alone.map((one) => aloneFinding(one, placeOf)),
    found.classes.map((one) => classesFinding(one, question, placeOf)),
  ];
  const listed = kinds.flatMap((some) => some.slice(0, mostListed));
  const contents = await contentsOf(listed, images);
  onProgress('cuts', 1, 1);
  return {
    images: labels.length,
    unreadable,
    told: found.copies.length - unknown.length,
    beyond: kinds.reduce((sum, some) => sum + some.length, 0) - listed.length,
    findings: listed.map((finding) => ({ ...finding, id: idOf(finding, question, contents) })),
  };
}

function possible<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new TransferError('measure-impossible', `The images can't be compared: ${error.message}`);
  }
}

/** Averages what is kept place by place, where it is. */
function channelMeans({ rows, columns, values }: FeatureTable, cut: CutToMeasure): FeatureTable {
  const channels = (cut.channelsFirst ? cut.shape[0] : cut.shape.at(-1)) ?? columns;
  if (cut.pool === 'average' || cut.shape.length < 2) return { rows, columns, values };
  const own = Array.from({ length: rows }, (_, row) =>
    headFeatures(Float32Array.from(values.subarray(row * columns, (row + 1) * columns)), {
      ...cut,
      pool: 'average',
      features: channels,
    }),
  );
  return featureTable(own);
}

/** The pairs of which checking the images by how they look tells nothing. */
async function unknownCopies(
  pairs: OddRows['copies'],
  { images, input, sides, names }: LookQuestion,
  placeOf: (row: number) => number,
): Promise<OddRows['copies']> {
  const unknown: OddRows['copies'][number][] = [];
  for (const pair of pairs) {
    // A hundred pairs that are not known are enough; the rest is counted.
    if (unknown.length >= mostListed) {
      unknown.push(pair);
      continue;
    }
    const both = await Promise.all(
      pair.rows.map(async (row) => {
        const place = placeOf(row);
        const file = images[place]?.path ?? '';
        const { bytes, sha256 } = await readImageBytes(file);
        const { pixels } = await decodeImage(bytes, input.size, input.resize, file);
        const className = names[images[place]?.label ?? 0] ?? '';
        return { file, side: sides[place] ?? 'train', className, sha256, look: lookOf(pixels, input.size) };
      }),
    );
    if (findCopies(both).length === 0) unknown.push(pair);
  }
  return unknown;
}

type Unnamed = Omit<OddFinding<number>, 'id'>;
type PlaceOf = (row: number) => number;

function labelFinding(
  { row, judged, doubt, nearest }: OddRows['labels'][number],
  { names }: LookQuestion,
  placeOf: PlaceOf,
): Unnamed {
  return {
    ...{ kind: 'label', images: [placeOf(row)], nearest: nearest.map(placeOf) },
    ...{ classes: [names[judged] ?? ''], value: doubt, error: 0 },
  };
}

function copiesFinding({ rows, likeness }: OddRows['copies'][number], placeOf: PlaceOf): Unnamed {
  return { kind: 'copies', images: rows.map(placeOf), nearest: [], classes: [], value: likeness, error: 0 };
}

function aloneFinding({ row, deviations, nearest }: OddRows['alone'][number], placeOf: PlaceOf): Unnamed {
  return {
    ...{ kind: 'alone', images: [placeOf(row)], nearest: nearest.map(placeOf) },
    ...{ classes: [], value: deviations, error: 0 },
  };
}

function classesFinding(
  { pair, right, error, rows }: OddRows['classes'][number],
  { names }: LookQuestion,
  placeOf: PlaceOf,
): Unnamed {
  return {
    ...{ kind: 'classes', images: rows.map(placeOf), nearest: [] },
    ...{ classes: pair.map((label) => names[label] ?? ''), value: right, error },
  };
}

/** The sha256 of the images that findings are about, by place. */
async function contentsOf(
  findings: readonly Unnamed[],
  images: LookQuestion['images'],
): Promise<ReadonlyMap<number, string>> {
  const contents = new Map<number, string>();
  for (const { kind, images: places } of findings)
    for (const place of kind === 'classes' ? [] : places)
      if (!contents.has(place)) contents.set(place, (await readImageBytes(images[place]?.path ?? '')).sha256);
  return contents;
}

/** Made of what the images hold and of their class, not of names: a finding that was looked at stays so wherever they lie. */
function idOf(
  { kind, images: places, classes }: Unnamed,
  { images, names }: LookQuestion,
  contents: ReadonlyMap<number, string>,
): string {
  const about =
    kind === 'classes'
      ? [...classes]
      : places.map((place) => `${contents.get(place)} ${names[images[place]?.label ?? 0]}`);
  const said = JSON.stringify([kind, about.sort(), kind === 'label' ? classes : []]);
  return createHash('sha256').update(said).digest('hex').slice(0, 32);
}
