/** What a trained network says of one image: one line of what `predict.js` prints. */
export type Prediction =
  | {
      readonly file: string;
      readonly label: string;
      readonly probability: number;
      readonly probabilities: Readonly<Record<string, number>>;
    }
  | { readonly file: string; readonly error: string };
