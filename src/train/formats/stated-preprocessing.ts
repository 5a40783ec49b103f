import { scaleNumbers } from '../../design/base/scale-numbers';
import type { Scale, ScaleName } from '../../design/config';
import { type Fields, isFields } from '../network/written-model';

/** White, in the pixels that networks of PyTorch are given. */
const white = 255;

export interface Said {
  /** timm's name of the network. */
  readonly architecture?: string;
  /** As `OpenedBase` has it. */
  readonly says: Fields;
}

/**
 * What the settings beside weights say of their input and classes, as the keys of transfer.yaml and unchecked. How a
 * picture is cut out (timm's `crop_pct`, a `shortest_edge` larger than the crop) and which filter scales it have no key
 * there: the middle of the picture is taken whole.
 * @param config `config.json` of timm's or transformers'
 * @param preprocessor `preprocessor_config.json` of transformers'
 */
export function saidByConfigs(config: Fields, preprocessor: Fields | undefined): Said {
  const timm = isFields(config.pretrained_cfg) ? config.pretrained_cfg : undefined;
  const classes = classesIn(config, timm);
  const input = preprocessor === undefined ? timmInput(timm ?? {}) : preprocessorInput(preprocessor);
  return {
    ...(typeof config.architecture === 'string' ? { architecture: config.architecture } : {}),
    says: { ...(classes === undefined ? {} : { classes }), input },
  };
}

function timmInput({ input_size: size, crop_mode: mode, mean, std }: Fields): Fields {
  const resize = { squash: 'stretch', border: 'pad' }[String(mode)] ?? 'crop';
  return {
    // Channels, height, width.
    ...(Array.isArray(size) ? { size: size.slice(1), resize } : {}),
    ...(mean === undefined && std === undefined ? {} : { scale: scaleOf(mean, std, 1 / white) }),
  };
}

function preprocessorInput(config: Fields): Fields {
  const { image_mean: mean, image_std: std, do_flip_channel_order: flips } = config;
  const factor = config.do_rescale === false ? 1 : (config.rescale_factor ?? 1 / white);
  const offset = config.rescale_offset === true ? 1 : 0;
  const normalises = config.do_normalize !== false;
  const channels = flips === true ? 'bgr' : 'rgb';
  // EfficientNet of transformers divides once more, for its classifier.
  const deviation = config.include_top === true && isTriple(std) ? std.map((value) => value * value) : std;
  const scale = normalises
    ? mean !== undefined && std !== undefined && scaleOf(mean, deviation, factor, offset, channels)
    : scaleOf([0, 0, 0], [1, 1, 1], factor, offset, channels);
  return { ...pictureSize(config), ...(scale ? { scale } : {}) };
}

function pictureSize({ do_center_crop: crops, crop_size, do_resize, size, crop_pct }: Fields): Fields {
  const whole = (edge: unknown) => [edge, edge];
  if (crops === true && crop_size !== undefined) return { size: edgesOf(crop_size), resize: 'crop' };
  if (do_resize === false || size === undefined) return {};
  // Where it is said what part is cut out, or one edge alone, sides keep their proportions.
  if (isFields(size) && 'shortest_edge' in size) return { size: whole(size.shortest_edge), resize: 'crop' };
  return { size: edgesOf(size), resize: crop_pct === undefined || crop_pct === null ? 'stretch' : 'crop' };
}

/** Height and width. */
function edgesOf(size: unknown): unknown {
  if (isFields(size))
    return 'shortest_edge' in size ? [size.shortest_edge, size.shortest_edge] : [size.height, size.width];
  return [size, size];
}

/** A scale of pixels 0 to 255 that stands for one of `pixel * factor - offset`. */
function scaleOf(mean: unknown, std: unknown, factor: unknown, offset = 0, channels = 'rgb'): unknown {
  if (!isTriple(mean) || !isTriple(std) || typeof factor !== 'number') return { mean, std, channels };
  const numbers = {
    mean: mean.map((value) => (value + offset) / factor),
    std: std.map((value) => value / factor),
    channels,
  };
  return nameOf(numbers) ?? numbers;
}

function nameOf(numbers: {
  readonly mean: number[];
  readonly std: number[];
  readonly channels: string;
}): Scale | undefined {
  const near = (one: readonly number[], other: readonly number[]) =>
    one.every((value, channel) => Math.abs(value - (other[channel] ?? Number.NaN)) < 1e-3);
  const names = Object.keys(scaleNumbers) as ScaleName[];
  return names.find((name) => {
    const { mean, std, channels } = scaleNumbers[name];
    return channels === numbers.channels && near(numbers.mean, mean) && near(numbers.std, std);
  });
}

/** Names that tell classes apart; those that occur twice, as two of ImageNet do, tell nothing. */
function classesIn({ id2label, label_names: own }: Fields, timm: Fields | undefined): unknown {
  const names = isFields(id2label)
    ? Object.keys(id2label).map((_, index) => id2label[String(index)])
    : (timm?.label_names ?? own);
  return Array.isArray(names) && new Set(names).size === names.length ? names : undefined;
}

function isTriple(value: unknown): value is number[] {
  return Array.isArray(value) && value.length === 3 && value.every((number) => Number.isFinite(number));
}
