import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type {
  PanelOddPictures,
  PanelPictures,
  PanelThumbnail,
  ToPanel,
} from '../../../src/shared/panel-messages';
import { demoView } from './panel-views';

const images = path.resolve(import.meta.dirname, '../../../examples/emoji-groups/images');

/** Classes as the example's, with their numbers of images. */
export const classNames = readdirSync(images).sort();

/** The pictures of the example, beside the demonstration base; `changes` over it. */
export function picturesOf(changes: Partial<PanelPictures> = {}): PanelPictures {
  return {
    look: 1,
    notShown: null,
    classes: classNames.map((name) => ({ name, images: 25, unreadable: 0, copies: 0 })),
    check: {
      state: 'unknown',
      words: 'Which pictures can’t be read or are there twice is not known yet.',
      done: null,
      found: [],
      canBegin: true,
    },
    odd: {
      state: 'unknown',
      words:
        'Whether some are in the wrong class, nearly there twice or unlike all others has not been looked into.',
      done: null,
      canBegin: true,
      groups: [],
    },
    trainedOn: {
      words: 'This base was trained on emoji: 4,556 drawings of 88 kinds, on white.',
      classes: ['alphanum', 'animal-mammal', 'body-parts', 'clothing', 'food-fruit', 'transport-ground'],
      classCount: 88,
      sheet: null,
    },
    similarity: { declared: null, words: 'The file says neither; similar is assumed.' },
    ...changes,
  };
}

/** What a check has found, also in the classes. */
export const found: Partial<PanelPictures> = {
  classes: classNames.map((name, index) => ({
    name,
    images: 25,
    unreadable: index === 0 ? 2 : 0,
    copies: index < 2 ? 1 : 0,
  })),
  check: {
    state: 'checked',
    words: '150 pictures checked: 1 picture stands in several classes and 2 can’t be read.',
    done: null,
    found: [
      'Two labels for the same image: images/animals/cat.png (animals), images/clothing/cat.png (clothing). Keep it in the class that it shows.',
      'images/animals/half.png can’t be read. It is a damaged or unusual PNG.',
      'images/animals/empty.png can’t be read. It is empty.',
    ],
    canBegin: false,
  },
};

const oddFile = (className: string, name: string, side = 'training') => ({
  ...{ file: `images/${className}/${name}.png`, className },
  words: `images/${className}/${name}.png (${className}, ${side})`,
});

/** What a look has found, of each kind. */
export const foundOdd: PanelOddPictures = {
  state: 'looked',
  words: '340 pictures compared by what the base sees up to dense2: 10 findings.',
  done: null,
  canBegin: false,
  groups: [
    {
      heading: 'Perhaps in the wrong class',
      findings: Array.from({ length: 7 }, (_, at) => ({
        id: `label ${at}`,
        words: `images/weather/full_moon_with_face.png (weather, validation) looks like faces (doubt ${(2.1 - at / 10).toFixed(1)}; 5 of its 5 nearest pictures are faces).`,
        pictures: [
          { ...oddFile('weather', 'full_moon_with_face'), ...(at > 0 ? { file: `moon ${at}` } : {}) },
        ],
        nearest: ['angry', 'astonished', 'anguished', 'blush', 'clown_face'].map((name) =>
          oddFile('faces', name),
        ),
        nearestWords: '5 pictures most like it',
        moveTo: 'faces',
        canLeaveOut: true,
      })),
    },
    {
      heading: 'Nearly the same picture in two places',
      findings: [
        {
          id: 'copies',
          words:
            'images/animals/ant.png (animals, training) and images-test/animals/ant-small.png (animals, test) are nearly the same picture (likeness 0.93).',
          pictures: [oddFile('animals', 'ant'), oddFile('animals', 'ant-small', 'test')],
          ...{ nearest: [], nearestWords: '', moveTo: null, canLeaveOut: true },
        },
      ],
    },
    {
      heading: 'Unlike all others',
      findings: [
        {
          id: 'alone',
          words: 'images/food/noise.png (food, training) is unlike all others, by 6.8 standard deviations.',
          pictures: [oddFile('food', 'noise')],
          nearest: [oddFile('food', 'avocado')],
          ...{ nearestWords: '1 picture most like it', moveTo: null, canLeaveOut: true },
        },
      ],
    },
    {
      heading: 'Classes that can’t be told apart',
      findings: [
        {
          id: 'classes',
          words:
            'food and weather can’t be told apart: of the pictures of either that are judged to be one of them 52 % ± 6 % are judged right, and chance is 50 %.',
          pictures: [oddFile('food', 'avocado'), oddFile('weather', 'fog')],
          ...{ nearest: [], nearestWords: '', moveTo: null, canLeaveOut: false },
        },
      ],
    },
  ],
};

/** The thumbnails of all that `foundOdd` shows, but of one that can't be read. */
export function oddThumbnails(): ToPanel {
  const files = foundOdd.groups.flatMap(({ findings }) =>
    findings.flatMap(({ pictures, nearest }) => [...pictures, ...nearest].map(({ file }) => file)),
  );
  const thumbnails = [...new Set(files)].map((file): PanelThumbnail => {
    const [, className = 'weather', name = ''] = file.split('/');
    const folder = path.join(images, className);
    const names = readdirSync(folder);
    const like = names.includes(name) ? name : (names[file.length % names.length] ?? '');
    if (name === 'noise.png') return { file, address: null, reason: 'It is damaged.' };
    const bytes = readFileSync(path.join(folder, like)).toString('base64');
    return { file, address: `data:image/png;base64,${bytes}`, reason: null };
  });
  return { kind: 'oddThumbnails', path: demoView().path, thumbnails };
}

/** So many classes, some with long names. */
export function manyClasses(count: number): PanelPictures {
  const classes = Array.from({ length: count }, (_, index) => ({
    name:
      index % 7 === 3
        ? `n${String(2_123_045 + index)} hen-of-the-woods, hen of the woods, Polyporus frondosus, Grifola frondosa`
        : `class ${index}`,
    images: 1_000 + index,
    unreadable: 0,
    copies: 0,
  }));
  return picturesOf({ classes });
}

/** Thumbnails of a class, as the editor sends them: the example's own pictures. */
export function thumbnailsOf(className: string, like = className): ToPanel {
  const folder = path.join(images, like);
  const thumbnails = readdirSync(folder)
    .slice(0, 4)
    .map((name): PanelThumbnail => {
      const bytes = readFileSync(path.join(folder, name)).toString('base64');
      return { file: `${className}/${name}`, address: `data:image/png;base64,${bytes}`, reason: null };
    });
  return { kind: 'thumbnails', path: demoView().path, className, thumbnails };
}
