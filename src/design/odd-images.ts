/** What was found of some images by comparing what a base sees in them. Plain JSON; kept in `.transfer`. */
export interface OddImages {
  /** The layer after which they were compared. */
  readonly cut: string;
  /** The images that were compared, and all that there are; of more than can be compared each class and side has its share. */
  readonly images: number;
  readonly of: number;
  /** Images that could not be read. */
  readonly unreadable: number;
  /** Pairs that are nearly the same and that checking the images finds too, so they are not told again. */
  readonly told: number;
  /** What was found beyond those that are listed. */
  readonly beyond: number;
  /** By kind in the order of `oddKinds`, the oddest first. */
  readonly findings: readonly OddFinding[];
}

/**
 * `label`: it looks as if it were of another class. `copies`: two that are nearly the same stand on two sides of the split or
 * in two classes. `alone`: it is unlike all others. `classes`: two classes can't be told apart.
 */
export const oddKinds = ['label', 'copies', 'alone', 'classes'] as const;
export type OddKind = (typeof oddKinds)[number];

/** Which part of the data an image belongs to. */
export type ImageSide = 'train' | 'validation' | 'test';

export interface OddImage {
  /** From the folder of the transfer.yaml, with `/`; whole where it lies on another disk. */
  readonly file: string;
  readonly className: string;
  readonly side: ImageSide;
}

export interface OddFinding<Image = OddImage> {
  readonly kind: OddKind;
  /** The same for the same finding of the same images, whatever these are called. */
  readonly id: string;
  /** Those that it is about: one; two that are nearly the same; some of each of two classes. */
  readonly images: readonly Image[];
  /** Beside a single one: those that are most like it, the nearest first. */
  readonly nearest: readonly Image[];
  /** `label`: the class that it looks like. `classes`: the two. */
  readonly classes: readonly string[];
  /**
   * `label`: by how much more that class speaks for it than its own, on a scale from −1 to 1 for each. `copies`: their likeness,
   * at most 1. `alone`: how far it is, in deviations. `classes`: the share that is judged right, and its standard error.
   */
  readonly value: number;
  readonly error: number;
}

/** What is known of the images as they are now. */
export interface KnownOddImages extends OddImages {
  /** Whether images have come, gone or changed since they were compared; findings about those that are gone are left out. */
  readonly isStale: boolean;
}

/** How many were found of each kind. */
export type OddCounts = Readonly<Record<OddKind, number>>;

export function oddCounts({ findings }: Pick<OddImages, 'findings'>): OddCounts {
  const many = (kind: OddKind): number => findings.filter((one) => one.kind === kind).length;
  return { label: many('label'), copies: many('copies'), alone: many('alone'), classes: many('classes') };
}
