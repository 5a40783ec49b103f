import { type Edge, type Node, type NodeHandle, Position } from '@xyflow/react';
import { boxHeight, boxWidth, type Layout, layersIn, type Point } from '../../src/shared/drawing';
import type { Unit } from '../../src/shared/folding';
import { isFound } from '../layers/found-units';

export type UnitNode = Node<{ readonly unit: Unit; readonly selected: boolean; readonly mark: Mark }, 'unit'>;
export type CutNode = Node<{ readonly cut: string }, 'cutLine'>;
export type RouteEdge = Edge<{ readonly points: readonly Point[] }, 'route'>;

/** Whether a search names the unit; `none` without a search. */
export type Mark = 'none' | 'found' | 'other';

/** How far the cut line reaches over the boxes, and its place below the box that is cut after. */
const overhang = 26;
const cutLineHeight = 20;
const cutLineGap = 3;

/** All that the library would else measure on the page, and at each change again, taking the arrows away meanwhile. */
const sized = (width: number, height: number) => ({ width, height, measured: { width, height } });
const unitSize = sized(boxWidth, boxHeight);
const arrowEnds: NodeHandle[] = [
  { type: 'target', position: Position.Top, x: boxWidth / 2, y: 0 },
  { type: 'source', position: Position.Bottom, x: boxWidth / 2, y: boxHeight },
];

export function nodesOf(
  units: readonly Unit[],
  layout: Layout,
  selected: string,
  search: string,
): (UnitNode | CutNode)[] {
  const nodes: (UnitNode | CutNode)[] = units.flatMap((unit) => {
    const position = layout.boxes.get(unit.id);
    if (position === undefined) return [];
    const data = { unit, selected: unit.id === selected, mark: markOf(unit, search) };
    return [{ id: unit.id, type: 'unit' as const, position, data, ...unitSize, handles: arrowEnds }];
  });
  const cut = units.find((unit) => layersIn(unit).some(({ isCut }) => isCut));
  const above = cut && layout.boxes.get(cut.id);
  if (cut && above) {
    nodes.push({
      id: 'cut line',
      type: 'cutLine',
      position: { x: -overhang, y: above.y + boxHeight + cutLineGap },
      data: { cut: cut.id },
      ...sized(layout.width + 2 * overhang, cutLineHeight),
      zIndex: -1,
    });
  }
  return nodes;
}

export function edgesOf(layout: Layout): RouteEdge[] {
  return layout.arrows.map(({ from, to, points }) => ({
    id: `${from}\n${to}`,
    type: 'route',
    source: from,
    target: to,
    data: { points },
  }));
}

function markOf(unit: Unit, search: string): Mark {
  if (search.trim() === '') return 'none';
  return layersIn(unit).some((layer) => isFound(layer, search)) ? 'found' : 'other';
}
