import type { Viewport } from '@xyflow/react';
import type { Layout } from '../../src/shared/drawing';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Smaller than this the boxes are hard to read. */
const smallestToRead = 0.62;
const margin = 8;

/** At first: all of it where it can be read, else a part of it with the freeze line in sight, or the cut. */
export function firstViewport(layout: Layout, frame: Size, lineY: number | null): Viewport {
  const wide = (frame.width - 2 * margin) / layout.width;
  const high = (frame.height - 2 * margin) / layout.height;
  const zoom = Math.min(1, Math.max(Math.min(wide, high), Math.min(wide, 0.85), smallestToRead));
  const drawn = layout.height * zoom;
  const x = (frame.width - layout.width * zoom) / 2;
  if (drawn <= frame.height - 2 * margin) return { x, y: (frame.height - drawn) / 2, zoom };
  const middle = lineY === null ? 0 : lineY * zoom - frame.height * 0.55;
  const y = -Math.min(Math.max(middle, -margin), drawn - frame.height + margin);
  return { x, y, zoom };
}
