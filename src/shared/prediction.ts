/** What a trained network says of one image: one line of what `predict.js` prints. */
export type Prediction =
  | {
      readonly file: string;
      readonly label: string;
      readonly probability: number;
      readonly probabilities: Readonly<Record<string, number>>;
      /** What is strange about how the image's values were taken, where something is. */
      readonly concern?: string;
    }
  | { readonly file: string; readonly error: string };
