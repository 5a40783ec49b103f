import type { Layout, Point } from './layout-shape';

const mostKept = 16;
const kept = new Map<string, Layout>();

/** What the editor kept of panels before this one. What can't be read is laid out anew. */
export function takeLayouts(layouts: Readonly<Record<string, string>>): void {
  for (const [drawing, text] of Object.entries(layouts)) {
    if (kept.has(drawing)) continue;
    try {
      keepLayout(drawing, layoutOf(JSON.parse(text) as KeptLayout));
    } catch {
      // Written by another version of the panel.
    }
  }
}

export function keptLayout(drawing: string): Layout | undefined {
  return kept.get(drawing);
}

export function keepLayout(drawing: string, layout: Layout): void {
  kept.set(drawing, layout);
  const [oldest] = kept.keys();
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
}

/** A layout as plain JSON, with numbers in a row for points: short, for it is stored. */
interface KeptLayout {
  readonly size: readonly number[];
  readonly boxes: readonly (readonly [id: string, x: number, y: number])[];
  readonly arrows: readonly (readonly [from: string, to: string, ...points: number[]])[];
}

export function layoutText({ width, height, boxes, arrows }: Layout): string {
  const rounded = (value: number) => Math.round(value * 10) / 10;
  const layout: KeptLayout = {
    size: [width, height],
    boxes: [...boxes].map(([id, { x, y }]) => [id, rounded(x), rounded(y)]),
    arrows: arrows.map(({ from, to, points }) => [
      ...([from, to] as const),
      ...points.flatMap(({ x, y }) => [rounded(x), rounded(y)]),
    ]),
  };
  return JSON.stringify(layout);
}

function layoutOf({ size, boxes, arrows }: KeptLayout): Layout {
  const [width = 0, height = 0] = size;
  return {
    ...{ width, height },
    boxes: new Map(boxes.map(([id, x, y]) => [id, { x, y }])),
    arrows: arrows.map(([from, to, ...numbers]) => ({ from, to, points: pointsOf(numbers) })),
  };
}

function pointsOf(numbers: readonly number[]): readonly Point[] {
  return Array.from({ length: numbers.length / 2 }, (_, index) => ({
    x: numbers[2 * index] ?? 0,
    y: numbers[2 * index + 1] ?? 0,
  }));
}
