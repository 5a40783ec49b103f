import type { Plan } from '../design/plan';

/** What the process that exports a project for Ray is asked. Plain JSON. */
export interface RayQuestion {
  readonly plan: Plan;
  /** Where the base lies: its first file, or its folder; absolute. */
  readonly base: string;
  readonly fingerprint: string;
  /** An empty folder that gets everything, absolute; null where it is only asked whether a cluster would train the plan as it is. */
  readonly folder: string | null;
  /** The folder of the programs that go with it, absolute. */
  readonly programs: string;
  /** A bucket's address, `s3://…`: it must be possible to write there. */
  readonly storage?: string;
}

/** What it answers. */
export interface RayExport {
  readonly images: { readonly train: number; readonly validation: number; readonly test: number };
  /** Images that can't be read, and why. */
  readonly leftOut: readonly { readonly file: string; readonly reason: string }[];
  /** What will be other than in a local run, in sentences. */
  readonly warnings: readonly string[];
  /** Of the network's weights. */
  readonly tensors: number;
  /** Of the images, as a run's record has it. */
  readonly fingerprint: string;
}

/** A line of its standard output. */
export type RayExportLine =
  | { readonly stage: 'read images'; readonly done: number; readonly total: number }
  | { readonly exported: RayExport }
  | { readonly fits: true }
  | { readonly problem: { readonly code: string; readonly message: string } };
