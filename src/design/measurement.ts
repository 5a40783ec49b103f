/** What was measured of a base on some of the images. Plain JSON; kept in `.transfer`. */
export interface Measurement {
  /** Of the base; see `LayerGraph`. */
  readonly fingerprint: string;
  readonly images: number;
  readonly classes: number;
  /** Images that could not be read. */
  readonly unreadable: number;
  /** The share of the largest class: what saying it always would be right about. */
  readonly majority: number;
  /** In the order of the data. */
  readonly cuts: readonly MeasuredCut[];
  /** At the best cut, from an eighth of the images to all of them. */
  readonly growth: readonly GrowthPoint[];
  /**
   * In the order of the data, how far what batch normalisations are given lies from what they were trained on; left out where
   * the base has none up to its last cut, or what they are given can't be heard.
   */
  readonly shift?: readonly MeasuredShift[];
  /** At the advised cut, a sign an image in the order in which they were asked for: 1 where the probe is right, else 0. */
  readonly right?: string;
  /** What an image took to run through the base; left out where all was in the cache. */
  readonly secondsPerImage?: number;
}

export interface MeasuredCut {
  readonly layer: string;
  /** Values of an image that a head here gets. */
  readonly features: number;
  /** Leave-one-out accuracy of a linear head, 0 to 1, and its standard error. */
  readonly accuracy: number;
  readonly error: number;
  readonly balancedAccuracy: number;
  /** How much more accurate the best cut is, image by image, and that difference's standard error; 0 and 0 at the best. */
  readonly behindBest: number;
  readonly behindBestError: number;
  /** Leave-one-out accuracy of the nearest neighbours. */
  readonly neighbours: number;
  /** Log evidence by image; only cuts of one measurement can be compared. */
  readonly logMe: number;
}

/** What a measurement depends on, beside the number of images that were asked for. */
export type MeasuredThing = 'base' | 'images' | 'settings';

/** A measurement with the number of training images that its own were drawn from. */
export interface DrawnMeasurement {
  readonly measurement: Measurement;
  readonly trainingImages: number;
}

/** One that may not hold any more: what has changed since, never nothing. */
export interface StaleMeasurement extends DrawnMeasurement {
  readonly changed: readonly MeasuredThing[];
}

/** What was measured of where to cut. */
export interface MeasuredCuts {
  /** The layer that is cut after by what was measured. */
  readonly layer: string;
  readonly cuts: readonly MeasuredCut[];
}

export interface MeasuredShift {
  /** A batch normalisation. */
  readonly layer: string;
  /** 0 where means and deviations are those stored; see `statisticsShift`. */
  readonly shift: number;
}

export interface GrowthPoint {
  readonly images: number;
  readonly accuracy: number;
  readonly error: number;
}
