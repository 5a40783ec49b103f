import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { PanelPictures, PanelThumbnail, ToPanel } from '../../../src/shared/panel-messages';
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
