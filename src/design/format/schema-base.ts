import type { BaseInputConfig, ScaleNumbers } from '../config';
import { defaults } from '../defaults';
import { choice, either, map, number, pair, text, triple, wholeNumber } from './schema-types';
import { checkSha256 } from './text-checks';

const { scale } = defaults.base;

/** The long form of `base`; the short one is its `model` alone. */
export interface WrittenBase {
  readonly model?: string;
  readonly sha256?: string;
  readonly input?: BaseInputConfig;
}

const channel = number({ minimum: -1000, maximum: 1000 });

const scaleNumbers = map<ScaleNumbers>({
  mean: {
    schema: triple(channel),
    meaning: 'What is subtracted from the pixel values, a number per channel.',
    unit: 'pixel values, 0 to 255',
    required: { code: 'missing-key', example: [0, 0, 0], withoutIt: 'nothing' },
  },
  std: {
    schema: triple(number({ exclusiveMinimum: 0, maximum: 1000 })),
    meaning: 'What the difference is divided by, a number per channel.',
    unit: 'pixel values, 0 to 255',
    required: { code: 'missing-key', example: [1, 1, 1], withoutIt: 'nothing' },
  },
  channels: {
    schema: choice([
      ['rgb', 'Red, green, blue.'],
      ['bgr', 'Blue, green, red.'],
    ]),
    meaning: 'The order in which the base wants the colours; mean and std stand in that order.',
    required: { code: 'missing-key', example: 'rgb', withoutIt: 'nothing' },
  },
});

const input = map<BaseInputConfig>({
  size: {
    schema: pair(wholeNumber({ minimum: 1, maximum: 4096 })),
    meaning: 'Height and width of the pictures that the base gets.',
    leftOut: "the base's own",
    unit: 'pixels',
    alsoCalled: ['shape', 'imageSize'],
  },
  resize: {
    schema: choice([
      ['stretch', 'Each side is scaled by itself; nothing is lost, shapes change.'],
      ['crop', 'The middle of the picture, in the right proportions.'],
      ['pad', 'The whole picture, with borders.'],
    ]),
    meaning: 'How a picture of other proportions is brought to that size.',
    leftOut: `the base's own, else ${defaults.base.resize}`,
  },
  scale: {
    schema: either(
      choice([
        ['0..255', 'The pixel values as they are.'],
        ['0..1', 'Divided by 255.'],
        ['-1..1', 'Divided by 127.5, minus 1.'],
        ['torch', 'Divided by 255, then by the mean and deviation of ImageNet.'],
        ['caffe', 'Blue, green, red, minus the mean of ImageNet.'],
      ]),
      scaleNumbers,
    ),
    meaning: "How pixel values 0 to 255 become the base's numbers.",
    leftOut: `the base's own; where it is unknown, ${scale.rescaling} if the base rescales by itself, else ${scale.other}, with a warning that names the scale that fits some of the images, where that can be told`,
    alsoCalled: ['preprocessing', 'normalize', 'rescale'],
  },
});

/** `base`. */
export const baseSchema = either(
  text('the name of a base that comes along, a path, an https address or hf:owner/name'),
  map<WrittenBase>(
    {
      model: {
        schema: text('the name of a base that comes along, a path, an https address or hf:owner/name'),
        meaning:
          'The pretrained network: `demo`, the path of a model (its first file, or the folder that it is in), the https address of that file, or `hf:owner/name@commit`, a repository of the Hugging Face hub.',
        required: { code: 'missing-base', example: 'demo' },
        alsoCalled: ['path', 'name', 'url'],
      },
      sha256: {
        schema: text('a sha256 of 64 hexadecimal digits', { check: checkSha256, pattern: '^[0-9a-f]{64}$' }),
        meaning:
          'The sha256 over the files of the base, one after the other; a base from an https address must have one.',
        leftOut: 'not checked; an https address needs it',
        alsoCalled: ['hash', 'checksum'],
      },
      input: { schema: input, meaning: 'What the base takes pictures as.', leftOut: "the base's own" },
    },
    { shortFor: 'model' },
  ),
);
