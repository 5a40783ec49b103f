export type RuntimeStep = 'packages' | 'download' | 'wheel' | 'unpack' | 'build' | 'check';

/** What the installation of the native engine is doing. */
export interface RuntimeProgress {
  readonly step: RuntimeStep;
  /** For the user, e.g. `Downloading the TensorFlow library`. */
  readonly message: string;
  /** How much has come so far, in bytes, and how much there is, where that is known. */
  readonly bytes?: number;
  readonly totalBytes?: number;
  /** Set when the step has ended well. */
  readonly seconds?: number;
}
