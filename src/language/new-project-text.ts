import type { FolderFacts } from '../design/dataset-facts';
import { defaults } from '../design/defaults';
import { scalarText } from '../design/yaml/yaml-text';

/** What a new file says of its base. */
export interface NewBase {
  /** As the file names it: a base's name, a path relative to the file, an address. */
  readonly model: string;
  /** E.g. `ImageNet: 1.28 million photographs of 1,000 kinds of things`; left out where that is not known. */
  readonly trainedOn?: string;
  /** What the user has said of the images. */
  readonly similarity: 'similar' | 'different' | 'auto';
}

export interface NewProject {
  /** The folder of images as the file names it: relative to the file. */
  readonly path: string;
  readonly facts: FolderFacts;
  /** A folder of images to validate with, as the file names it; without it a share of the images is held back. */
  readonly validation?: string;
  /** A folder of test images, as the file names it. */
  readonly test?: string;
  readonly base: NewBase;
}

const similarityWords: Readonly<Record<NewBase['similarity'], string>> = {
  similar: 'your images are like those that the base was trained on',
  different: 'your images are unlike those that the base was trained on',
  auto: 'similar or different: are your images like those that the base was trained on?',
};

/**
 * The text of a new `transfer.yaml`, with comments that say what may be changed.
 */
export function newProjectText({ path, facts, validation, test, base }: NewProject): string {
  const classes = facts.classes.filter(({ images }) => images.length > 0).map(({ name }) => name);
  const images = facts.classes.reduce((sum, one) => sum + one.images.length, 0);
  // Beside the file lie runs, too; in its own folder they must not become a class.
  const inPlace = path === '.';
  return `${[
    '# What is adapted to which images. Everything but base and dataset.path may be left out.',
    'version: 1',
    line(
      `base: ${scalarText(base.model)}`,
      base.trainedOn ? `trained on ${base.trainedOn}` : 'a base of your own',
    ),
    'dataset:',
    line(
      `  path: ${scalarText(path)}`,
      `one folder a class: ${images} images in ${classes.length} ${classes.length === 1 ? 'class' : 'classes'}`,
    ),
    ...(inPlace ? ['  classes:', ...classes.map((name) => `    - ${scalarText(name)}`)] : []),
    validation
      ? line(`  validation: ${scalarText(validation)}`, 'images to stop in time by')
      : line(
          `  validation: ${defaults.dataset.validation}`,
          'the share of the images that is held back, to stop in time',
        ),
    test
      ? line(`  test: ${scalarText(test)}`, 'images that nothing is chosen by')
      : line('  # test: images-test', 'a folder of other images that nothing is chosen by'),
    line(`  similarity: ${base.similarity}`, similarityWords[base.similarity]),
    line('case: auto', '1 to 4; auto follows the size and the similarity of your images'),
    line('# cut: auto', 'the last layer of the base that is kept'),
    line('# freeze: auto', 'all, none, { through: LAYER }, or a list of layers'),
  ].join('\n')}\n`;
}

/** With a space before the comment in any case: without one it would belong to the value. */
function line(text: string, comment: string): string {
  return `${text.padEnd(27)} # ${comment}`;
}
