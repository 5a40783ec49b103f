import type { DatasetConfig } from '../config';
import { defaults } from '../defaults';
import { thresholds } from '../thresholds';
import { count } from '../words/number-text';
import { choice, either, list, map, number, text, wholeNumber } from './schema-types';
import { checkPattern } from './text-checks';

const { dividingLine } = defaults.dataset;

/** `dataset`. */
export const datasetSchema = map<DatasetConfig>({
  path: {
    schema: text('the path of a folder or list'),
    meaning:
      'The folder of the images, with one folder per class in it, here or in a bucket (`s3://bucket/folder`); or a Parquet list of them.',
    required: { code: 'missing-dataset-path', example: 'images' },
    alsoCalled: ['folder', 'directory', 'dir', 'root', 'train', 'images'],
  },
  validation: {
    schema: either(
      number({ exclusiveMinimum: 0, exclusiveMaximum: 1 }),
      text('the path of a folder or list'),
    ),
    meaning:
      'The share of the images that training is judged by, drawn by seed and class by class; or their folder or list.',
    default: defaults.dataset.validation,
    alsoCalled: ['val', 'validationSplit', 'split'],
  },
  test: {
    schema: text('the path of a folder or list'),
    meaning: 'A folder or list of images that nothing is chosen by; the figures at the end come from it.',
    leftOut: 'none; then the figures at the end are those of the validation images',
  },
  classes: {
    schema: list(text('the name of a class folder', { anyWord: true }), {
      minItems: 2,
      maxItems: 5000,
      uniqueItems: true,
    }),
    meaning: 'The class folders to use, in the order of the outputs.',
    leftOut: 'all folders, sorted by name',
    alsoCalled: ['classNames'],
  },
  groupBy: {
    schema: text('a regular expression with one group in parentheses', {
      check: checkPattern,
      format: 'regex',
    }),
    meaning: 'What the group captures from a file name; images of one group stay on one side of the split.',
    leftOut: 'each image by itself',
    alsoCalled: ['group'],
  },
  size: {
    schema: choice([
      ['auto', 'The count of images against `dividingLine`.'],
      ['small', 'Too few images to train the base with.'],
      ['large', 'Enough images to train the base with.'],
    ]),
    meaning: 'Whether the data set counts as small or large.',
    default: defaults.dataset.size,
  },
  similarity: {
    schema: choice([
      ['auto', 'Similar is assumed, with a warning.'],
      ['similar', 'The images resemble those that the base was trained on.'],
      ['different', 'They do not.'],
    ]),
    meaning: 'Whether the images resemble those that the base was trained on.',
    default: defaults.dataset.similarity,
  },
  dividingLine: {
    schema: wholeNumber({ minimum: 2, maximum: 1_000_000_000 }),
    meaning: 'The number of images from which a data set counts as large.',
    default: dividingLine,
    leftOut: `${dividingLine}, halfway in powers of ten between ${count(thresholds.plainlySmall)} (small) and ${count(thresholds.plainlyLarge)} (large)`,
    unit: 'images',
  },
});
