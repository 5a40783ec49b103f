import path from 'node:path';
import type { ClassFacts, DatasetFacts } from '../../design/dataset-facts';
import { folderOfImages, isImageList } from '../../design/image-list';
import { countText, listed } from '../../design/words/wording';
import type { ImageCheckResult } from '../../disk/images/image-check';
import { type ImageCopies, sameWords } from '../../disk/images/image-copies';

/** What decoding all images has shown, for people. */
export interface ImageFindings {
  /** All of it, as a sentence. */
  readonly words: string;
  /** What was found of single images, the worst first, as sentences: a few of each kind. */
  readonly found: readonly string[];
  /** How many images of a class can't be read; nothing for none. */
  readonly unreadable: ReadonlyMap<string, number>;
  /** How many images of a class stand in another class or on another side as well; nothing for none. */
  readonly copies: ReadonlyMap<string, number>;
}

/** Images of each kind that are named. */
const mostNamed = 6;

/** @param folder the project's: the images are named from there */
export function imageFindings(
  result: ImageCheckResult,
  dataset: DatasetFacts,
  folder: string,
): ImageFindings {
  const { checked, unreadable, strange, copies } = result;
  const contradictory = copies.filter((one) => one.contradictory);
  const across = copies.filter((one) => !one.contradictory);
  const place = (file: string) => {
    const relative = path.relative(folder, file);
    return relative.startsWith('..') ? file : relative;
  };
  const parts = [
    partOf(contradictory, 'picture stands in several classes', 'pictures stand in several classes'),
    partOf(unreadable, 'can’t be read', 'can’t be read'),
    partOf(
      across,
      'picture stands on several sides of the split',
      'pictures stand on several sides of the split',
    ),
    partOf(strange, 'picture has strange values', 'pictures have strange values'),
  ].flat();
  const labels = ({ same, images }: ImageCopies) => {
    const places = images.map(({ file, className }) => `${place(file)} (${className})`);
    return `Two labels for ${sameWords[same]}: ${listed(places)}. Keep it in the class that it shows.`;
  };
  const sides = ({ same, images }: ImageCopies) => {
    const places = images.map(({ file, side }) => `${place(file)} (${side})`);
    return `On several sides, ${sameWords[same]}: ${listed(places)}. Remove one, or a test of the network tells too much.`;
  };
  return {
    words: `${countText(checked, 'picture')} checked: ${parts.length > 0 ? listed(parts) : 'all can be read, and none stands in two places'}.`,
    found: [
      ...firstOf(contradictory, labels),
      ...firstOf(unreadable, ({ file, reason }) => `${place(file)} can’t be read. ${reason}`),
      ...firstOf(across, sides),
      ...firstOf(strange, ({ file, concern }) => `${place(file)}: ${concern}`),
    ],
    unreadable: counted(unreadable.map(({ file }) => classIn(dataset, file))),
    copies: counted(copies.flatMap(({ images }) => images.map(({ className }) => className))),
  };
}

function partOf(items: readonly unknown[], one: string, many: string): readonly string[] {
  return items.length > 0 ? [countText(items.length, one, many)] : [];
}

function firstOf<Item>(items: readonly Item[], sentence: (item: Item) => string): readonly string[] {
  const first = items.slice(0, mostNamed).map(sentence);
  const rest = items.length - first.length;
  return rest > 0 ? [...first, `And ${countText(rest, 'more like that', 'more like that')}.`] : first;
}

/** The class of an image by the folder that it lies in; names are in Unicode's composed form. */
function classIn({ train, validation, test }: DatasetFacts, file: string): string {
  for (const look of [train, validation, test]) {
    if (!look?.found) continue;
    const { path: place, classes } = look.facts;
    const relative = path.relative(folderOfImages(place), file).split(path.sep);
    const [name] = isImageList(place) ? [listedClass(classes, relative.join('/'))] : relative;
    if (name && name !== '..') return name.normalize('NFC');
  }
  return '';
}

/** In a list an image's place says nothing of its class. */
function listedClass(classes: readonly ClassFacts[], file: string): string | undefined {
  return classes.find(({ images }) => images.some((image) => image.file === file))?.name;
}

function counted(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
