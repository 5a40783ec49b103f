/** The ends of the axis, in images: wide enough for one picture a class and for the largest collections. */
const fewest = 10;
const most = 10_000_000;

export const ticks: readonly { readonly images: number; readonly text: string }[] = [
  { images: 10, text: '10' },
  { images: 100, text: '100' },
  { images: 1_000, text: '1,000' },
  { images: 10_000, text: '10,000' },
  { images: 100_000, text: '100,000' },
  { images: 1_000_000, text: '1 M' },
  { images: 10_000_000, text: '10 M' },
];

/** Where a number of images stands on the logarithmic axis, 0..1; beyond its ends, at the end. */
export function placeOf(images: number): number {
  const place = Math.log10(Math.max(images, 1) / fewest) / Math.log10(most / fewest);
  return Math.min(1, Math.max(0, place));
}
