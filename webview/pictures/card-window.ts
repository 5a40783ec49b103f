import { type RefObject, useEffect, useState } from 'react';

/** Pixels: of a card with thumbnails, of one without, and between them. */
export const cardWidth = 244;
export const cardHeight = 92;
export const textHeight = 30;
export const gap = 8;
/** Up to this many rows all are drawn, and the page scrolls; above, the list scrolls by itself. */
const drawnWhole = 8;
const beyond = 2;

export interface CardWindow {
  readonly first: number;
  /** One past the last row that is drawn. */
  readonly end: number;
  readonly scrolls: boolean;
}

/** Which rows of cards are in sight, with some above and below. */
export function useCardWindow(box: RefObject<HTMLElement | null>, rows: number, height: number): CardWindow {
  const [top, setTop] = useState(0);
  const [visible, setVisible] = useState(400);
  const scrolls = rows > drawnWhole;
  useEffect(() => {
    const { current } = box;
    if (current === null || !scrolls) return;
    const look = () => {
      setTop(current.scrollTop);
      setVisible(current.clientHeight);
    };
    look();
    current.addEventListener('scroll', look, { passive: true });
    return () => current.removeEventListener('scroll', look);
  }, [box, scrolls]);
  if (!scrolls) return { first: 0, end: rows, scrolls };
  const row = height + gap;
  const first = Math.max(0, Math.min(Math.floor(top / row), rows) - beyond);
  return { first, end: Math.min(rows, Math.ceil((top + visible) / row) + beyond), scrolls };
}
