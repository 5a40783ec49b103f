/** Which part of the data an image belongs to. */
export type Side = 'train' | 'validation' | 'test';

export interface SidedImage {
  readonly file: string;
  readonly sha256: string;
  readonly side: Side;
}

/** One picture that stands on more than one side, under whatever names. */
export interface DuplicateImages {
  readonly sha256: string;
  /** At least two, from at least two sides, in the order given. */
  readonly images: readonly { readonly file: string; readonly side: Side }[];
}

/**
 * Finds byte-identical images on different sides of the split: a network that has seen an image in training
 * is not tested by it. Copies within one side are no leak and are not listed. Ordered by first appearance.
 */
export function findDuplicates(images: readonly SidedImage[]): DuplicateImages[] {
  const byContent = new Map<string, SidedImage[]>();
  for (const image of images) {
    const same = byContent.get(image.sha256);
    if (same) same.push(image);
    else byContent.set(image.sha256, [image]);
  }
  return [...byContent]
    .filter(([, same]) => new Set(same.map(({ side }) => side)).size > 1)
    .map(([sha256, same]) => ({ sha256, images: same.map(({ file, side }) => ({ file, side })) }));
}
