import { drawnBy, type Emoji, emojiFile, readEmojiList, type Vendor } from './emoji-datasource';
import { IconNames } from './icon-names';
import { readIconSet } from './icon-set';
import { type Picture, readPixels } from './picture';
import { randomNumbers, shuffled } from './random-numbers';

const seed = 1;
/** One emoji in ten, in all its drawings, is kept out of training to measure accuracy. */
const heldOutShare = 0.1;
/** Rarer subcategories are left out: a handful of subjects does not make a class. */
const subjectsPerClass = 6;
/** All 235 pictures of flags would be a twentieth of the training and teach little. */
const flags = { subcategory: 'country-flag', pictures: 60 };

/** What the demonstration base is trained on and measured with. */
export interface DemoData {
  /** Subcategories in the order of the base's outputs, which is that of their names. */
  readonly classes: readonly string[];
  readonly training: readonly Picture[];
  /** Subjects the base has not seen, in Noto's drawing. */
  readonly heldOut: readonly Picture[];
  /** The same subjects in Twemoji's drawing: never trained on, neither subject nor style. */
  readonly heldOutTwemoji: readonly Picture[];
  /** All of its classes that it was not trained on: the same subjects in its drawings, and Twemoji's of all subjects. */
  readonly unseen: readonly Picture[];
}

/** Reads and divides the pictures; the same packages give the same pictures in the same order. */
export async function readDemoData(): Promise<DemoData> {
  const list = await readEmojiList('google');
  const names = await IconNames.read(list);
  const pictures = [
    ...(await readVendor(list, 'google', 'noto')),
    ...(await readIconSet(names, '@iconify-json/fluent-emoji-flat', 'fluent')),
    ...(await readIconSet(names, '@iconify-json/noto-v1', 'noto-v1')),
    ...(await readIconSet(names, '@iconify-json/fxemoji', 'fxemoji')),
  ];
  const subjects = subjectsBySubcategory(list);
  const classes = [...subjects]
    .filter(([, members]) => members.length >= subjectsPerClass)
    .map(([name]) => name)
    .sort();

  const random = randomNumbers(seed);
  const heldOutSubjects = new Set<string>();
  const training: Picture[] = [];
  for (const name of classes) {
    const members = shuffled([...(subjects.get(name) ?? [])].sort(), random);
    const heldOutCount = Math.max(1, Math.round(members.length * heldOutShare));
    for (const subject of members.slice(0, heldOutCount)) heldOutSubjects.add(subject);
    const candidates = pictures.filter(
      (picture) => picture.subcategory === name && !heldOutSubjects.has(picture.subject),
    );
    const most = name === flags.subcategory ? flags.pictures : undefined;
    training.push(...shuffled(candidates, random).slice(0, most));
  }
  const isHeldOut = (picture: Picture): boolean => heldOutSubjects.has(picture.subject);
  const heldOut = pictures.filter((picture) => picture.style === 'noto' && isHeldOut(picture));
  const twemoji = await readVendor(list, 'twitter', 'twemoji');
  const unseen = [...pictures.filter(isHeldOut), ...twemoji].filter(({ subcategory }) =>
    classes.includes(subcategory),
  );
  return { classes, training, heldOut, heldOutTwemoji: twemoji.filter(isHeldOut), unseen };
}

/** A vendor's pictures, without skin tones, which would show people six times. */
async function readVendor(list: readonly Emoji[], vendor: Vendor, style: string): Promise<Picture[]> {
  const pictures: Picture[] = [];
  for (const emoji of drawnBy(vendor, list)) {
    const { short_name: subject, subcategory } = emoji;
    pictures.push({ subject, subcategory, style, pixels: await readPixels(emojiFile(vendor, emoji)) });
  }
  return pictures;
}

function subjectsBySubcategory(list: readonly Emoji[]): Map<string, string[]> {
  const subjects = new Map<string, string[]>();
  for (const { subcategory, short_name } of list) {
    subjects.set(subcategory, [...(subjects.get(subcategory) ?? []), short_name]);
  }
  return subjects;
}
