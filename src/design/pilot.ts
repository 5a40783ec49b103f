/** What a pilot found: the head alone beside head first and then all that is not frozen. Plain JSON. */
export interface Pilot {
  readonly sample: PilotSample;
  readonly pairs: readonly PilotPair[];
  /** What cut it short; null where as many seeds were tried as a pilot has. */
  readonly endedBy: 'time' | 'user' | null;
  /** The minutes that it was given. */
  readonly minutes: number;
  /** What each took, on average; null before the first pair. */
  readonly cost: { readonly head: PilotCost; readonly fineTuned: PilotCost } | null;
}

/** What the time allowed to be tried. */
export interface PilotSample {
  /** The images that each seed draws; null for all. */
  readonly images: number | null;
  /** How many there are. */
  readonly of: number;
  /** The epochs through the base at most; null for as many as the plan has. */
  readonly epochs: number | null;
}

/** Both ways of one seed, trained and judged on the same images. */
export interface PilotPair {
  readonly seed: number;
  /** Held back from both, so that neither was chosen by them. */
  readonly images: number;
  /** Of those: how many each was right about. */
  readonly headRight: number;
  readonly fineTunedRight: number;
  /** How many one alone was right about. */
  readonly onlyHeadRight: number;
  readonly onlyFineTunedRight: number;
}

export interface PilotCost {
  /** In the phase that tells the two apart: the head's, or that through the base. */
  readonly secondsAnEpoch: number;
  /** A whole trial, from the start of its process. */
  readonly seconds: number;
}
