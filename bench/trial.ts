import type { BenchTools } from './bench-tools';

/** What one turn of an arm took. */
export interface Took {
  readonly seconds: number;
  /** On all processors. */
  readonly processorSeconds: number;
  /** The largest resident memory of its largest process. */
  readonly peakBytes: number;
}

/** One way to do some work. */
export interface Arm {
  readonly name: string;
  /** @throws NotAvailable where it can't be done so; Error where it should have been */
  run(): Promise<Took>;
}

/** Why an arm can't run here, for people. */
export class NotAvailable extends Error {}

/** An arm measured by another. */
export interface Figure {
  readonly what: string;
  /** The names of two arms. */
  readonly arm: string;
  readonly against: string;
  readonly quantity: 'time' | 'peak memory';
  /** How much work each did; where it is left out both did the same. */
  readonly units?: readonly [arm: number, against: number];
  /** The largest ratio that is wanted; null where the figure is for information. */
  readonly atMost: number | null;
}

/** Arms that take turns, and what is to be read from them. */
export interface Trial {
  /** What all of them do, in sentences. */
  readonly about: string;
  readonly arms: readonly Arm[];
  readonly figures: readonly Figure[];
}

/** A part of the benchmark that can be run by itself. */
export interface Part {
  /** As `--only` names it. */
  readonly name: string;
  readonly title: string;
  /** Makes what the arms work on. */
  prepare(tools: BenchTools): Promise<readonly Trial[]>;
}
