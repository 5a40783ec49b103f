/** The shape of a tensor without the batch axis; null where a size is only known from the image. */
export type Shape = readonly (number | null)[];

/** The number of values; sizes that are not known count as 1. */
export function valuesIn(shape: Shape): number {
  return shape.reduce<number>((product, size) => product * (size ?? 1), 1);
}

/** Whether the tensor is a plain vector, or feature maps of one point. */
export function isFlat(shape: Shape): boolean {
  return shape.slice(0, -1).every((size) => size === 1);
}

/** Feature maps: height, width and channels. */
export function isFeatureMap(shape: Shape): boolean {
  return shape.length === 3;
}
