import type { Scale } from './config';

/**
 * How well the statistics that a base's batch normalisation has kept from its training fit some of the user's pictures,
 * scaled in several ways. Worked out in the inspecting process; plain JSON.
 */
export interface ScaleMeasurement {
  /** Of the base. */
  readonly fingerprint: string;
  /** How many pictures were looked at. */
  readonly pictures: number;
  /** Without those by which something is no finite number. */
  readonly trials: readonly ScaleTrial[];
}

export interface ScaleTrial {
  readonly scale: Scale;
  /** See `statisticsShift`; the mean over the layers that were looked at. */
  readonly shift: number;
}
