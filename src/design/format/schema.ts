import type { DatasetConfig, FreezeConfig, HeadConfig, TrainConfig } from '../config';
import { defaults } from '../defaults';
import { baseSchema, type WrittenBase } from './schema-base';
import { datasetSchema } from './schema-dataset';
import { cutSchema, freezeSchema, headSchema } from './schema-layers';
import { trainSchema } from './schema-train';
import { choice, map, type Schema } from './schema-types';

/** The file as it is written; config.ts holds what it is read as. */
export interface WrittenFile {
  readonly version?: 1;
  readonly base?: string | WrittenBase;
  readonly dataset?: DatasetConfig;
  readonly case?: 'auto' | 1 | 2 | 3 | 4;
  readonly cut?: string;
  readonly freeze?: FreezeConfig;
  readonly init?: 'auto' | 'pretrained' | 'random';
  readonly head?: HeadConfig;
  readonly train?: TrainConfig;
}

/** The format of `transfer.yaml`. Everything that knows a key, an allowed value or a default reads it here. */
export const fileSchema: Schema<WrittenFile> = map<WrittenFile>({
  version: {
    schema: choice([[1, 'The format described here.']], { refusal: 'unsupported-version' }),
    meaning: 'The version of this format.',
    default: defaults.version,
  },
  base: {
    schema: baseSchema,
    meaning:
      'The pretrained network: `demo`, the path of a model, an https address with its sha256, or `hf:owner/name@commit`.',
    required: { code: 'missing-base', example: 'demo' },
    alsoCalled: ['model', 'backbone', 'baseModel', 'pretrained'],
  },
  dataset: {
    schema: datasetSchema,
    meaning: 'The images to learn from.',
    alsoCalled: ['data', 'images'],
  },
  case: {
    schema: choice([
      ['auto', 'The case that size and similarity of the data set suggest.'],
      [1, 'Small and similar: the head trains on the base as it is.'],
      [2, 'Small and different: the head trains on the first layers of the base.'],
      [3, 'Large and similar: the head trains, then everything.'],
      [4, 'Large and different: as 3, or everything from a random start.'],
    ]),
    meaning: 'Which of the four transfer cases the set-up follows.',
    default: defaults.case,
  },
  cut: {
    schema: cutSchema,
    meaning: 'The last layer of the base that is kept.',
    default: defaults.cut,
    leftOut: "the case's",
  },
  freeze: {
    schema: freezeSchema,
    meaning: 'Which kept layers never change: `all`, `none`, `{ through: LAYER }`, or names and patterns.',
    default: defaults.freeze,
    leftOut: "the case's",
    alsoCalled: ['frozen', 'freezeLayers'],
  },
  init: {
    schema: choice([
      ['auto', 'What the case says.'],
      ['pretrained', 'The weights of the base.'],
      ['random', 'Random weights; only the layers of the base are used.'],
    ]),
    meaning: 'The weights that the kept layers start from.',
    default: defaults.init,
    leftOut: "the case's",
    alsoCalled: ['weights', 'start'],
  },
  head: {
    schema: headSchema,
    meaning: 'The new layers on the cut.',
    leftOut: 'the softmax alone',
    alsoCalled: ['top'],
  },
  train: {
    schema: trainSchema,
    meaning: 'How training goes.',
    leftOut: "the case's phases, with the defaults of each key",
    alsoCalled: ['training'],
  },
});
