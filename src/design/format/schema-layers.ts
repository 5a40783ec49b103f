import type { HeadConfig } from '../config';
import { defaults } from '../defaults';
import { thresholds } from '../thresholds';
import { count } from '../words/number-text';
import { choice, either, list, map, number, oneOf, text, wholeNumber } from './schema-types';

/** `cut`. */
export const cutSchema = text('the name of a layer of the base', {
  words: [['auto', 'What the case says.']],
});

/** Names and patterns, as `freeze` and a phase's `train` take them. */
export const layerNamesSchema = list(text('the name of a layer, or a pattern with * and ?'), {
  minItems: 1,
  maxItems: 5000,
});

/** What `freeze.through` does, for whoever writes it. */
export const throughMeaning =
  'This layer and all that it is computed from are frozen; what comes after it trains.';

/** `freeze`. */
export const freezeSchema = either(
  choice([
    ['auto', 'What the case says.'],
    ['all', 'No kept layer of the base trains.'],
    ['none', 'Every kept layer of the base trains.'],
  ]),
  map<{ readonly through: string }>({
    through: {
      schema: text('the name of a layer of the base'),
      meaning: throughMeaning,
      required: { code: 'missing-key', withoutIt: 'nothing' },
    },
  }),
  layerNamesSchema,
);

/** `head`. */
export const headSchema = map<HeadConfig>({
  pool: {
    schema: choice([
      ['auto', 'What the base itself does after the cut.'],
      ['average', 'The average over height and width.'],
      ['flatten', `Every value at every place; at most ${count(thresholds.flattened)} an image.`],
    ]),
    meaning: 'How the head begins where the cut has height and width.',
    default: defaults.head.pool,
    alsoCalled: ['pooling'],
  },
  layers: {
    schema: list(
      oneOf<{ dense: number; dropout: number }>({
        dense: {
          schema: wholeNumber({ minimum: 1, maximum: 65_536 }),
          meaning: 'A fully connected layer with relu.',
          unit: 'units',
        },
        dropout: {
          schema: number({ minimum: 0, exclusiveMaximum: 1 }),
          meaning: 'The share of values that are left out at random while training.',
        },
      }),
      { minItems: 0, maxItems: 64 },
    ),
    meaning: 'Hidden layers before the softmax, which is always there with one unit per class.',
    leftOut: 'none: the softmax alone',
    alsoCalled: ['hidden'],
  },
});
