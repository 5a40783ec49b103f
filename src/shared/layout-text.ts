import type { Layout, Point } from './drawing';

/** A layout as plain JSON, with numbers in a row for points: short, for it is stored. */
interface WrittenLayout {
  readonly size: readonly number[];
  readonly boxes: readonly (readonly [id: string, x: number, y: number])[];
  readonly arrows: readonly (readonly [from: string, to: string, ...points: number[]])[];
}

/** Pixels are rounded to tenths. */
export function layoutText({ width, height, boxes, arrows }: Layout): string {
  const rounded = (value: number) => Math.round(value * 10) / 10;
  const layout: WrittenLayout = {
    size: [width, height],
    boxes: [...boxes].map(([id, { x, y }]) => [id, rounded(x), rounded(y)]),
    arrows: arrows.map(({ from, to, points }) => [
      ...([from, to] as const),
      ...points.flatMap(({ x, y }) => [rounded(x), rounded(y)]),
    ]),
  };
  return JSON.stringify(layout);
}

/** Undefined for what was written by another version. */
export function layoutOf(text: string): Layout | undefined {
  try {
    const { size, boxes, arrows } = JSON.parse(text) as WrittenLayout;
    const [width = 0, height = 0] = size;
    return {
      ...{ width, height },
      boxes: new Map(boxes.map(([id, x, y]) => [id, { x, y }])),
      arrows: arrows.map(([from, to, ...numbers]) => ({ from, to, points: pointsOf(numbers) })),
    };
  } catch {
    return undefined;
  }
}

function pointsOf(numbers: readonly number[]): readonly Point[] {
  return Array.from({ length: numbers.length / 2 }, (_, index) => ({
    x: numbers[2 * index] ?? 0,
    y: numbers[2 * index + 1] ?? 0,
  }));
}
