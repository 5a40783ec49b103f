/**
 * How many of a class's images (or groups of images) go to the validation side: the share, rounded, but at
 * least one on each side. A single one stays with the training images.
 */
export function validationCount(images: number, share: number): number {
  if (images < 2) return 0;
  return Math.min(images - 1, Math.max(1, Math.round(images * share)));
}
