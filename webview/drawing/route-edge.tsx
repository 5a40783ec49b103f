import { BaseEdge, type EdgeProps } from '@xyflow/react';
import type { Point } from '../../src/shared/drawing';
import type { RouteEdge as RouteEdgeData } from './drawing-parts';

const radius = 6;

/** An arrow along the route that the layout found for it, its corners rounded. */
export function RouteEdge({ data, markerEnd }: EdgeProps<RouteEdgeData>) {
  if (data === undefined) return null;
  return <BaseEdge path={pathOf(data.points)} {...(markerEnd === undefined ? {} : { markerEnd })} />;
}

function pathOf(points: readonly Point[]): string {
  return points
    .map((point, index) => {
      const before = points[index - 1];
      const after = points[index + 1];
      if (before === undefined) return `M${point.x} ${point.y}`;
      if (after === undefined) return `L${point.x} ${point.y}`;
      const from = towards(point, before);
      const to = towards(point, after);
      return `L${from.x} ${from.y}Q${point.x} ${point.y} ${to.x} ${to.y}`;
    })
    .join('');
}

function towards(corner: Point, other: Point): Point {
  const length = Math.hypot(other.x - corner.x, other.y - corner.y);
  const share = length === 0 ? 0 : Math.min(radius, length / 2) / length;
  return { x: corner.x + (other.x - corner.x) * share, y: corner.y + (other.y - corner.y) * share };
}
