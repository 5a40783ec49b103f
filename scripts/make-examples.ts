/**
 * Makes the pictures of the two examples from npm packages:
 *
 *   examples/emoji-groups   six groups of Twemoji pictures: small, and similar to the base's pictures
 *   examples/digits         handwritten digits: small, and different from the base's pictures
 *
 * Run it with `node --import tsx scripts/make-examples.ts`. The same packages give the same files.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const packages = createRequire(import.meta.url);
const examplesFolder = join(dirname(fileURLToPath(import.meta.url)), '..', 'examples');

const SEED = 20;
const EMOJI_PER_CLASS = 25;
const EMOJI_TEST_PER_CLASS = 40;
const DIGITS_PER_CLASS = 10;
const DIGITS_TEST_PER_CLASS = 50;
const DIGIT_SIZE = 28;

interface Emoji {
  readonly short_name: string;
  readonly subcategory: string;
  readonly image: string;
  readonly has_img_twitter: boolean;
}

interface Picture {
  readonly name: string;
  readonly bytes: Buffer;
}

/** The groups a person would make, out of Unicode's subcategories. */
const EMOJI_GROUPS: Readonly<Record<string, readonly string[]>> = {
  animals: [
    'animal-mammal',
    'animal-bird',
    'animal-reptile',
    'animal-marine',
    'animal-bug',
    'animal-amphibian',
  ],
  clothing: ['clothing'],
  faces: [
    'face-smiling',
    'face-affection',
    'face-tongue',
    'face-hand',
    'face-neutral-skeptical',
    'face-sleepy',
    'face-unwell',
    'face-hat',
    'face-glasses',
    'face-concerned',
  ],
  food: ['food-fruit', 'food-vegetable', 'food-prepared', 'food-asian', 'food-sweet'],
  vehicles: ['transport-ground', 'transport-water', 'transport-air'],
  weather: ['sky & weather'],
};

/** Unicode's subcategories hold a few pictures that do not show what the group's name says. */
const NOT_IN_A_GROUP: ReadonlySet<string> = new Set([
  // clothing: jewels, cosmetics and hand tools
  'gem',
  'ring',
  'lipstick',
  'prayer_beads',
  'hair_pick',
  'folding_hand_fan',
  // vehicles: what stands beside the road or is part of a vehicle
  'station',
  'busstop',
  'construction',
  'traffic_light',
  'vertical_traffic_light',
  'rotating_light',
  'octagonal_sign',
  'wheel',
  'oil_drum',
  'motorway',
  'railway_track',
  'fuelpump',
  'seat',
  'anchor',
  'ring_buoy',
]);

/** A small seeded generator (mulberry32): the same seed gives the same pictures everywhere. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const held = result[last] as Item;
    result[last] = result[other] as Item;
    result[other] = held;
  }
  return result;
}

/** Pictures with the same bytes would stand on both sides of a split: the first one is kept. */
function withoutTwins(pictures: readonly Picture[]): Picture[] {
  const seen = new Set<string>();
  return pictures.filter((picture) => {
    const hash = createHash('sha256').update(picture.bytes).digest('hex');
    if (seen.has(hash)) return false;
    seen.add(hash);
    return true;
  });
}

async function writeClass(folder: string, label: string, pictures: readonly Picture[]): Promise<void> {
  const classFolder = join(folder, label);
  await mkdir(classFolder, { recursive: true });
  for (const picture of pictures) {
    await writeFile(join(classFolder, `${picture.name}.png`), picture.bytes);
  }
}

async function emptyFolders(example: string): Promise<{ images: string; test: string }> {
  const images = join(examplesFolder, example, 'images');
  const test = join(examplesFolder, example, 'images-test');
  for (const folder of [images, test]) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
  }
  return { images, test };
}

async function makeEmojiGroups(): Promise<void> {
  const packageFolder = dirname(packages.resolve('emoji-datasource-twitter/package.json'));
  const list = JSON.parse(await readFile(join(packageFolder, 'emoji.json'), 'utf8')) as readonly Emoji[];
  const folders = await emptyFolders('emoji-groups');
  for (const [index, [group, subcategories]] of Object.entries(EMOJI_GROUPS).entries()) {
    const members = list
      .filter((emoji) => emoji.has_img_twitter && subcategories.includes(emoji.subcategory))
      .filter((emoji) => !NOT_IN_A_GROUP.has(emoji.short_name))
      .sort((first, second) => (first.short_name < second.short_name ? -1 : 1));
    const pictures: Picture[] = [];
    for (const member of members) {
      const file = join(packageFolder, 'img', 'twitter', '64', member.image);
      pictures.push({ name: member.short_name, bytes: await readFile(file) });
    }
    const chosen = shuffled(withoutTwins(pictures), randomNumbers(SEED + index));
    const training = chosen.slice(0, EMOJI_PER_CLASS);
    const test = chosen.slice(EMOJI_PER_CLASS, EMOJI_PER_CLASS + EMOJI_TEST_PER_CLASS);
    await writeClass(folders.images, group, training);
    await writeClass(folders.test, group, test);
    console.log(`emoji-groups/${group}: ${training.length} images, ${test.length} for the test`);
  }
}

async function makeDigits(): Promise<void> {
  const packageFolder = dirname(packages.resolve('mnist/package.json'));
  const folders = await emptyFolders('digits');
  for (let digit = 0; digit < 10; digit += 1) {
    const file = join(packageFolder, 'src', 'digits', `${digit}.json`);
    const { data } = JSON.parse(await readFile(file, 'utf8')) as { data: readonly number[] };
    const area = DIGIT_SIZE * DIGIT_SIZE;
    const pictures: Picture[] = [];
    const numbers = Array.from({ length: Math.floor(data.length / area) }, (_, index) => index);
    const wanted = shuffled(numbers, randomNumbers(SEED + digit)).slice(
      0,
      // A few more than needed, in case two have the same bytes.
      DIGITS_PER_CLASS + DIGITS_TEST_PER_CLASS + 5,
    );
    for (const number of wanted) {
      const grey = data.slice(number * area, (number + 1) * area);
      const bytes = await sharp(Buffer.from(grey.map((value) => Math.round(value * 255))), {
        raw: { width: DIGIT_SIZE, height: DIGIT_SIZE, channels: 1 },
      })
        .toColourspace('b-w')
        .png({ compressionLevel: 9 })
        .toBuffer();
      const name = `digit${digit}_${String(number).padStart(4, '0')}`;
      pictures.push({ name, bytes });
    }
    const chosen = withoutTwins(pictures);
    const end = DIGITS_PER_CLASS + DIGITS_TEST_PER_CLASS;
    await writeClass(folders.images, String(digit), chosen.slice(0, DIGITS_PER_CLASS));
    await writeClass(folders.test, String(digit), chosen.slice(DIGITS_PER_CLASS, end));
  }
  console.log(
    `digits: ten classes, ${DIGITS_PER_CLASS} images and ${DIGITS_TEST_PER_CLASS} for the test each`,
  );
}

async function main(): Promise<void> {
  await makeEmojiGroups();
  await makeDigits();
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
