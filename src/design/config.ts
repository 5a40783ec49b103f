/**
 * What a `transfer.yaml` says, after parsing and before anything is decided. A key that is left out, or that
 * could not be read, is `undefined`; `'auto'` is kept as the user wrote it. Names follow the file.
 */
export interface Config {
  readonly base?: BaseConfig;
  readonly dataset: DatasetConfig;
  readonly case?: 'auto' | CaseNumber;
  readonly cut?: string;
  readonly freeze?: FreezeConfig;
  readonly init?: 'auto' | Start;
  readonly head: HeadConfig;
  readonly train: TrainConfig;
}

export type CaseNumber = 1 | 2 | 3 | 4;
export type Start = 'pretrained' | 'random';
export type Size = 'small' | 'large';
export type Similarity = 'similar' | 'different';

export interface BaseConfig {
  /** As written: a catalog name, a path, or an https address. */
  readonly model: string;
  /** 64 lower-case hexadecimal digits over the base's files. */
  readonly sha256?: string;
  readonly input: BaseInputConfig;
}

export type Resize = 'stretch' | 'crop' | 'pad';
export type ChannelOrder = 'rgb' | 'bgr';

/** How pixel values 0..255 become the network's numbers: `(value - mean) / std`, a value per channel. */
export interface ScaleNumbers {
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
  /** The order in which the network wants the channels; mean and std stand in that order. */
  readonly channels: ChannelOrder;
}

export type ScaleName = '0..255' | '0..1' | '-1..1' | 'torch' | 'caffe';
export type Scale = ScaleName | ScaleNumbers;

export interface BaseInputConfig {
  /** Height and width in pixels. */
  readonly size?: readonly [number, number];
  readonly resize?: Resize;
  readonly scale?: Scale;
}

export interface DatasetConfig {
  readonly path?: string;
  /** A share in (0, 1), or a folder. */
  readonly validation?: number | string;
  readonly test?: string;
  readonly classes?: readonly string[];
  /** The source of a regular expression with one capturing group; it is tried on the file's name. */
  readonly groupBy?: string;
  readonly size?: 'auto' | Size;
  readonly similarity?: 'auto' | Similarity;
  /** The number of images from which a data set counts as large. */
  readonly dividingLine?: number;
}

export type FreezeConfig = 'auto' | 'all' | 'none' | { readonly through: string } | readonly string[];

export type HeadLayerConfig = { readonly dense: number } | { readonly dropout: number };
export type Pool = 'average' | 'flatten';

export interface HeadConfig {
  readonly pool?: 'auto' | Pool;
  readonly layers?: readonly HeadLayerConfig[];
}

export type OptimizerName = 'adam' | 'sgd' | 'momentum' | 'rmsprop';
export type BatchNormMode = 'batch' | 'inference';
export type Fallback = 'random' | 'compare';

export interface TrainConfig {
  readonly batchSize?: number;
  readonly optimizer?: OptimizerName;
  readonly seed?: number;
  readonly cache?: 'auto' | 'off';
  readonly augment?: AugmentConfig;
  /** `auto`, `off`, or a weight per class. */
  readonly classWeights?: 'auto' | 'off' | Readonly<Record<string, number>>;
  readonly fallback?: Fallback;
  readonly phases?: readonly PhaseConfig[];
}

export interface AugmentConfig {
  readonly flip?: 'horizontal' | 'vertical' | 'both';
  /** The largest shift, as a share of height and width, 0..0.5. */
  readonly shift?: number;
  /** The largest relative change of brightness, 0..1. */
  readonly brightness?: number;
  /** How many versions of each training image there are, the original included; 1..64. */
  readonly views?: number;
}

export interface PhaseConfig {
  /** `head`, `everything`, or names and globs of layers, `head` among them. */
  readonly train?: 'head' | 'everything' | readonly string[];
  readonly epochs?: number;
  readonly learningRate?: number;
  readonly patience?: number;
  readonly batchNorm?: BatchNormMode;
}
