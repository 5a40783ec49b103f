import type { Side } from '../../disk/images/image-copies';

/** An image of the run: read once, known by its content. */
export interface RunImage {
  /** Absolute. */
  readonly path: string;
  /** Relative to its folder, as reports name it. */
  readonly file: string;
  /** Index into the plan's classes. */
  readonly label: number;
  readonly side: Side;
  readonly sha256: string;
}
