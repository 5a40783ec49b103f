/** What a trained network says of one image: one line of what `predict.js` prints. */
export type Prediction = ImageAnswer | UnreadImage;

export interface ImageAnswer {
  readonly file: string;
  /** The likeliest class. */
  readonly label: string;
  readonly probability: number;
  readonly probabilities: Readonly<Record<string, number>>;
  /** Whether the answer counts as none of the classes; left out where the run's validation images could not choose when. */
  readonly weak?: boolean;
  /** The probability below which it does. */
  readonly weakBelow?: number;
  /** What is strange about how the image's values were taken, where something is. */
  readonly concern?: string;
  /** A small JPEG of it as a `data:` address, where that was asked for. */
  readonly picture?: string;
}

export interface UnreadImage {
  readonly file: string;
  readonly error: string;
}
