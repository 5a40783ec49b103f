import type { FolderFacts } from '../design/dataset-facts';
import { defaults } from '../design/defaults';
import { scalarText } from '../design/yaml/yaml-text';

export interface NewProject {
  /** The folder of images as the file names it: relative to the file. */
  readonly path: string;
  readonly facts: FolderFacts;
  /** A folder of images to validate with, as the file names it; without it a share of the images is held back. */
  readonly validation?: string;
  /** A folder of test images, as the file names it. */
  readonly test?: string;
}

/**
 * The text of a new `transfer.yaml`, with comments that say what may be changed.
 */
export function newProjectText({ path, facts, validation, test }: NewProject): string {
  const classes = facts.classes.filter(({ images }) => images.length > 0).map(({ name }) => name);
  const images = facts.classes.reduce((sum, one) => sum + one.images.length, 0);
  // Beside the file lie runs, too; in its own folder they must not become a class.
  const inPlace = path === '.';
  const testLine = test
    ? `${`  test: ${scalarText(test)}`.padEnd(28)}# images that nothing is chosen by`
    : '  # test: images-test       # a folder of other images that nothing is chosen by';
  const validationLine = validation
    ? `${`  validation: ${scalarText(validation)}`.padEnd(28)}# images to stop in time by`
    : `${`  validation: ${defaults.dataset.validation}`.padEnd(28)}# the share of the images that is held back, to stop in time`;
  return `${[
    '# What is adapted to which images. Everything but base and dataset.path may be left out.',
    'version: 1',
    'base: demo                  # demo, or the path of a model of your own',
    'dataset:',
    `${`  path: ${scalarText(path)}`.padEnd(28)}# one folder a class: ${images} images in ${classes.length} ${classes.length === 1 ? 'class' : 'classes'}`,
    ...(inPlace ? ['  classes:', ...classes.map((name) => `    - ${scalarText(name)}`)] : []),
    validationLine,
    testLine,
    '  similarity: auto          # similar or different: are your images like those of the base?',
    'case: auto                  # 1 to 4; auto follows the size and the similarity of your images',
    '# cut: auto                 # the last layer of the base that is kept',
    '# freeze: auto              # all, none, { through: LAYER }, or a list of layers',
  ].join('\n')}\n`;
}
