import { exactInterval, pairedTest } from './binomial';
import { count, percent, percentRange, plain } from './number-text';
import { countText, named } from './wording';

/** What a network said of images that it did not learn from. */
export interface JudgedImages {
  readonly set: 'test' | 'validation';
  readonly classes: readonly string[];
  /** Rows are the true classes, columns what was said, in the order of the classes. */
  readonly confusion: readonly (readonly number[])[];
  /** The epochs, of all phases and starts, of which the best was chosen by the validation images; 0 if not known. */
  readonly epochs: number;
  /** So many times the network was from its first weights on; each of those is a choice beside the epochs. */
  readonly starts: number;
  /** Whether images of one group were kept together, for they resemble each other. */
  readonly grouped: boolean;
}

/** A claim needs a result that is as rare as this where nothing was learned. */
const level = 0.05;

/**
 * The one sentence that tells a result, wherever it is told: of how many images, how sure that is, against what, and
 * by which images the epoch was chosen. E.g. `Right on 6 of 6 validation images, by which the best of 37 epochs was
 * chosen (100 %, 95 % interval 54–100 %); always saying ‘cat’ would be right on 3 (50 %).`
 */
export function resultSentence(judged: JudgedImages): string {
  const { images, right, largest } = tallyOf(judged);
  if (!largest) return `There were no ${judged.set} images to judge by.`;
  const interval = percentRange(exactInterval(right, images));
  return plain(
    `Right on ${count(right)} of ${countText(images, `${judged.set} image`)}, ${chosenWords(judged)} ` +
      `(${percent(right / images)}, 95 % interval ${interval}); always saying \`${largest.name}\` would be right on ` +
      `${count(largest.images)} (${percent(largest.images / images)}).`,
  );
}

/** How an epoch did on validation images, e.g. `6 of 6 right`. */
export function epochFigures(epoch: {
  readonly validationAccuracy: number;
  readonly validationImages: number;
}): string {
  const { validationAccuracy: share, validationImages: images } = epoch;
  return `${count(Math.round(share * images))} of ${count(images)} right`;
}

/** A result where the sentence has no room: `6 of 6 (54–100 %)`. */
export function resultFigures(judged: JudgedImages): string {
  const { images, right } = tallyOf(judged);
  if (images === 0) return 'no images';
  return plain(`${resultCount(judged)} (${percentRange(exactInterval(right, images))})`);
}

/** A result in the cell of a narrow table: `6 of 6`. */
export function resultCount(judged: JudgedImages): string {
  const { images, right } = tallyOf(judged);
  return `${count(right)} of ${count(images)}`;
}

/** A result in the name of a run: `69 % of 190`. */
export function resultShare(judged: JudgedImages): string {
  const { images, right } = tallyOf(judged);
  return plain(`${percent(right / images)} of ${count(images)}`);
}

/**
 * What may be made of a result, in sentences. That the network is better than always the same answer is said only where
 * an exact test shows it. On validation images the test is put as much harder as there were epochs to choose from, since
 * the best was chosen by these images (Bonferroni: the chance that the best of n looks this good is at most n times that
 * of one, whatever the n have in common). What was chosen by them besides, such as the best of several runs, nobody
 * knows here: that is for test images.
 */
export function resultVerdict(judged: JudgedImages): string {
  const { right, largest } = tallyOf(judged);
  if (!largest) return '';
  const notes = [claimWords(judged), balanceWords(judged), missingWords(judged), groupWords(judged)];
  if (judged.set === 'validation' && judged.epochs !== 1 && right > 0)
    notes.push('As the epoch was chosen by them, expect less on new images.');
  return plain(notes.filter((note) => note !== '').join(' '));
}

/** Whether the result shows that the network is better than always saying the largest class. */
export function isShownBetter(judged: JudgedImages): boolean {
  return probabilityOfLuck(judged) <= level;
}

