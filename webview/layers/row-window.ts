import { type RefObject, useEffect, useState } from 'react';

/** Pixels; the style sheet says the same. */
export const rowHeight = 28;
export const lineHeight = 26;
/** Up to this many rows all are drawn, and the page scrolls; above, the tree scrolls by itself. */
export const drawnWhole = 64;
const beyond = 12;

export interface RowWindow {
  readonly first: number;
  /** One past the last row that is drawn. */
  readonly end: number;
}

/** Which rows of a long tree are in sight, with some above and below. */
export function useRowWindow(tree: RefObject<HTMLElement | null>, rows: number): RowWindow {
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(600);
  const scrolls = rows > drawnWhole;
  useEffect(() => {
    const { current } = tree;
    if (current === null || !scrolls) return;
    const look = () => {
      setTop(current.scrollTop);
      setHeight(current.clientHeight);
    };
    look();
    current.addEventListener('scroll', look, { passive: true });
    return () => current.removeEventListener('scroll', look);
  }, [tree, scrolls]);
  if (!scrolls) return { first: 0, end: rows };
  const first = Math.max(0, Math.min(Math.floor(top / rowHeight), rows) - beyond);
  return { first, end: Math.min(rows, Math.ceil((top + height) / rowHeight) + beyond) };
}
