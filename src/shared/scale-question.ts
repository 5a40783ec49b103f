import type { Resize, Scale } from '../design/config';

/** Which pictures a base is tried on by several scales, and how they are brought to its size. */
export interface ScaleQuestion {
  /** Absolute paths; where some can't be read, those after them are taken. */
  readonly images: readonly string[];
  /** Height and width in pixels. */
  readonly size: readonly [number, number];
  readonly resize: Resize;
  /** The scale that the file says. */
  readonly stated?: Scale;
}
