/** A part is what one worker computes at a time, so there are some for each of many; whole batches of the frozen layers. */
export function imagesPerPart(images: number): number {
  const [least, most, parts] = [32, 4_096, 64];
  return Math.min(most, Math.max(least, 32 * Math.ceil(images / parts / 32)));
}
