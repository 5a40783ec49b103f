import type { ScaleNumbers } from '../design/config';

/** What stands in a page to try a model in, as JSON in its element `modelElement`. */
export interface ModelInPage {
  /** As a LayersModel has it. */
  readonly topology: object;
  /** In the order in which their values lie behind each other, 32-bit floating-point numbers, little endian. */
  readonly weights: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly dtype: 'float32';
  }[];
  readonly classes: readonly string[];
  readonly input: {
    readonly size: readonly [number, number];
    readonly resize: 'stretch' | 'crop' | 'pad';
    readonly scale: ScaleNumbers;
  };
  readonly base: string;
  readonly cut: string;
  /** An answer whose probability is less counts as none of the classes. */
  readonly weakBelow?: number;
}

/** Ids and classes in the page: of the model's element, and of those that hold the values in base64. */
export const modelElement = 'model';
export const weightsElement = 'weights';

/** Of values in one element: a browser keeps a text of any length, but makes it of one piece. */
export const bytesInElement = 3 * 1024 * 1024;
