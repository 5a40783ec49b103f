import { readFile } from 'node:fs/promises';
import { drawnBy, type Emoji, emojiFile, readEmojiList } from './emoji-datasource';
import { ExampleFolder, type ExamplePicture, withoutTwins } from './example-folder';
import { randomNumbers, shuffled } from './random-numbers';

const seed = 20;
const picturesPerClass = 25;
const testPicturesPerClass = 40;

/** The groups a person would make, out of Unicode's subcategories. */
const groups: Readonly<Record<string, readonly string[]>> = {
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
const notInAGroup: ReadonlySet<string> = new Set([
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

/** Makes the pictures of examples/emoji-groups: Twemoji's files, unchanged. */
export async function makeEmojiGroups(): Promise<void> {
  const list = drawnBy('twitter', await readEmojiList('twitter'));
  const example = await ExampleFolder.emptied('emoji-groups');
  for (const [index, [group, subcategories]] of Object.entries(groups).entries()) {
    const pictures = await readPictures(list, subcategories);
    const chosen = shuffled(withoutTwins(pictures), randomNumbers(seed + index));
    const written = await example.writeClass(group, chosen, picturesPerClass, testPicturesPerClass);
    console.log(`emoji-groups/${group}: ${written.training} images, ${written.test} for the test`);
  }
}

/** The pictures of the subcategories, in the order of their names. */
async function readPictures(
  list: readonly Emoji[],
  subcategories: readonly string[],
): Promise<ExamplePicture[]> {
  const members = list
    .filter((emoji) => subcategories.includes(emoji.subcategory))
    .filter((emoji) => !notInAGroup.has(emoji.short_name))
    .sort((first, second) => (first.short_name < second.short_name ? -1 : 1));
  const pictures: ExamplePicture[] = [];
  for (const member of members) {
    pictures.push({ name: member.short_name, bytes: await readFile(emojiFile('twitter', member)) });
  }
  return pictures;
}
