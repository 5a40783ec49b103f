export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Arrow {
  readonly from: string;
  readonly to: string;
}

/** Where the boxes and arrows of a drawing stand, in pixels from its top left corner. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  /** Top left corners by the box's id. */
  readonly boxes: ReadonlyMap<string, Point>;
  readonly arrows: readonly {
    readonly from: string;
    readonly to: string;
    readonly points: readonly Point[];
  }[];
}
