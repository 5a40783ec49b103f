import type { CutToMeasure } from '../design/network/cuts-to-measure';
import type { PlanInput } from '../design/plan';

/** What the measuring process is asked. Plain JSON. */
export interface MeasureQuestion {
  /** Where the base lies: its first file, or its folder; absolute. */
  readonly base: string;
  readonly input: PlanInput;
  readonly cuts: readonly CutToMeasure[];
  /** Batch normalisations that are compared with what they have stored of their training; none unless named. */
  readonly normalisations?: readonly string[];
  readonly images: readonly MeasuredImage[];
  readonly classes: number;
  /** `.transfer/features` of the project, absolute. */
  readonly cacheFolder: string;
  /** Whether nobody waits for it: others go first. */
  readonly inBackground?: boolean;
}

export interface MeasuredImage {
  /** Absolute. */
  readonly path: string;
  /** The class, as its index. */
  readonly label: number;
}
