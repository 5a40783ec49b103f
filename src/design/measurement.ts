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

/** What was measured of where to cut. */
export interface MeasuredCuts {
  /** The layer that is cut after by what was measured. */
  readonly layer: string;
  readonly cuts: readonly MeasuredCut[];
}

export interface GrowthPoint {
  readonly images: number;
  readonly accuracy: number;
  readonly error: number;
}
