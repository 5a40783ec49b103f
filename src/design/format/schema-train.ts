import type { AugmentConfig, PhaseConfig, TrainConfig } from '../config';
import { defaults, fineTuningShare, momentum } from '../defaults';
import { thresholds } from '../thresholds';
import { count } from '../words/number-text';
import { layerNamesSchema } from './schema-layers';
import { choice, either, list, map, number, record, wholeNumber } from './schema-types';

const { train: trainDefaults, augment: augmentDefaults, phase: phaseDefaults } = defaults;
const { head, fineTuning } = phaseDefaults;

const augment = map<AugmentConfig>({
  flip: {
    schema: choice([
      ['horizontal', 'Left and right.'],
      ['vertical', 'Top and bottom.'],
      ['both', 'Either, or both.'],
    ]),
    meaning: 'Which mirror images are made.',
    leftOut: augmentDefaults.flip,
  },
  shift: {
    schema: number({ minimum: 0, maximum: 0.5 }),
    meaning: 'The largest shift up, down or sideways.',
    default: augmentDefaults.shift,
    unit: 'a share of height and width',
  },
  brightness: {
    schema: number({ minimum: 0, maximum: 1 }),
    meaning: 'The largest change of brightness.',
    default: augmentDefaults.brightness,
    unit: 'a share of the brightness',
  },
  views: {
    schema: wholeNumber({ minimum: 1, maximum: 64 }),
    meaning: 'How many versions of each training image are kept, the original among them.',
    default: augmentDefaults.views,
    leftOut: `${augmentDefaults.views} where anything else is set here`,
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
    default: phaseDefaults.train,
    alsoCalled: ['trainable', 'layers'],
  },
  epochs: {
    schema: wholeNumber({ minimum: 1, maximum: 100_000 }),
    meaning: 'How often, at most, each image is seen.',
    leftOut: `${head.epochs} on cached features, or as many as come to ${count(head.minimumSteps)} steps where \`patience\` is not set either; ${fineTuning.epochs} through the base`,
  },
  learningRate: {
    schema: number({ exclusiveMinimum: 0, maximum: 10 }),
    meaning: 'How far each step goes.',
    leftOut: `${head.learningRate} for the head, ${fineTuningShare} of it through the base`,
    alsoCalled: ['lr', 'rate'],
  },
  patience: {
    schema: wholeNumber({ minimum: 1, maximum: 100_000 }),
    meaning: 'The phase ends after so many epochs without a better validation loss.',
    leftOut: `${head.patience} on cached features, ${fineTuning.patience} through the base`,
    unit: 'epochs',
  },
  batchNorm: {
    schema: choice([
      ['batch', 'By the statistics of the batch at hand.'],
      ['inference', 'By the statistics that the base remembers.'],
    ]),
    meaning: 'What trainable batch normalisation normalises by; a frozen one always uses what it remembers.',
    leftOut: `${phaseDefaults.batchNorm.pretrained}; ${phaseDefaults.batchNorm.random} for random starts`,
  },
});

/** `train`. */
export const trainSchema = map<TrainConfig>({
  batchSize: {
    schema: wholeNumber({ minimum: 1, maximum: 65_536 }),
    meaning: 'How many images make one step.',
    default: trainDefaults.batchSize,
    unit: 'images',
  },
  optimizer: {
    schema: choice([
      ['adam', 'Adam.'],
      ['sgd', 'Stochastic gradient descent.'],
      ['momentum', `Gradient descent with momentum ${momentum}.`],
      ['rmsprop', 'RMSProp.'],
    ]),
    meaning: 'How steps are made from gradients.',
    default: trainDefaults.optimizer,
  },
  seed: {
    schema: wholeNumber({ minimum: 0, maximum: 4_294_967_295 }),
    meaning: 'Where all randomness begins: the same seed gives the same split, order and weights.',
    default: trainDefaults.seed,
    alsoCalled: ['randomSeed'],
  },
  cache: {
    schema: choice([
      ['auto', 'Outputs of the frozen part are computed once and kept on disk.'],
      ['off', 'The frozen part runs again in every epoch.'],
    ]),
    meaning: 'Whether the outputs of the frozen part are kept.',
    default: trainDefaults.cache,
  },
  augment: {
    schema: augment,
    meaning: 'Changed copies of the training images, so that few images tell more.',
    leftOut: 'off',
    alsoCalled: ['augmentation'],
  },
  classWeights: {
    schema: either(
      choice([
        [
          'auto',
          `Rare classes count more where the largest class is ${thresholds.imbalance} times the smallest or more.`,
        ],
        ['off', 'Every image counts the same.'],
      ]),
      record('the name of a class', number({ exclusiveMinimum: 0, maximum: 1000 })),
    ),
    meaning: 'How much an image of each class counts in training.',
    default: trainDefaults.classWeights,
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
    default: trainDefaults.fallback,
  },
  phases: {
    schema: list(phase, { minItems: 1, maxItems: 64 }),
    meaning: 'What trains, for how long and how fast, one phase after the other.',
    leftOut: "the case's",
  },
});
