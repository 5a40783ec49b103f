/** The shape of a tensor without the batch axis; null where a size is only known from the image. */
export type Shape = readonly (number | null)[];

/** A layer's output with the channels last, as heads take it, in whatever order it comes. */
export function channelsLast(layer: { readonly outputShape: Shape; readonly channelsFirst?: true }): Shape {
  const [channels = null, ...positions] = layer.outputShape;
  return layer.channelsFirst ? [...positions, channels] : layer.outputShape;
}

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

/** What a transformer gives: a row of channels for each part of a picture. */
export function areTokens(shape: Shape): boolean {
  return shape.length === 2;
}