function claimWords(judged: JudgedImages): string {
  const { images, right, largest } = tallyOf(judged);
  if (!largest) return '';
  if (largest.images === images)
    return `They all show \`${largest.name}\`, so they can't tell whether the network has learned to tell classes apart.`;
  if (right <= largest.images)
    return `That is ${right < largest.images ? 'less' : 'no more'} often than with that one answer: nothing here shows that the network has learned to tell the classes apart.`;
  if (judged.set === 'validation' && judged.epochs === 0)
    return 'That is more often, but of how many epochs the best was chosen is not known, so it may be luck.';
  const luck = probabilityOfLuck(judged);
  const test =
    judged.set === 'validation' && judged.epochs > 1
      ? `exact paired test for the best of ${count(judged.epochs)} epochs, ${probabilityWords(luck)}`
      : `exact paired test, ${probabilityWords(luck)}`;
  return luck <= level
    ? `That is more often than luck explains: the network tells the classes apart better than that one answer does (${test}).`
    : `That is more often, but may be luck (${test}): it is not shown that the network has learned to tell the classes apart.`;
}

/** At most how probable so good a result is where the network is no better than always saying the largest class. */
function probabilityOfLuck(judged: JudgedImages): number {
  const { right, largest } = tallyOf(judged);
  if (!largest) return 1;
  const both = judged.confusion[largest.index]?.[largest.index] ?? 0;
  const luck = pairedTest(right - both, largest.images - both);
  if (judged.set === 'test') return luck;
  return judged.epochs === 0 ? 1 : Math.min(1, luck * (judged.epochs + judged.starts));
}

function chosenWords({ set, epochs }: JudgedImages): string {
  if (set === 'test') return 'by which nothing was chosen';
  if (epochs === 1) return 'after the only epoch';
  return `by which the best ${epochs === 0 ? 'epoch' : `of ${count(epochs)} epochs`} was chosen`;
}

/** Where a class has twice as many images as another, or more, the plain share says most of the larger one. */
function balanceWords({ confusion, set }: JudgedImages): string {
  const rows = confusion.map((row, index) => ({ images: sum(row), right: row[index] ?? 0 }));
  const there = rows.filter(({ images }) => images > 0);
  const sizes = there.map(({ images }) => images);
  if (there.length < 2 || Math.max(...sizes) < 2 * Math.min(...sizes)) return '';
  const balanced = sum(there.map(({ images, right }) => right / images)) / there.length;
  const plainShare = sum(there.map(({ right }) => right)) / sum(sizes);
  if (Math.abs(balanced - plainShare) < 0.01) return '';
  return `With every class counted alike, however many ${set} images it has, it is right on ${percent(balanced)}; always the same answer on ${percent(1 / there.length)}.`;
}

function missingWords({ classes, confusion, set }: JudgedImages): string {
  const missing = classes.filter((_, index) => sum(confusion[index] ?? []) === 0);
  return missing.length === 0
    ? ''
    : `There is no ${set} image of ${named(missing)}: of ${missing.length === 1 ? 'that' : 'them'} nothing is known.`;
}

function groupWords({ grouped }: JudgedImages): string {
  return grouped
    ? 'Interval and test count every image on its own; images of one group resemble each other, so less is sure than they say.'
    : '';
}

/** Rounded up, so that it never looks rarer than it is. */
function probabilityWords(probability: number): string {
  if (probability < 0.0001) return 'p < 0.0001';
  const scale = 10 ** (1 - Math.floor(Math.log10(probability)));
  return `p = ${Math.min(1, Number((Math.ceil(probability * scale - 1e-9) / scale).toPrecision(2)))}`;
}

interface Tally {
  readonly images: number;
  readonly right: number;
  /** The class with the most images, the first of several; null without images. */
  readonly largest: { readonly index: number; readonly name: string; readonly images: number } | null;
}

function tallyOf({ classes, confusion }: JudgedImages): Tally {
  const sizes = confusion.map(sum);
  const index = sizes.indexOf(Math.max(0, ...sizes));
  const size = sizes[index] ?? 0;
  return {
    images: sum(sizes),
    right: sum(confusion.map((row, at) => row[at] ?? 0)),
    largest: size === 0 ? null : { index, name: classes[index] ?? '?', images: size },
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
