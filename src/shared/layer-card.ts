/** What a card tells of a layer, or of the layers of a block or of several blocks. Plain text: names are not marked. */
export interface LayerCard {
  /** What is known of it, in the order in which it is read. */
  readonly facts: readonly CardFact[];
  /** What follows from cutting the base after it, and from letting training begin with it. */
  readonly cut: CardChange;
  readonly train: CardChange;
}

export interface CardFact {
  readonly term: string;
  readonly words: string;
}

/** A change of the file that the card offers. */
export interface CardChange {
  /** The layer to change it by: the new cut, or the stop of the freeze line. Null where that can't be, or is so already. */
  readonly layer: string | null;
  /** What follows from it in figures, or why it can't be. Names stand between backticks. */
  readonly words: string;
}
