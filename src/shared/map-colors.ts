/** Of a colour for each byte, red, green and blue. */
export type Color = readonly [red: number, green: number, blue: number];

/** Places along viridis (Smith and van der Walt 2015), whose colours everyone tells apart and whose lightness only rises. */
const viridis: readonly Color[] = [
  [68, 1, 84],
  [72, 40, 120],
  [62, 73, 137],
  [49, 104, 142],
  [38, 130, 142],
  [31, 158, 137],
  [53, 183, 121],
  [110, 206, 88],
  [181, 222, 43],
  [253, 231, 37],
];

/** The colour of a value of a map, 0 to 255: dark for the least. */
export function mapColor(value: number): Color {
  const along = (Math.min(255, Math.max(0, value)) / 255) * (viridis.length - 1);
  const before = Math.min(viridis.length - 2, Math.floor(along));
  const share = along - before;
  const [from, to] = [viridis[before] as Color, viridis[before + 1] as Color];
  const mixed = (at: 0 | 1 | 2) => Math.round(from[at] + (to[at] - from[at]) * share);
  return [mixed(0), mixed(1), mixed(2)];
}

/** What speaks for a class, and what against it: orange and blue, which everyone tells apart. */
export const evidenceColors = { for: [230, 97, 1], against: [33, 102, 172] } as const satisfies Readonly<
  Record<string, Color>
>;
