import type { Viewport } from '@xyflow/react';
import { boxHeight, boxWidth, type Layout, type Point } from '../../src/shared/drawing';
import type { Size } from '../use-size';

/** Smaller than this the boxes can't be read, and the overview is shown. */
export const smallestToRead = 0.62;
export const largest = 1.6;
/** At which a single box is shown. */
const comfortable = 0.85;
/** Room for the freeze line, which reaches over the boxes, and for its words. */
const margin = 30;

/** All of the drawing, in the middle of its frame. */
export function fittedViewport(layout: Layout, frame: Size): Viewport {
  const wide = (frame.width - 2 * margin) / layout.width;
  const high = (frame.height - 2 * margin) / layout.height;
  const zoom = Math.max(0.01, Math.min(1, wide, high));
  return {
    x: (frame.width - layout.width * zoom) / 2,
    y: (frame.height - layout.height * zoom) / 2,
    zoom,
  };
}

export function canBeRead({ zoom }: Viewport): boolean {
  return zoom >= smallestToRead;
}

/** A box in the middle of the frame, as large as before if it could be read. */
export function viewportAt(box: Point, frame: Size, before: Viewport | null): Viewport {
  const zoom = before && canBeRead(before) ? before.zoom : comfortable;
  return {
    x: frame.width / 2 - (box.x + boxWidth / 2) * zoom,
    y: frame.height / 2 - (box.y + boxHeight / 2) * zoom,
    zoom,
  };
}

/** Larger or smaller, by the middle of the frame. */
export function zoomedBy(factor: number, { x, y, zoom }: Viewport, frame: Size): Viewport {
  const next = Math.min(largest, zoom * factor);
  const by = next / zoom;
  return {
    x: frame.width / 2 - (frame.width / 2 - x) * by,
    y: frame.height / 2 - (frame.height / 2 - y) * by,
    zoom: next,
  };
}

/** Whether all of a box is in sight. */
export function isInSight(box: Point, { x, y, zoom }: Viewport, frame: Size): boolean {
  const left = box.x * zoom + x;
  const top = box.y * zoom + y;
  return (
    left >= 0 && top >= 0 && left + boxWidth * zoom <= frame.width && top + boxHeight * zoom <= frame.height
  );
}
