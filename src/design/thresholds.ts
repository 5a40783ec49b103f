/** From where on something counts as small, large, many or strong. Decisions and the words about them share these. */
export const thresholds = {
  /** With fewer images only the head is trained; from here to the dividing line the last layers may train too. */
  plainlySmall: 2_000,
  /** Images of a data set that is large beyond doubt. */
  plainlyLarge: 1_000_000,
  /** Up to so many values an image are flattened; more would make the head's weights outgrow the base's. */
  flattened: 65_536,
  /** Where the largest class has so many times the images of the smallest, the classes are weighted. */
  imbalance: 3,
  /** So many trained weights an image and more are learned by heart rather than from the images. */
  paramsAnImage: 1_000,
  /** A cache of more bytes than this is worth a second thought. */
  cacheBytes: 20e9,
  /** Dropout above this share leaves a layer too little to learn from. */
  dropout: 0.8,
  /** What was measured to differ by more standard errors than this differs for certain: by chance one in twenty would. */
  certainErrors: 2,
  /**
   * A deeper cut than the best, with its smaller cache and head, is taken where it is behind by no more standard errors than
   * this. A whole one gives away two points of accuracy: with few images errors are large (`npm run bench:advice`).
   */
  deeperErrors: 0.5,
} as const;
