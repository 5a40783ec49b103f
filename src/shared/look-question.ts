import type { ImageSide, OddFinding } from '../design/odd-images';
import type { MeasureQuestion } from './measure-question';

/** What the looking process is asked. Plain JSON. */
export interface LookQuestion extends MeasureQuestion {
  /** Of the classes, in the order of their indexes. */
  readonly names: readonly string[];
  /** By image. */
  readonly sides: readonly ImageSide[];
  /** Which of the cuts images are compared at, and which one tells textures. */
  readonly compared: readonly number[];
  readonly textures: number;
}

/** Images are told by their places in the question. */
export interface LookAnswer {
  /** The images that could be read. */
  readonly images: number;
  readonly unreadable: number;
  readonly told: number;
  readonly beyond: number;
  readonly findings: readonly OddFinding<number>[];
}
