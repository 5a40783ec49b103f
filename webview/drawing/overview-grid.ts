import type { Size } from '../use-size';

export interface Grid {
  readonly columns: number;
  readonly rows: number;
  /** Of each cell, in pixels. */
  readonly width: number;
  readonly height: number;
}

/** The style sheet says the same. */
const gap = 5;
const padding = 12;
/** Above the units, for the buttons, and below, for two lines of what the line says. */
const toolsHeight = 24;
const wordsHeight = 34;
const widest = 240;
/** For a name of a dozen letters. */
const narrowest = 100;
const smallest = 22;
const heights = [46, 38, 30, smallest];

/** The cells in which so many units stand like the words of a text: as large as there is room for all of them. */
export function overviewGrid(count: number, frame: Size): Grid {
  const inner = {
    width: frame.width - 2 * padding,
    height: frame.height - 2 * padding - toolsHeight - wordsHeight,
  };
  const widthOf = (columns: number) => Math.floor((inner.width + gap) / columns - gap);
  for (const height of heights) {
    const most = Math.max(1, Math.floor((inner.height + gap) / (height + gap)));
    const columns = Math.ceil(count / most);
    if (widthOf(columns) < narrowest) continue;
    return gridOf(columns, height);
  }
  // It is scrolled then.
  return gridOf(Math.max(1, Math.floor((inner.width + gap) / (narrowest + gap))), smallest);

  function gridOf(columns: number, height: number): Grid {
    return { columns, rows: Math.ceil(count / columns), width: Math.min(widest, widthOf(columns)), height };
  }
}
