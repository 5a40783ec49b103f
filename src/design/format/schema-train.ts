import type { AugmentConfig, PhaseConfig, TrainConfig } from '../config';
import { layerNamesSchema } from './schema-layers';
import { choice, either, list, map, number, record, wholeNumber } from './schema-types';

const augment = map<AugmentConfig>({
  flip: {
    schema: choice([
      ['horizontal', 'Left and right.'],
      ['vertical', 'Top and bottom.'],
      ['both', 'Either, or both.'],
    ]),
    meaning: 'Which mirror images are made.',
    default: 'none',
  },
  shift: {
    schema: number({ minimum: 0, maximum: 0.5 }),
    meaning: 'The largest shift up, down or sideways.',
    default: '0',
    unit: 'a share of height and width',
  },
  brightness: {
    schema: number({ minimum: 0, maximum: 1 }),
    meaning: 'The largest change of brightness.',
    default: '0',
    unit: 'a share of the brightness',
  },
  views: {
    schema: wholeNumber({ minimum: 1, maximum: 64 }),
    meaning: 'How many versions of each training image are kept, the original among them.',
    default: '4 where anything else is set here',
  },
});

const phase = map<PhaseConfig>({
  train: {
    schema: either(
      choice([
        ['head', 'The new layers.'],
        ['everything', 'The new layers and every kept layer of the base.'],
      ]),
      layerNamesSchema,
    ),
    meaning:
      'What trains in this phase: `head`, `everything`, or a list of names and patterns, `head` among them.',
    default: 'head',
    alsoCalled: ['trainable', 'layers'],
  },
  epochs: {
    schema: wholeNumber({ minimum: 1, maximum: 100_000 }),
    meaning: 'How often, at most, each image is seen.',
    default:
      '200 on cached features, or as many as come to 1,000 steps where `patience` is not set either; 20 through the base',
  },
  learningRate: {
    schema: number({ exclusiveMinimum: 0, maximum: 10 }),
    meaning: 'How far each step goes.',
    default: '0.001 for the head, a tenth of it through the base',
    alsoCalled: ['lr', 'rate'],
  },
  patience: {
    schema: wholeNumber({ minimum: 1, maximum: 100_000 }),
    meaning: 'The phase ends after so many epochs without a better validation loss.',
    default: '20 on cached features, 5 through the base',
    unit: 'epochs',
  },
  batchNorm: {
    schema: choice([
      ['batch', 'By the statistics of the batch at hand.'],
      ['inference', 'By the statistics that the base remembers.'],
    ]),
    meaning: 'What trainable batch normalisation normalises by; a frozen one always uses what it remembers.',
    default: 'inference; batch for random starts',
  },
});

/** `train`. */
export const trainSchema = map<TrainConfig>({
  batchSize: {
    schema: wholeNumber({ minimum: 1, maximum: 65_536 }),
    meaning: 'How many images make one step.',
    default: '32',
    unit: 'images',
  },
  optimizer: {
    schema: choice([
      ['adam', 'Adam.'],
      ['sgd', 'Stochastic gradient descent.'],
      ['momentum', 'Gradient descent with momentum 0.9.'],
      ['rmsprop', 'RMSProp.'],
    ]),
    meaning: 'How steps are made from gradients.',
    default: 'adam',
  },
  seed: {
    schema: wholeNumber({ minimum: 0, maximum: 4_294_967_295 }),
    meaning: 'Where all randomness begins: the same seed gives the same split, order and weights.',
    default: '1',
    alsoCalled: ['randomSeed'],
  },
  cache: {
    schema: choice([
      ['auto', 'Outputs of the frozen part are computed once and kept on disk.'],
      ['off', 'The frozen part runs again in every epoch.'],
    ]),
    meaning: 'Whether the outputs of the frozen part are kept.',
    default: 'auto',
  },
  augment: {
    schema: augment,
    meaning: 'Changed copies of the training images, so that few images tell more.',
    default: 'off',
    alsoCalled: ['augmentation'],
  },
  classWeights: {
    schema: either(
      choice([
        ['auto', 'Rare classes count more where the largest class is three times the smallest or more.'],
        ['off', 'Every image counts the same.'],
      ]),
      record('the name of a class', number({ exclusiveMinimum: 0, maximum: 1000 })),
    ),
    meaning: 'How much an image of each class counts in training.',
    default: 'auto',
  },
  fallback: {
    schema: choice([
      [
        'random',
        'The random start runs where the pretrained one has failed, by the same phases from the first that trains the base.',
      ],
      ['compare', 'Both starts always run; the better one is kept.'],
    ]),
    meaning: 'What case 4 does beside its pretrained start.',
    default: 'random',
  },
  phases: {
    schema: list(phase, { minItems: 1, maxItems: 64 }),
    meaning: 'What trains, for how long and how fast, one phase after the other.',
    default: "the case's",
  },
});
